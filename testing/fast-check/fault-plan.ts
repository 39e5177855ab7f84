import * as fc from "fast-check";
import {
  DEFAULT_FAULT_KINDS,
  type Episode,
  FAULT_KINDS,
  type FaultKind,
  type FaultPlan,
} from "../../sim/faults/plan.ts";
import { detailOf } from "./internals/details.ts";
import { episodeOf } from "./internals/episode.ts";
import { FIRST_MS, LAST_MS, LONGEST_MS, times } from "./internals/times.ts";

export interface FaultPlanOptions {
  /** Kinds of faults that there may be; {@link DEFAULT_FAULT_KINDS} when absent. */
  readonly kinds?: readonly FaultKind[];
  /** The most faults that there are; 6 when absent. */
  readonly maxFaults?: number;
  /** The first brokers that may be struck; 5 when absent. `scenario` fits a plan to its cluster. */
  readonly brokers?: number;
  /** Consumers whose process may be killed, paused or shut down too, such as `billing-1`; none when absent. */
  readonly consumers?: readonly string[];
  /** Other hosts that brokers may be cut off from; `zookeeper` when absent. */
  readonly others?: readonly string[];
  /** When the first may begin, in milliseconds of virtual time; 5000 when absent. */
  readonly fromMs?: number;
  /** When the last may begin; 25,000 when absent. */
  readonly untilMs?: number;
  /** How long one may last, in milliseconds; 15,000 when absent. */
  readonly longestMs?: number;
}

const USUALLY_MOST = 6;
const USUAL_BROKERS = 5;
const MOST_STRUCK = 2;

/**
 * Faults over a run, by the time at which they begin. They shrink towards fewer, of simpler kinds, that
 * strike fewer hosts, are shorter and come earlier; at last there are none.
 */
export function faultPlan(options: FaultPlanOptions = {}): fc.Arbitrary<FaultPlan> {
  const wanted = options.kinds ?? DEFAULT_FAULT_KINDS;
  const kinds = FAULT_KINDS.filter((kind) => wanted.includes(kind));
  if (kinds.length === 0) return fc.constant([]);
  const brokers = Array.from(
    { length: options.brokers ?? USUAL_BROKERS },
    (_, i) => `broker-${i + 1}`,
  );
  const peers = [...brokers, ...(options.others ?? ["zookeeper"])];
  const hosts = [...brokers, ...(options.consumers ?? [])];
  const episode = fc
    .record({
      detail: fc.oneof({ withCrossShrink: true }, ...kinds.map((kind) => detailOf(kind, peers))),
      struck: fc.subarray(hosts, { minLength: 1, maxLength: Math.min(MOST_STRUCK, hosts.length) }),
      forMs: times(0, options.longestMs ?? LONGEST_MS),
      atMs: times(options.fromMs ?? FIRST_MS, options.untilMs ?? LAST_MS),
    })
    .map(episodeOf);
  return fc
    .array(episode, { maxLength: options.maxFaults ?? USUALLY_MOST, size: "max" })
    .map(inOrder);
}

function inOrder(episodes: readonly Episode[]): FaultPlan {
  return [...episodes].sort((x, y) => x.atMs - y.atMs);
}
