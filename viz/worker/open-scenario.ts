import { SCENARIOS, scenarioById } from "../../scenarios/index.ts";
import { ENGINE, VERSION } from "../../sim/explore/engine.ts";
import { linkOf } from "../../sim/explore/link.ts";
import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, type RunInput } from "../../sim/explore/run-input.ts";
import {
  caseEraOf,
  controlEraOf,
  decodeLink,
  defaultEraOf,
  ERAS,
  encodeLink,
  eraNamed,
  eraNotices,
  expectationsIn,
  InputError,
  nearestWord,
  otherErasOf,
  RUN_PREFIX,
  type RunLink,
  type Scenario,
} from "../../sim/index.ts";
import type { Json } from "../../sim/trace/fact-json.ts";
import type { TraceMeta } from "../../sim/trace/jsonl-format.ts";
import { renderNotice } from "../../text/render.ts";
import type { RunChoices, RunOrigin, RunView, RunWarning } from "../model/run-view.ts";
import { OpenRun } from "./open-run.ts";
import { outcomeOfRun } from "./outcome.ts";
import type { Pace } from "./pace.ts";
import { runView } from "./run-view-of.ts";

/** Events between two looks at the clock. */
const SLICE_EVENTS = 512;
/** Wall time after which messages are let in. */
const SLICE_MS = 12;
/** The page holds every event in memory, so it stops earlier than the command line. */
const MOST_EVENTS = 2_000_000;

/**
 * Simulates the run that a link names.
 * @param query the link after `#/v1/run?`
 * @returns null when the page wants something else meanwhile
 * @throws {InputError} when the link says something impossible
 */
export async function openScenario(
  query: string,
  pace: Pace,
): Promise<{ readonly run: OpenRun; readonly view: RunView } | null> {
  const link = decodeLink(RUN_PREFIX + query);
  const input = inputOf(link);
  const limits = { ...DEFAULT_LIMITS, events: MOST_EVENTS };
  const simulated = createRun(input, { trace: "full", limits });
  if (!(await finish(simulated, pace))) return null;
  const result = simulated.result();
  const { recorder } = simulated;
  if (recorder === null) throw new Error("the run was recorded");
  const run = new OpenRun(recorder.trace, metaOf(simulated));
  const warnings: RunWarning[] = [];
  if (link.engine !== null && link.engine !== ENGINE) {
    warnings.push({ code: "engine", made: link.engine, here: ENGINE });
  }
  if (result.inconclusive !== null) {
    const { reason, step } = result.inconclusive;
    warnings.push({ code: "inconclusive", reason, step: step + 1 });
  }
  const choices = choicesOf(input, result.scenario, link.view);
  return { run, view: runView(run, originOf(input), choices, outcomeOfRun(result), warnings) };
}

async function finish(run: Run, pace: Pace): Promise<boolean> {
  let sliceEnd = performance.now() + SLICE_MS;
  while (run.advance(SLICE_EVENTS)) {
    if (performance.now() < sliceEnd) continue;
    pace.progress({ events: run.sim.events, virtualUs: run.sim.now });
    await pace.breathe();
    if (pace.isStale()) return false;
    sliceEnd = performance.now() + SLICE_MS;
  }
  return true;
}

function inputOf(link: RunLink): RunInput {
  const published = link.scenario === null;
  const scenario = link.scenario ?? scenarioById(link.scenarioId);
  if (scenario === undefined) {
    const known = SCENARIOS.map(({ id }) => id);
    const args = {
      found: link.scenarioId,
      known: "",
      nearest: nearestWord(link.scenarioId, known) ?? "",
    };
    throw new InputError([{ path: "sc", code: "problem.unknownScenario", args }]);
  }
  const { control, seed, settings, overrides } = link;
  const usual = defaultEraOf(scenario);
  const era =
    link.era !== "" ? eraNamed(link.era) : control ? controlEraOf(scenario, usual) : usual;
  return { scenario, published, control, seed, era, settings, overrides };
}

/** Where a person may go from here: what the page offers of the run in other versions. */
function choicesOf(input: RunInput, resolved: Scenario, view: RunLink["view"]): RunChoices {
  const { scenario, control } = input;
  const own = eraNamed(input.era);
  const address = (changed: RunInput) => encodeLink({ ...linkOf(changed), view });
  const otherEra = control ? caseEraOf(scenario, own) : controlEraOf(scenario, own);
  const notices = eraNotices(scenario, resolved, control, own);
  return {
    link: address(input),
    otherSide: address({ ...input, control: !control, era: otherEra }),
    eras: ERAS.map((era) => ({
      era,
      link: address({ ...input, era }),
      isSpoken: expectationsIn(scenario, control, era) !== null,
    })),
    otherEras: otherErasOf(resolved, own),
    notices: notices.map((notice) => ({
      en: renderNotice("en", notice),
      zh: renderNotice("zh", notice),
    })),
  };
}

function originOf({ scenario, control }: RunInput): RunOrigin {
  const { id, title, explanation } = scenario;
  return {
    kind: "scenario",
    scenario: id,
    control,
    title,
    explanation,
    controlTitle: scenario.control.title,
  };
}

function metaOf(run: Run): TraceMeta {
  const { scenario, control, seed, era, settings, overrides } = run.input;
  return {
    highwater: VERSION,
    engine: ENGINE,
    scenario: scenario as unknown as Json,
    control,
    seed,
    era,
    settings: settings as Readonly<Record<string, Json>>,
    overrides,
  };
}
