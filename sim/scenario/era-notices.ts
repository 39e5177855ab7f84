import { adminTools, routeOf } from "../kafka/client/admin/admin-tools.ts";
import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import {
  CONFIGS,
  type ConfigScope,
  type ConfigValues,
  resolveConfig,
} from "../kafka/config/config.ts";
import { ERAS, type Era, isEra, isFrom } from "../kafka/era/eras.ts";
import { brokerIdsOf, hostName } from "./names.ts";
import { isToolStep, operationOfStep } from "./operator-steps.ts";
import { expectationsIn, fixedFrom, oldestEraOf } from "./scenario-era.ts";
import type { Scenario, Step } from "./types.ts";

/** Arguments of what is said of a run and its era, by code. */
export interface NoticeArguments {
  /** The case says nothing of that era, but of others: `0.8.2–0.10.2, 2.0`. */
  "notice.silent": { era: string; eras: string };
  /** What is expected is that the bad outcome does not happen, as from that era on. */
  "notice.fixed": { from: string };
  /** A setting that the era does not know, and the first that does. */
  "notice.unknownSetting": { name: string; era: string; from: string };
  /** A step, `steps[3].electLeaders`, that no tool of the era can do, and the first era with one. */
  "notice.noTool": { step: string; era: string; from: string };
}

export type NoticeCode = keyof NoticeArguments;

/** What a person should know of a run and its era. */
export type Notice = {
  readonly [C in NoticeCode]: { readonly code: C; readonly args: Readonly<NoticeArguments[C]> };
}[NoticeCode];

/**
 * What should be known of a scenario that runs in an era.
 * @param resolved the scenario as it runs, with the control's change and the settings of the run
 */
export function eraNotices(
  scenario: Scenario,
  resolved: Scenario,
  control: boolean,
  era: Era,
): readonly Notice[] {
  return [
    ...ofExpectations(scenario, control, era),
    ...ofSettings(resolved, era),
    ...ofOperations(resolved, era),
  ];
}

/** A host whose version is not the run's. */
export interface OtherEra {
  readonly host: string;
  readonly era: Era;
}

/** The brokers and clients of a scenario that begin in another version than the run's. */
export function otherErasOf({ cluster, clients }: Scenario, era: Era): readonly OtherEra[] {
  const own = [
    ...brokerIdsOf(cluster).map((id) => [hostName(id), cluster.brokerEras?.[id]] as const),
    ...clients.map((client) => [client.name, client.era] as const),
  ];
  return own.flatMap(([host, name]) => {
    const other = eraOr(name, era);
    return other === era ? [] : [{ host, era: other }];
  });
}

/** Eras with neighbours taken together: `0.8.2–0.10.2, 2.0`. */
export function eraRanges(eras: readonly string[]): string {
  const runs: string[][] = [];
  let before = -2;
  ERAS.forEach((era, i) => {
    if (!eras.includes(era)) return;
    if (before === i - 1) runs.at(-1)?.push(era);
    else runs.push([era]);
    before = i;
  });
  const texts = runs.map((run) =>
    run.length > 2 ? `${run[0]}–${run[run.length - 1]}` : run.join(", "),
  );
  return texts.join(", ");
}

function ofExpectations(scenario: Scenario, control: boolean, era: Era): readonly Notice[] {
  if (expectationsIn(scenario, control, era) === null) {
    const said = control
      ? ERAS.filter((one) => expectationsIn(scenario, true, one) !== null)
      : (scenario.eras ?? ERAS);
    return [{ code: "notice.silent", args: { era, eras: eraRanges(said) } }];
  }
  const from = fixedFrom(scenario);
  if (control || from === null || !isFrom(era, from)) return [];
  return [{ code: "notice.fixed", args: { from } }];
}

/** What an operator asks for that no tool of the version does. */
function ofOperations(scenario: Scenario, eraOfRun: Era): readonly Notice[] {
  const era = oldestEraOf(scenario, eraOfRun);
  return scenario.steps.flatMap((step, i): Notice[] => {
    const operation = operatorsWish(step, scenario);
    if (operation === null) return [];
    const from = ERAS.find((one) => {
      return routeOf(operation, adminTools(resolveConfig("admin", {}, one))) !== "none";
    });
    if (from === undefined || isFrom(era, from)) return [];
    const name = Object.keys(step).find((key) => key !== "at" && key !== "note");
    return [{ code: "notice.noTool", args: { step: `steps[${i}].${name}`, era, from } }];
  });
}

function operatorsWish(step: Step, scenario: Scenario): AdminOperation | null {
  if (isToolStep(step)) return operationOfStep(step, scenario);
  return "decommission" in step ? { kind: "decommission", broker: step.decommission } : null;
}

/** Settings that have no effect in the versions they are meant for. */
function ofSettings(scenario: Scenario, era: Era): readonly Notice[] {
  const { cluster, topics, clients } = scenario;
  const oldest = oldestEraOf(scenario, era);
  const notices = new Map<string, Notice>();
  const look = (scope: ConfigScope, values: ConfigValues | undefined, of: Era) => {
    for (const name of Object.keys(values ?? {})) {
      const from = CONFIGS[scope].find((definition) => definition.name === name)?.from ?? null;
      if (from === null || isFrom(of, from)) continue;
      const args = { name, era: of, from };
      notices.set(`${name} ${of}`, { code: "notice.unknownSetting", args });
    }
  };
  for (const id of brokerIdsOf(cluster)) {
    const own = eraOr(cluster.brokerEras?.[id], era);
    look("broker", { ...cluster.settings, ...cluster.brokerSettings?.[id] }, own);
  }
  for (const topic of topics) look("topic", topic.configs, era);
  look("admin", cluster.admin, oldest);
  for (const client of clients) {
    const own = eraOr(client.era, era);
    if ("producer" in client) look("producer", client.producer, own);
    else {
      look("consumer", client.consumer, own);
      look("producer", client.application?.forward?.producer, own);
    }
  }
  return [...notices.values()];
}

function eraOr(name: string | undefined, otherwise: Era): Era {
  return name !== undefined && isEra(name) ? name : otherwise;
}
