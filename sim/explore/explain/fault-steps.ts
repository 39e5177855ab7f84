import { listText } from "../../check/told.ts";
import { hostNames } from "../../scenario/names.ts";
import { endOf, type FaultName, type Targets, troubleOf } from "../../scenario/step-troubles.ts";
import type { HostRef, LinkStep, Step } from "../../scenario/types.ts";

/** Indices of the steps that begin a fault, or by which an operator changes something. */
export function faultStepsOf(steps: readonly Step[]): readonly number[] {
  return steps.flatMap((step, index) => (troubleOf(step) === null ? [] : [index]));
}

/** The name of what a step does; null for what is neither a fault nor an operator's doing. */
export function faultNameOf(step: Step): FaultName | null {
  return troubleOf(step)?.kind ?? null;
}

/** Whom a fault strikes, for people: host names, links (`broker-1 → broker-2`), what an operator named. */
export function faultTargetsOf(step: Step): readonly string[] {
  if ("cut" in step) return [linkText(step.cut, step.cut.oneWay === true ? "→" : "–")];
  if ("reset" in step) return [linkText(step.reset, "–")];
  if ("hold" in step) return [`${step.hold.message} ${linkText(step.hold, "→")}`];
  return troubleOf(step)?.targets ?? [];
}

function linkText({ from, to }: LinkStep, between: string): string {
  return `${listText(hostNames(from))} ${between} ${listText(hostNames(to))}`;
}

/**
 * Steps without the fault that one of them begins: null stands for what is left out. What ends it goes as
 * well, as far as it ends nothing else.
 */
export function withoutFault(steps: readonly Step[], begin: number): readonly (Step | null)[] {
  const fault = troubleOf(steps[begin] as Step);
  const left: (Step | null)[] = [...steps];
  left[begin] = null;
  if (fault === null) return left;
  let targets: Targets = fault.targets;
  for (let i = begin + 1; i < steps.length && targets.length > 0; i++) {
    const step = steps[i] as Step;
    const again = troubleOf(step);
    // The next fault of that kind has an end of its own.
    if (again?.kind === fault.kind) targets = targets.filter((one) => !again.targets.includes(one));
    const ended = endOf(step);
    if (ended === null || !ended.kinds.includes(fault.kind)) continue;
    const concerned = targets.filter((one) => ended.targets.includes(one));
    targets = targets.filter((one) => !ended.targets.includes(one) && !ended.targets.includes("*"));
    if (concerned.length === 0) continue;
    left[i] = withoutTargets(step, concerned);
  }
  return left;
}

/** A step that ends something, without those hosts or links; null when it ends nothing else. */
function withoutTargets(step: Step, targets: Targets): Step | null {
  const rest = (refs: HostRef | readonly HostRef[]): readonly string[] =>
    hostNames(refs).filter((host) => !targets.includes(host));
  if ("restart" in step) {
    // A restart may bring another version or other settings, which are not the fault's.
    const left = rest(step.restart);
    return left.length === 0 ? null : { ...step, restart: left };
  }
  if ("start" in step) {
    const left = rest(step.start);
    return left.length === 0 ? null : { ...step, start: left };
  }
  if ("resume" in step) {
    const left = rest(step.resume);
    return left.length === 0 ? null : { ...step, resume: left };
  }
  const ended = endOf(step)?.targets ?? [];
  return ended.every((one) => targets.includes(one)) ? null : step;
}
