import {
  createRun,
  DEFAULT_LIMITS,
  type Era,
  encodeLink,
  expectationsIn,
  InputError,
  linkOf,
  type OutcomeClass,
  type RunInput,
  type RunResult,
} from "../sim/index.ts";
import { EXIT_INCONCLUSIVE, EXIT_OK, EXIT_UNMET, gravest } from "./exit-status.ts";

/** What came of a scenario in an era. */
export interface Cell {
  readonly era: Era;
  readonly link: string;
  /** Whether the scenario says what must come of it in that era. */
  readonly isSpoken: boolean;
  /** Null when settings exclude each other in that era. */
  readonly result: RunResult | null;
  /** The gravest of what was lost or broken; null when nothing was. */
  readonly worst: Finding | null;
  /** 0, 1 or 2, as for one run. */
  readonly status: number;
}

/** How something bad is judged, and what repaired it in Kafka. */
export interface Finding {
  readonly class: OutcomeClass;
  /** A KIP or a JIRA; null when none is known. */
  readonly fix: string | null;
}

export interface Row {
  readonly scenario: string;
  /** In the order of the eras asked for. */
  readonly cells: readonly Cell[];
}

/** Gravest last. */
const GRAVITY: readonly OutcomeClass[] = [
  "allowed by configuration",
  "operator choice",
  "beyond the guarantee",
  "protocol bug",
  "simulator bug",
];

/** Runs a scenario, with the seed and the settings of `input`, in an era. */
export function runCell(input: RunInput, era: Era): Cell {
  const ofEra = { ...input, era };
  const isSpoken = expectationsIn(input.scenario, input.control, era) !== null;
  const link = encodeLink(linkOf(ofEra));
  try {
    const run = createRun(ofEra, { trace: "off", limits: DEFAULT_LIMITS });
    const result = run.finish();
    const worst = worstOf(result);
    const status = isSpoken ? result.status : silentStatus(result);
    return { era, link, isSpoken, result, worst, status };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const status = isSpoken ? EXIT_UNMET : EXIT_INCONCLUSIVE;
    return { era, link, isSpoken, result: null, worst: null, status };
  }
}

/**
 * Of an era of which the scenario says nothing, only a bug that no version of Kafka is known to have
 * had is not as it should be.
 */
function silentStatus(result: RunResult): number {
  const isUnknownBug = ({ class: judged, fix }: Finding) =>
    judged === "simulator bug" || (judged === "protocol bug" && fix === null);
  if (findingsOf(result).some(isUnknownBug)) return EXIT_UNMET;
  return result.inconclusive === null ? EXIT_OK : EXIT_INCONCLUSIVE;
}

/** The status of all cells. A case that leads nowhere where nobody expects anything is no failure. */
export function statusOfRows(rows: readonly Row[]): number {
  const cells = rows.flatMap((row) => row.cells);
  return gravest(
    cells.map(({ status, isSpoken }) =>
      status === EXIT_INCONCLUSIVE && !isSpoken ? EXIT_OK : status,
    ),
  );
}

/** Records that are gone, those included that nobody promised to keep. */
export function lostIn({ result }: Cell): number {
  if (result === null) return 0;
  const { lost, lostUnacknowledged } = result.report.ledger;
  return lost.length + lostUnacknowledged.length;
}

/** Whether replicas hold, in the end, different records at one offset below their high watermarks. */
export function hasDiverged({ result }: Cell): boolean {
  return result !== null && result.report.diverged.length > 0;
}

/** What `highwater matrix --json` prints. */
export function matrixJson(eras: readonly Era[], rows: readonly Row[]) {
  return {
    eras,
    rows: rows.map(({ scenario, cells }) => ({
      scenario,
      cells: Object.fromEntries(cells.map((cell) => [cell.era, cellJson(cell)])),
    })),
  };
}

function cellJson(cell: Cell) {
  return {
    ok: cell.status === EXIT_OK,
    lost: lostIn(cell),
    diverged: hasDiverged(cell),
    class: cell.worst?.class ?? null,
    fix: cell.worst?.fix ?? null,
    link: cell.link,
  };
}

function worstOf(result: RunResult): Finding | null {
  // Of equally grave findings one with a known repair says more.
  const gravity = (finding: Finding | null) =>
    finding === null ? -1 : GRAVITY.indexOf(finding.class) + (finding.fix === null ? 0.5 : 0);
  return findingsOf(result).reduce<Finding | null>(
    (worst, finding) => (gravity(finding) > gravity(worst) ? finding : worst),
    null,
  );
}

function findingsOf({ report }: RunResult): readonly Finding[] {
  const { lost, lostUnacknowledged } = report.ledger;
  const found = [...lost, ...lostUnacknowledged, ...report.violations];
  return found.map(({ class: judged, fix }): Finding => ({ class: judged, fix }));
}
