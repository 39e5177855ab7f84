import { hostNames } from "./names.ts";
import type { HostRef, LinkStep, MessageStep, SlowStep, Step } from "./types.ts";

/** Hosts or links that a fault has a hold on, by name; `*` stands for all. */
export type Targets = readonly string[];

/** Steps that begin a fault. */
const FAULTS = [
  "kill",
  "powerLoss",
  "shutdown",
  "pause",
  "cut",
  "hold",
  "reset",
  "expireSession",
  "jumpClock",
  "failLogDir",
  "corrupt",
  "slow",
] as const;

/** The name of a step that begins a fault, or of one by which an operator changes something. */
export type FaultName = (typeof FAULTS)[number] | (typeof OPERATORS)[number];

/** What kind of trouble a step begins, and what it strikes. */
export interface Trouble {
  readonly kind: FaultName;
  readonly targets: Targets;
}

/** Steps by which an operator does what may cost records. */
const OPERATORS = [
  "deleteTopic",
  "deleteRecords",
  "addPartitions",
  "alterConfig",
  "reassign",
  "electLeaders",
  "resetOffsets",
  "deleteGroup",
  "deleteOffsets",
  "deleteZnode",
  "decommission",
] as const;

/** What a step ends, of whom. */
export interface Ending {
  readonly kinds: readonly FaultName[];
  readonly targets: Targets;
}

/** The trouble that a step begins, or an operator makes; null for every other step. */
export function troubleOf(step: Step): Trouble | null {
  if ("kill" in step) return { kind: "kill", targets: hostNames(step.kill) };
  if ("powerLoss" in step) return { kind: "powerLoss", targets: hostNames(step.powerLoss) };
  if ("shutdown" in step) return { kind: "shutdown", targets: hostNames(step.shutdown) };
  if ("pause" in step) return { kind: "pause", targets: hostNames(step.pause) };
  if ("cut" in step) return { kind: "cut", targets: linksOf(step.cut) };
  if ("hold" in step) return { kind: "hold", targets: messagesOf(step.hold) };
  if ("reset" in step) {
    const { from, to } = step.reset;
    return { kind: "reset", targets: linksOf({ from, to, oneWay: true }) };
  }
  if ("expireSession" in step) {
    return { kind: "expireSession", targets: hostNames(step.expireSession) };
  }
  if ("jumpClock" in step) return { kind: "jumpClock", targets: hostNames(step.jumpClock.host) };
  if ("failLogDir" in step) {
    const { broker, dir } = step.failLogDir;
    return { kind: "failLogDir", targets: [`broker-${broker} ${dir}`] };
  }
  if ("corrupt" in step) return { kind: "corrupt", targets: hostNames(step.corrupt.broker) };
  if ("slow" in step && !isNormal(step.slow)) {
    return { kind: "slow", targets: hostNames(step.slow.host) };
  }
  const operator = OPERATORS.find((name) => name in step);
  return operator === undefined ? null : { kind: operator, targets: operatedOn(step) };
}

/** What an operator's step is about. */
function operatedOn(step: Step): Targets {
  if ("deleteTopic" in step) return namesOf(step.deleteTopic);
  if ("deleteRecords" in step) return [step.deleteRecords.partition];
  if ("addPartitions" in step) return [step.addPartitions.topic];
  if ("alterConfig" in step) {
    const { alterConfig } = step;
    return ["topic" in alterConfig ? alterConfig.topic : `${alterConfig.broker}`];
  }
  if ("reassign" in step) return Object.keys(step.reassign);
  if ("electLeaders" in step) return [step.electLeaders.type];
  if ("resetOffsets" in step) return [step.resetOffsets.group];
  if ("deleteGroup" in step) return namesOf(step.deleteGroup);
  if ("deleteOffsets" in step) return [step.deleteOffsets.group];
  if ("deleteZnode" in step) return [step.deleteZnode];
  return "decommission" in step ? [`broker-${step.decommission}`] : [];
}

function namesOf(names: string | readonly string[]): Targets {
  return typeof names === "string" ? [names] : names;
}

/** What a step ends; null when it ends nothing. Of the target `*` it ends all. */
export function endOf(step: Step): Ending | null {
  if ("restart" in step) {
    return { kinds: ["kill", "powerLoss", "shutdown"], targets: everyHost(step.restart) };
  }
  if ("start" in step) {
    return { kinds: ["kill", "powerLoss", "shutdown"], targets: everyHost(step.start) };
  }
  if ("resume" in step) return { kinds: ["pause"], targets: everyHost(step.resume) };
  if ("heal" in step) {
    return { kinds: ["cut"], targets: step.heal === "all" ? ["*"] : linksOf(step.heal) };
  }
  if ("release" in step) return { kinds: ["hold"], targets: messagesOf(step.release) };
  if ("repairLogDir" in step) {
    const { broker, dir } = step.repairLogDir;
    return { kinds: ["failLogDir"], targets: [`broker-${broker} ${dir}`] };
  }
  if ("slow" in step && isNormal(step.slow)) {
    return { kinds: ["slow"], targets: hostNames(step.slow.host) };
  }
  return null;
}

function everyHost(refs: HostRef | readonly HostRef[]): Targets {
  const names = hostNames(refs);
  return names.includes("all") ? ["*"] : names;
}

function linksOf({ from, to, oneWay }: LinkStep): Targets {
  return hostNames(from).flatMap((one) =>
    hostNames(to).flatMap((other) =>
      oneWay === true ? [`${one}>${other}`] : [`${one}>${other}`, `${other}>${one}`],
    ),
  );
}

function messagesOf({ from, to, message }: MessageStep): Targets {
  return linksOf({ from, to, oneWay: true }).map((link) => `${link} ${message}`);
}

/** Whether it is as it was before it was slow. */
function isNormal(slow: SlowStep): boolean {
  return "disk" in slow ? slow.disk === 1 : slow.fsync === 0 || /^0[a-z]+$/.test(`${slow.fsync}`);
}
