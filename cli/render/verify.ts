import type { CliText } from "../../text/cli.ts";
import { EXIT_INCONCLUSIVE, EXIT_OK } from "../exit-status.ts";
import { type Pair, statusOfPair } from "../verify-pair.ts";
import type { RunView } from "../view-of.ts";
import { renderInconclusive } from "./inconclusive.ts";
import { marked } from "./sections.ts";
import type { Style } from "./style.ts";
import { table } from "./table.ts";
import { printable } from "./width.ts";

const INDENT = 5;

/** One row per scenario; below a row that is not as it should be, what is wrong. */
export function renderPairs(pairs: readonly Pair[], text: CliText, style: Style): string[] {
  const { columns, verify } = text;
  const [header = "", ...rows] = table(
    [
      {},
      { header: style.dim(columns.scenario) },
      { header: style.dim(verify.case), align: "right" },
      { header: style.dim(verify.control), align: "right" },
      { header: style.dim(columns.lost), align: "right" },
      { header: style.dim(columns.result) },
    ],
    pairs.map((pair) => [
      markOf(statusOfPair(pair), style),
      printable(pair.id),
      ...pair.views.map((view) => metText(view, style)),
      pair.views.map(({ json }) => json.records.lost.length).join(" / "),
      resultText(pair, text),
    ]),
  );
  const failed = pairs.filter((pair) => [EXIT_OK, EXIT_INCONCLUSIVE].includes(statusOfPair(pair)));
  const open = pairs.filter((pair) => statusOfPair(pair) === EXIT_INCONCLUSIVE);
  return [
    header,
    ...rows.flatMap((row, i) => {
      const pair = pairs[i];
      return pair === undefined ? [row] : [row, ...complaints(pair, text, style)];
    }),
    "",
    style.bold(verify.summary(pairs.length, pairs.length - failed.length, open.length)),
  ];
}

function markOf(status: number, style: Style): string {
  if (status === EXIT_OK) return style.good("✓");
  return status === EXIT_INCONCLUSIVE ? style.warn("?") : style.bad("✗");
}

function metText({ json }: RunView, style: Style): string {
  const met = json.expectations.filter((expectation) => expectation.met).length;
  const counts = `${met}/${json.expectations.length}`;
  return met === json.expectations.length ? counts : style.bad(counts);
}

function resultText(pair: Pair, text: CliText): string {
  const { verify } = text;
  switch (statusOfPair(pair)) {
    case EXIT_OK:
      return verify.ok;
    case EXIT_INCONCLUSIVE:
      return verify.inconclusive;
    default:
      return verify.unmet;
  }
}

/** What is wrong with a pair: unmet expectations, violations nobody expected, no conclusion, no contrast. */
function complaints(pair: Pair, text: CliText, style: Style): string[] {
  const { verify } = text;
  const lines = pair.views.flatMap((view) => complaintsOf(view, text, style));
  return pair.differs
    ? lines
    : [...lines, ...marked(style.bad("✗"), verify.noDifference, style, INDENT)];
}

function complaintsOf(view: RunView, text: CliText, style: Style): string[] {
  const { verify } = text;
  const { inconclusive, unexpected, scenario } = view.result;
  const who = view.json.control ? verify.control : verify.case;
  const say = (mark: string, said: string) =>
    marked(mark, text.about(who, printable(said)), style, INDENT);
  const unmet = view.expectations.filter((expectation) => !expectation.met);
  const lines = [
    ...unmet.flatMap((expectation) => say(style.bad("✗"), expectation.text)),
    ...unexpected.flatMap(({ invariant, told }) =>
      say(style.bad("✗"), text.about(invariant, view.say(told))),
    ),
  ];
  if (inconclusive === null) return lines;
  const why = renderInconclusive(inconclusive, scenario.steps.length, text, style);
  return [
    ...lines,
    ...say(style.warn("?"), verify.inconclusive),
    ...why.map((line) => " ".repeat(INDENT) + line),
  ];
}
