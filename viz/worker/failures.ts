import { InputError, type Localized } from "../../sim/index.ts";
import { TraceFormatError } from "../../sim/trace/jsonl-reader.ts";
import { renderProblem } from "../../text/render.ts";
import type { Failure, FailureCode } from "./protocol.ts";

/** An input that cannot be opened, said in a way that is already fit for people. */
export class OpenError extends Error {
  override readonly name = "OpenError";
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What to tell a person of an error; only what is nobody's input is called internal. */
export function messageOf(error: unknown): Failure {
  if (error instanceof InputError) {
    const { problems } = error;
    const detail: Localized = {
      en: problems.map((problem) => renderProblem("en", problem)).join("\n"),
      zh: problems.map((problem) => renderProblem("zh", problem)).join("\n"),
    };
    return { code: "badLink", detail };
  }
  const text = error instanceof Error ? error.message : String(error);
  const same: Localized = { en: text, zh: text };
  if (error instanceof OpenError) return { code: error.code, detail: same };
  if (error instanceof TraceFormatError) return { code: "badTrace", detail: same };
  return { code: "internal", detail: same };
}
