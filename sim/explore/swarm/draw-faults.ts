import type { Episode, FaultKind, FaultPlan } from "../../faults/plan.ts";
import type { ChoiceStream, Choices } from "../../kernel/choices.ts";
import { CONTROLLER_HOST } from "../../scenario/dynamic-hosts.ts";
import { chance, pick, some, weighted } from "./draw.ts";
import { drawTrouble } from "./draw-trouble.ts";
import type { SwarmSpace } from "./space.ts";
import type { PartitionTarget, Targets } from "./targets.ts";
import type { Window } from "./window.ts";

/** From the fewest to the most. */
type Bounds = readonly [number, number];

interface Manner {
  readonly bursts: Bounds;
  /** In each burst. */
  readonly episodes: Bounds;
}

/** How trouble comes: seldom or often, alone or in bursts. */
const MANNERS: readonly (readonly [weight: number, Manner])[] = [
  [2, { bursts: [1, 2], episodes: [1, 2] }],
  [4, { bursts: [2, 4], episodes: [1, 3] }],
  [3, { bursts: [1, 2], episodes: [3, 6] }],
  [2, { bursts: [4, 8], episodes: [1, 1] }],
];

/** The kinds of a run: each wholly on or off, and never all off. */
export function drawKinds(choices: Choices, { faults }: SwarmSpace): readonly FaultKind[] {
  const on = faults.filter((kind) => chance(choices.stream(`swarm/kind/${kind}`), 60));
  if (on.length > 0 || faults.length === 0) return on;
  return [pick(choices.stream("swarm/kind"), faults)];
}

/** The faults of a run. All are over when its quiet phase begins. */
export function drawFaults(
  choices: Choices,
  kinds: readonly FaultKind[],
  targets: Targets,
  window: Window,
): FaultPlan {
  if (kinds.length === 0) return [];
  const stream = choices.stream("swarm/faults");
  const { bursts, episodes } = weighted(stream, MANNERS);
  const plan: Episode[] = [];
  const count = stream.between(bursts[0], bursts[1]);
  for (let i = 0; i < count; i++) {
    plan.push(...drawBurst(choices.stream(`swarm/burst/${i}`), episodes, kinds, targets, window));
  }
  return plan.sort((x, y) => x.atMs - y.atMs);
}

/** Episodes that follow each other closely, most of them on the replicas of one partition in turn. */
function drawBurst(
  stream: ChoiceStream,
  [fewest, most]: Bounds,
  kinds: readonly FaultKind[],
  targets: Targets,
  window: Window,
): readonly Episode[] {
  const { startMs, quietMs } = window;
  const length = quietMs - startMs;
  const victims = drawVictims(stream, targets);
  const onlyKind = chance(stream, 40) ? pick(stream, kinds) : null;
  const count = stream.between(fewest, most);
  const episodes: Episode[] = [];
  let atMs = startMs + stream.next(Math.ceil((length * 3) / 4));
  for (let i = 0; i < count && atMs < quietMs; i++) {
    const kind = onlyKind ?? pick(stream, kinds);
    const forMs = Math.min(drawDuration(stream, window), quietMs - atMs);
    const broker = drawVictim(stream, victims, i, targets);
    const trouble = drawTrouble(stream, kind, broker, targets);
    if (trouble !== null) episodes.push({ atMs, forMs, ...trouble });
    atMs += drawGap(stream, window);
  }
  return episodes;
}

/** The replicas of a partition in the order in which they would lead it, or in any order. */
function drawVictims(stream: ChoiceStream, { partitions, brokers }: Targets): readonly string[] {
  if (partitions.length === 0) return some(stream, brokers, brokers.length);
  const { replicas }: PartitionTarget = pick(stream, partitions);
  return chance(stream, 60) ? replicas : some(stream, replicas, replicas.length);
}

function drawVictim(
  stream: ChoiceStream,
  victims: readonly string[],
  turn: number,
  { brokers }: Targets,
): string {
  const next = victims[turn % victims.length] ?? pick(stream, brokers);
  const any = pick(stream, brokers);
  return weighted(stream, [
    [14, next],
    [3, any],
    [3, CONTROLLER_HOST],
  ]);
}

/** Short ones that nobody should notice, and long ones that end sessions and shrink ISRs. */
function drawDuration(stream: ChoiceStream, { sessionMs, lagMs }: Window): number {
  const noticed = pick(stream, [sessionMs, lagMs, Math.max(sessionMs, lagMs)]);
  const short = stream.between(5, 900);
  const near = stream.between(Math.floor(noticed / 2), noticed + 1000);
  const long = noticed + stream.next(noticed + 3000);
  return weighted(stream, [
    [4, short],
    [2, near],
    [4, long],
  ]);
}

/** Until the next of a burst: while the last one goes on, or when the cluster has just reacted to it. */
function drawGap(stream: ChoiceStream, { sessionMs, lagMs }: Window): number {
  const soon = stream.next(50);
  const later = stream.between(50, 1500);
  const reaction = pick(stream, [sessionMs, lagMs]) + stream.next(1200);
  return weighted(stream, [
    [3, soon],
    [4, later],
    [3, reaction],
  ]);
}
