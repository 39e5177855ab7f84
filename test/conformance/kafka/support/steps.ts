import { NotYetModelled } from "../../support.ts";
import type { Fields } from "./fields.ts";

/** Does the steps of a vector, each of which must be understood whole; an error names its step. */
export function runSteps(input: Fields, run: (op: string, step: Fields) => void): void {
  input.objects("steps").forEach((step, i) => {
    const op = step.text("op");
    try {
      run(op, step);
      step.finish();
    } catch (error) {
      if (error instanceof Error && !(error instanceof NotYetModelled)) {
        error.message = `step ${i} (${op}): ${error.message}`;
      }
      throw error;
    }
  });
}
