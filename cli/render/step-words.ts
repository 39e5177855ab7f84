import { stringify } from "yaml";
import type { Duration, HostRef, ProducedValues, Step } from "../../sim/index.ts";
import { describeWanted } from "../../sim/scenario/wanted.ts";
import type { StepText } from "../../text/hunt.ts";

/** A step of a scenario in words; one that a search never draws as it is written. */
export function stepWords(step: Step, text: StepText): string {
  const said = actionWords(step, text);
  return step.at === undefined ? said : text.at(durationText(step.at), said);
}

function actionWords(step: Step, text: StepText): string {
  const hosts = (refs: HostRef | readonly HostRef[]) => hostsText(refs, text);
  if ("wait" in step) return text.wait(describeWanted(step.wait));
  if ("sleep" in step) return text.sleep(durationText(step.sleep));
  if ("produce" in step) {
    const { client, values, topic, partition, every } = step.produce;
    const to = partition === undefined ? topic : `${topic}-${partition}`;
    const pace = every === undefined ? null : durationText(every);
    return text.produce(client, valuesText(values), to, pace);
  }
  if ("start" in step) return text.start(hosts(step.start));
  if ("kill" in step) return text.kill(hosts(step.kill));
  if ("powerLoss" in step) {
    const extent = step.lose ?? "choice";
    return text.powerLoss(hosts(step.powerLoss), text.loses[extent] ?? extent);
  }
  if ("restart" in step) {
    if (step.era !== undefined || step.settings !== undefined) return asWritten(step);
    return step.restart === "all" ? text.restartAll : text.restart(hosts(step.restart));
  }
  if ("shutdown" in step) return text.shutdown(hosts(step.shutdown));
  if ("pause" in step) return text.pause(hosts(step.pause));
  if ("resume" in step) {
    return step.resume === "all" ? text.resumeAll : text.resume(hosts(step.resume));
  }
  if ("cut" in step) {
    const { from, to, oneWay } = step.cut;
    return (oneWay === true ? text.cutOneWay : text.cut)(hosts(from), hosts(to));
  }
  if ("heal" in step) {
    return step.heal === "all"
      ? text.healAll
      : text.heal(hosts(step.heal.from), hosts(step.heal.to));
  }
  if ("hold" in step) {
    return text.hold(step.hold.message, hosts(step.hold.from), hosts(step.hold.to));
  }
  if ("release" in step) {
    return text.release(step.release.message, hosts(step.release.from), hosts(step.release.to));
  }
  if ("reset" in step) return text.reset(hosts(step.reset.from), hosts(step.reset.to));
  if ("expireSession" in step) return text.expireSession(hosts(step.expireSession));
  if ("jumpClock" in step) {
    return text.jumpClock(hosts(step.jumpClock.host), durationText(step.jumpClock.by));
  }
  if ("failLogDir" in step) {
    return text.failLogDir(text.broker(step.failLogDir.broker), step.failLogDir.dir);
  }
  if ("repairLogDir" in step) {
    return text.repairLogDir(text.broker(step.repairLogDir.broker), step.repairLogDir.dir);
  }
  if ("corrupt" in step) {
    const { broker, partition, offset } = step.corrupt;
    return text.corrupt(text.broker(broker), partition, offset);
  }
  if ("slow" in step) {
    const { slow } = step;
    if ("fsync" in slow) return text.slowSync(hosts(slow.host), durationText(slow.fsync));
    return slow.disk === "stalled"
      ? text.stalledDisk(hosts(slow.host))
      : text.slowDisk(hosts(slow.host), slow.disk);
  }
  return asWritten(step);
}

function asWritten({ at: _at, note: _note, ...action }: Step): string {
  return stringify(action, { collectionStyle: "flow", lineWidth: 0 })
    .trim()
    .replace(/^\{\s*(.*?)\s*\}$/s, "$1");
}

function hostsText(refs: HostRef | readonly HostRef[], text: StepText): string {
  const names = [refs].flat().map((ref) => (typeof ref === "number" ? text.broker(ref) : ref));
  return text.hosts(names);
}

function valuesText(values: ProducedValues): string {
  if (typeof values === "string") return values;
  return values.map((value) => value ?? "null").join(", ");
}

/** A number is one of milliseconds. */
function durationText(duration: Duration): string {
  return typeof duration === "number" ? `${duration}ms` : duration;
}
