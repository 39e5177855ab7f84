import type { Episode, FaultPlan } from "../../faults/plan.ts";
import { assert } from "../../kernel/assert.ts";
import { ALL_HOSTS, CONTROLLER_HOST } from "../../scenario/dynamic-hosts.ts";
import type { HostRef, LinkStep, Step, StepAction } from "../../scenario/types.ts";

/** As long as ZooKeeper keeps the session of a broker that died, when nobody says otherwise. */
const USUAL_EXPIRY_MS = 20_000;

/** A step and the time before which it does not begin. */
export interface TimedStep {
  readonly atMs: number;
  readonly step: StepAction;
}

/** The faults of a plan and their ends, as steps in the order of time. */
export function stepsOf(plan: FaultPlan): readonly Step[] {
  return inOrder(plan.flatMap(timedStepsOf));
}

/** Steps in the order of time; those of the same time in the order given. */
export function inOrder(timed: readonly TimedStep[]): readonly Step[] {
  const order = timed.map((entry, i) => ({ entry, i }));
  order.sort((x, y) => x.entry.atMs - y.entry.atMs || x.i - y.i);
  return order.map(({ entry: { atMs, step } }) => ({ ...step, at: msText(atMs) }));
}

/**
 * Second starts of brokers that come back before their former sessions have expired, and so end again.
 * @param untilMs no such start comes later
 */
export function secondStarts(
  plan: FaultPlan,
  expiryMs: number,
  untilMs: number,
): readonly TimedStep[] {
  return plan.flatMap((episode): TimedStep[] => {
    if (episode.kind !== "kill" && episode.kind !== "powerLoss") return [];
    const atMs = episode.atMs + expiryMs;
    if (episode.forMs >= expiryMs || atMs >= untilMs) return [];
    return restart(episode.hosts).map((step) => ({ atMs, step }));
  });
}

/** What begins an episode, and what ends it. */
export function timedStepsOf(episode: Episode): readonly TimedStep[] {
  const { atMs, forMs } = episode;
  assert(atMs >= 0 && forMs >= 0, "an episode has a time");
  const { begin, end } = actionsOf(episode);
  return [{ atMs, step: begin }, ...end.map((step): TimedStep => ({ atMs: atMs + forMs, step }))];
}

/**
 * The end of all trouble: nothing is held back between hosts, whoever is paused goes on, whoever is down
 * starts. A broker that finds itself registered by its former session ends again, and is started once more
 * when that session has expired.
 * @param expiryMs how long ZooKeeper may need to notice that a broker is gone
 */
export function quietPhase(expiryMs = USUAL_EXPIRY_MS): readonly Step[] {
  return [
    { heal: "all" },
    { resume: ALL_HOSTS },
    { restart: ALL_HOSTS },
    { sleep: msText(expiryMs) },
    { restart: ALL_HOSTS },
  ];
}

interface Actions {
  readonly begin: StepAction;
  readonly end: readonly StepAction[];
}

function actionsOf(episode: Episode): Actions {
  switch (episode.kind) {
    case "kill":
      return { begin: { kill: refs(episode.hosts) }, end: restart(episode.hosts) };
    case "shutdown":
      return { begin: { shutdown: refs(episode.hosts) }, end: restart(episode.hosts) };
    case "powerLoss": {
      const { hosts, lose } = episode;
      return { begin: { powerLoss: refs(hosts), lose }, end: restart(hosts) };
    }
    case "pause": {
      const { hosts, clocks } = episode;
      const resume = isMeantLater(hosts) ? ALL_HOSTS : refs(hosts);
      return { begin: { pause: refs(hosts), clocks }, end: [{ resume }] };
    }
    case "cut": {
      const { from, to, oneWay } = episode;
      const link: LinkStep = {
        from: refs(from),
        to: refs(to),
        ...(oneWay ? { oneWay } : {}),
      };
      return { begin: { cut: link }, end: [{ heal: isMeantLater(from, to) ? "all" : link }] };
    }
    case "hold": {
      const { from, to, message } = episode;
      const held = { from: refs(from), to: refs(to), message };
      return { begin: { hold: held }, end: [{ release: held }] };
    }
    case "reset":
      return { begin: { reset: { from: refs(episode.from), to: refs(episode.to) } }, end: [] };
    case "expireSession":
      return { begin: { expireSession: ref(episode.host) }, end: [] };
    case "jumpClock":
      return jump(episode);
    case "failLogDir": {
      const { broker, dir } = episode;
      // A broker looks at a directory again when it starts.
      const repair: StepAction[] = [{ repairLogDir: { broker, dir } }, { kill: broker }];
      return { begin: { failLogDir: { broker, dir } }, end: [...repair, { restart: broker }] };
    }
    case "corrupt": {
      const { broker, partition, offset } = episode;
      return { begin: { corrupt: { broker, partition, offset } }, end: [] };
    }
    case "slowDisk": {
      const host = refs(episode.hosts);
      return {
        begin: { slow: { host, disk: episode.slowdown } },
        end: [{ slow: { host, disk: 1 } }],
      };
    }
    case "slowSync": {
      const host = refs(episode.hosts);
      return {
        begin: { slow: { host, fsync: msText(episode.fsyncMs) } },
        end: [{ slow: { host, fsync: 0 } }],
      };
    }
  }
}

/** The clock goes back to what it was at the end; of a jump without one it stays where it is. */
function jump({ host, byMs, forMs }: Extract<Episode, { readonly kind: "jumpClock" }>): Actions {
  const by = (ms: number): StepAction => ({
    jumpClock: { host: ref(host), by: ms < 0 ? `-${msText(-ms)}` : msText(ms) },
  });
  return { begin: by(byMs), end: forMs === 0 ? [] : [by(-byMs)] };
}

function restart(hosts: readonly string[]): readonly StepAction[] {
  return [{ restart: isMeantLater(hosts) ? ALL_HOSTS : refs(hosts) }];
}

/** Who the controller was when an episode began is not known any more when it ends. */
function isMeantLater(...hosts: readonly (readonly string[])[]): boolean {
  return hosts.some((names) => names.includes(CONTROLLER_HOST));
}

/** `12500ms` as people write it: `12.5s`. */
export function msText(ms: number): string {
  return ms >= 1000 ? `${ms / 1000}s` : `${ms}ms`;
}

function refs(names: readonly string[]): HostRef | readonly HostRef[] {
  const all = names.map(ref);
  return all.length === 1 ? (all[0] as HostRef) : all;
}

function ref(name: string): HostRef {
  const id = /^broker-(\d+)$/.exec(name)?.[1];
  return id === undefined ? name : Number(id);
}
