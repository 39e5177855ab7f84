import type { Fault } from "../faults/fault.ts";
import { isEra } from "../kafka/era/eras.ts";
import { present } from "../kernel/assert.ts";
import { durationMicros } from "./duration.ts";
import { hostName, hostNames } from "./names.ts";
import type { Duration, LinkStep, LogDirStep, MessageStep, RestartStep, Step } from "./types.ts";

/** The fault that a step injects; null for waits and actions of clients and operators. */
export function faultOfStep(step: Step): Fault | null {
  if ("start" in step) return { kind: "start", hosts: hostNames(step.start) };
  if ("kill" in step) return { kind: "kill", hosts: hostNames(step.kill) };
  if ("powerLoss" in step) {
    return { kind: "powerLoss", hosts: hostNames(step.powerLoss), lose: step.lose ?? "choice" };
  }
  if ("restart" in step) return restartOf(step);
  if ("shutdown" in step) return { kind: "shutdown", hosts: hostNames(step.shutdown) };
  if ("pause" in step) {
    return { kind: "pause", hosts: hostNames(step.pause), clocks: step.clocks ?? "run" };
  }
  if ("resume" in step) return { kind: "resume", hosts: hostNames(step.resume) };
  if ("cut" in step) return { kind: "cut", ...linksOf(step.cut) };
  if ("heal" in step) {
    return step.heal === "all" ? { kind: "healAll" } : { kind: "heal", ...linksOf(step.heal) };
  }
  if ("hold" in step) return { kind: "hold", ...messagesOf(step.hold) };
  if ("release" in step) return { kind: "release", ...messagesOf(step.release) };
  if ("reset" in step) {
    return { kind: "reset", from: hostNames(step.reset.from), to: hostNames(step.reset.to) };
  }
  if ("expireSession" in step) return { kind: "expireSession", host: hostName(step.expireSession) };
  if ("jumpClock" in step) {
    const { host, by } = step.jumpClock;
    return { kind: "jumpClock", host: hostName(host), byUs: present(jumpMicros(by), `jump ${by}`) };
  }
  if ("failLogDir" in step) return { kind: "failLogDir", ...logDirOf(step.failLogDir) };
  if ("slow" in step) {
    const hosts = hostNames(step.slow.host);
    if ("disk" in step.slow) return { kind: "slowDisk", hosts, slowdown: step.slow.disk };
    const syncUs = present(durationMicros(step.slow.fsync), `fsync ${step.slow.fsync}`);
    return { kind: "slow", hosts, syncUs };
  }
  if ("repairLogDir" in step) return { kind: "repairLogDir", ...logDirOf(step.repairLogDir) };
  if ("corrupt" in step) {
    const { broker, partition, offset } = step.corrupt;
    return { kind: "corrupt", host: hostName(broker), partition, offset };
  }
  return null;
}

function logDirOf({ broker, dir }: LogDirStep) {
  return { host: hostName(broker), dir };
}

function restartOf({ restart, era, settings }: RestartStep): Fault {
  return {
    kind: "restart",
    hosts: hostNames(restart),
    ...(era !== undefined && isEra(era) ? { era } : {}),
    ...(settings === undefined ? {} : { settings }),
  };
}

/** Microseconds of a jump, which may go back: `-2h`. Null when it is not a duration. */
export function jumpMicros(by: Duration): number | null {
  const back = typeof by === "number" ? by < 0 : by.startsWith("-");
  const length = typeof by === "number" ? Math.abs(by) : by.replace(/^-/, "");
  const micros = durationMicros(length);
  return micros === null || !back ? micros : -micros;
}

function linksOf({ from, to, oneWay }: LinkStep) {
  return { from: hostNames(from), to: hostNames(to), oneWay: oneWay ?? false };
}

function messagesOf({ from, to, message }: MessageStep) {
  return { from: hostNames(from), to: hostNames(to), message };
}
