import type { Episode, FaultKind, FaultPlan } from "../../faults/plan.ts";
import type { ChoiceStream } from "../../kernel/choices.ts";
import { chance, pick, weighted } from "../swarm/draw.ts";
import { drawTrouble } from "../swarm/draw-trouble.ts";
import type { Targets } from "../swarm/targets.ts";
import type { Window } from "../swarm/window.ts";
import { fitted, hostsOf, withHosts } from "./episode-hosts.ts";

/** What a mutation may make use of. */
export interface Habitat {
  readonly targets: Targets;
  readonly window: Window;
  /** Kinds of faults that may be added. */
  readonly kinds: readonly FaultKind[];
  /** The faults of another run. */
  readonly other: () => FaultPlan;
}

/** More episodes than that are no longer a schedule but noise. */
const MOST_EPISODES = 24;

type Mutation = (stream: ChoiceStream, plan: FaultPlan, habitat: Habitat) => FaultPlan;

const MUTATIONS: readonly (readonly [weight: number, Mutation])[] = [
  [6, move],
  [4, lengthen],
  [3, drop],
  [3, duplicate],
  [4, retarget],
  [3, add],
  [3, splice],
];

/**
 * A variant of a fault plan: an episode is moved, made longer or shorter, dropped, repeated, turned on
 * another broker or added, or the later faults are those of another run.
 * @returns a plan whose hosts exist and whose episodes end before the quiet phase, in the order of time
 */
export function mutatePlan(stream: ChoiceStream, plan: FaultPlan, habitat: Habitat): FaultPlan {
  const mutation = plan.length === 0 ? add : weighted(stream, MUTATIONS);
  const { targets, window } = habitat;
  const mutated = mutation(stream, plan, habitat)
    .map((episode) => fitted(episode, targets))
    .filter((episode) => episode !== null)
    .map((episode) => within(episode, window));
  return mutated.sort((x, y) => x.atMs - y.atMs).slice(0, MOST_EPISODES);
}

function move(stream: ChoiceStream, plan: FaultPlan, { window }: Habitat): FaultPlan {
  return withOne(stream, plan, (episode) => {
    const anchor = pick(stream, plan);
    const step = drawSpan(stream, window);
    const atMs = weighted(stream, [
      [2, episode.atMs + step],
      [2, episode.atMs - step],
      [1, anchor.atMs + stream.next(30)],
      [1, anchor.atMs + anchor.forMs + stream.next(30)],
    ]);
    return { ...episode, atMs };
  });
}

function lengthen(stream: ChoiceStream, plan: FaultPlan, { window }: Habitat): FaultPlan {
  return withOne(stream, plan, (episode) => {
    const span = drawSpan(stream, window);
    const shorter = Math.floor(episode.forMs / 2);
    return { ...episode, forMs: chance(stream, 60) ? episode.forMs + span : shorter };
  });
}

function drop(stream: ChoiceStream, plan: FaultPlan): FaultPlan {
  const dropped = stream.next(plan.length);
  return plan.filter((_, i) => i !== dropped);
}

function duplicate(stream: ChoiceStream, plan: FaultPlan, { window }: Habitat): FaultPlan {
  const episode = pick(stream, plan);
  const later = episode.forMs + drawSpan(stream, window);
  return [...plan, { ...episode, atMs: episode.atMs + later }];
}

/** A broker of an episode and another one change places in it. */
function retarget(stream: ChoiceStream, plan: FaultPlan, { targets }: Habitat): FaultPlan {
  const { brokers } = targets;
  return withOne(stream, plan, (episode) => {
    const struck = hostsOf(episode).filter((host) => brokers.includes(host));
    const from = struck.length === 0 ? null : pick(stream, struck);
    const to = pick(stream, brokers);
    return withHosts(episode, (host) => (host === from ? to : host === to ? (from ?? host) : host));
  });
}

function add(stream: ChoiceStream, plan: FaultPlan, habitat: Habitat): FaultPlan {
  const { targets, window, kinds } = habitat;
  if (kinds.length === 0) return plan;
  const atMs = window.startMs + stream.next(window.quietMs - window.startMs);
  const broker = pick(stream, targets.brokers);
  const trouble = drawTrouble(stream, pick(stream, kinds), broker, targets);
  return trouble === null ? plan : [...plan, { atMs, forMs: drawSpan(stream, window), ...trouble }];
}

/** The faults until some time, and from then on those of another run. */
function splice(stream: ChoiceStream, plan: FaultPlan, { window, other }: Habitat): FaultPlan {
  const atMs = window.startMs + stream.next(window.quietMs - window.startMs);
  return [...plan.filter((e) => e.atMs < atMs), ...other().filter((e) => e.atMs >= atMs)];
}

function withOne(
  stream: ChoiceStream,
  plan: FaultPlan,
  change: (episode: Episode) => Episode,
): FaultPlan {
  const changed = stream.next(plan.length);
  return plan.map((episode, i) => (i === changed ? change(episode) : episode));
}

/** A race, a few exchanges, or as long as the cluster takes to notice. */
function drawSpan(stream: ChoiceStream, { sessionMs, lagMs }: Window): number {
  const noticed = pick(stream, [sessionMs, lagMs]);
  return weighted(stream, [
    [3, 1 + stream.next(30)],
    [3, 30 + stream.next(1000)],
    [2, noticed + stream.next(1000)],
  ]);
}

/** An episode that begins and ends before the quiet phase. */
function within(episode: Episode, { startMs, quietMs }: Window): Episode {
  const atMs = Math.min(Math.max(episode.atMs, startMs), quietMs - 1);
  return { ...episode, atMs, forMs: Math.min(episode.forMs, quietMs - atMs) };
}
