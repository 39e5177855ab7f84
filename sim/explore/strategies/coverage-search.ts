import type { FaultPlan } from "../../faults/plan.ts";
import { assert } from "../../kernel/assert.ts";
import { type ChoiceStream, Choices } from "../../kernel/choices.ts";
import type { Candidate, Outcome } from "../hunt/outcome.ts";
import type { SeedRange } from "../hunt/plan.ts";
import { seedAt } from "../hunt/seeds.ts";
import { chance } from "../swarm/draw.ts";
import { drawCase, scenarioOf } from "../swarm/draw-scenario.ts";
import type { SwarmSpace } from "../swarm/space.ts";
import { type Habitat, mutatePlan } from "./mutate-plan.ts";
import { SightedStates } from "./sighted-states.ts";

/** Candidates that are chosen before anything is learnt from them. Not a matter of workers. */
export const GENERATION = 64;
/** Of a hundred candidates, those that are drawn afresh. */
const FRESH_PERCENT = 25;
/** Of a hundred mutated ones, those that run with a seed of their own. */
const RESEED_PERCENT = 30;
const MOST_MUTATIONS = 4;
/** Runs among which the most promising is mutated. */
const TOURNAMENT = 4;

/** All that makes a candidate: what the swarm drew, the faults in place of those drawn, and the seed. */
interface Genome {
  /** The seed for which the swarm drew cluster, clients and workload. */
  readonly drawnFor: string;
  /** Null: the faults that were drawn too. */
  readonly plan: FaultPlan | null;
  /** The seed of the run. */
  readonly seed: string;
}

interface Conceived {
  readonly genome: Genome;
  readonly candidate: Candidate;
}

/** A run that showed a new state. */
interface Member {
  readonly genome: Genome;
  /** Its number among all. */
  readonly run: number;
  /** How many mutations were made of it. */
  offspring: number;
}

/**
 * Coverage-guided search: keeps the runs that went through abstract states that no run before them had,
 * and mutates their faults. It goes by generations, and what a generation is depends on the outcomes of
 * those before it and on the seeds only: not on who ran it, nor in which order the outcomes came.
 */
export class CoverageSearch {
  readonly sighted = new SightedStates();
  private readonly space: SwarmSpace;
  private readonly range: SeedRange;
  private readonly members: Member[] = [];
  /** Of the generation under way: the n-th was handed out, and its outcome is awaited. */
  private generation: readonly Conceived[] = [];
  private handedOut = 0;
  private learnt = 0;

  /** @param range as many candidates as it has seeds; each draws what it needs from one of them */
  constructor(space: SwarmSpace, range: SeedRange) {
    this.space = space;
    this.range = range;
  }

  /** The next candidates, at most so many; none while the outcomes of a generation are awaited. */
  take(most: number): readonly Candidate[] {
    if (this.learnt === this.generation.length) this.breed();
    const taken = this.generation.slice(this.handedOut, this.handedOut + most);
    this.handedOut += taken.length;
    return taken.map(({ candidate }) => candidate);
  }

  /** Told of every outcome, in the order in which the candidates were taken. */
  learn(candidate: Candidate, { states }: Pick<Outcome, "states">): void {
    assert(this.learnt < this.handedOut, "a candidate was handed out");
    const { genome } = this.generation[this.learnt] as Conceived;
    assert(genome.seed === candidate.seed, "outcomes come in the order of the candidates");
    this.learnt++;
    const run = this.sighted.runs;
    const isNew = this.sighted.add(states) > 0;
    if (isNew) this.members.push({ genome, run, offspring: 0 });
  }

  private breed(): void {
    const first = this.sighted.runs;
    const size = Math.min(GENERATION, this.range.count - first);
    this.generation = Array.from({ length: size }, (_, i) => this.conceive(first + i));
    this.handedOut = 0;
    this.learnt = 0;
  }

  private conceive(place: number): Conceived {
    const seed = seedAt(this.range, place);
    const stream = new Choices(seed).stream("strategy/coverage");
    if (this.members.length === 0 || chance(stream, FRESH_PERCENT)) {
      return { genome: { drawnFor: seed, plan: null, seed }, candidate: { seed, scenario: null } };
    }
    const parent = this.select(stream);
    const other = this.select(stream);
    parent.offspring++;
    return this.mutate(stream, parent.genome, other.genome, seed);
  }

  /** Of a few, the one that has shown most that no other run has, for what was made of it already. */
  private select(stream: ChoiceStream): Member {
    let best = this.drawMember(stream);
    for (let i = 1; i < TOURNAMENT; i++) {
      const rival = this.drawMember(stream);
      const ofRival = this.sighted.ownOf(rival.run) * (1 + best.offspring);
      if (ofRival > this.sighted.ownOf(best.run) * (1 + rival.offspring)) best = rival;
    }
    return best;
  }

  private drawMember(stream: ChoiceStream): Member {
    return this.members[stream.next(this.members.length)] as Member;
  }

  private mutate(stream: ChoiceStream, parent: Genome, mate: Genome, own: string): Conceived {
    const { drawnFor } = parent;
    const drawn = drawCase(drawnFor, this.space);
    const habitat: Habitat = {
      targets: drawn.targets,
      window: drawn.window,
      kinds: this.space.faults,
      other: () => mate.plan ?? drawCase(mate.drawnFor, this.space).plan,
    };
    let plan = parent.plan ?? drawn.plan;
    const mutations = stream.between(1, MOST_MUTATIONS);
    for (let i = 0; i < mutations; i++) plan = mutatePlan(stream, plan, habitat);
    const seed = chance(stream, RESEED_PERCENT) ? own : parent.seed;
    const scenario = scenarioOf(drawnFor, this.space, { ...drawn, plan });
    return { genome: { drawnFor, plan, seed }, candidate: { seed, scenario } };
  }
}
