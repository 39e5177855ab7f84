import { Document, isCollection, visit } from "yaml";
import type { Scenario } from "../../sim/index.ts";
import { UsageError } from "../errors.ts";
import { jsonText } from "../output.ts";

const LINE = 100;
/** What fits on so many characters stays on one line: `produce: { client: p, topic: t, values: r0..r4 }`. */
const SHORT = 72;

/** A scenario as a file that a person can read. */
export function scenarioText(scenario: Scenario): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_key, node, path) => {
      // The parts of a scenario, and its steps, have lines of their own.
      if (path.length <= 2 || !isCollection(node)) return;
      if (JSON.stringify(node.toJSON()).length <= SHORT) node.flow = true;
    },
  });
  return document.toString({ lineWidth: LINE, flowCollectionPadding: true });
}

/** As the name of the file asks: JSON or YAML. */
export function scenarioFileText(path: string, scenario: Scenario): string {
  return /\.json$/i.test(path) ? jsonText(scenario) : scenarioText(scenario);
}

/** @throws UsageError for a name by which it would not be read again */
export function checkScenarioPath(path: string): void {
  if (/\.(yaml|yml|json)$/i.test(path)) return;
  throw new UsageError(`${path}: the name of a scenario file ends in .yaml, .yml or .json`);
}
