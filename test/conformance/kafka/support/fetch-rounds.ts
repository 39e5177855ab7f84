import { FETCH, LIST_OFFSETS, OFFSETS_FOR_LEADER_EPOCH } from "../../../../sim/kafka/messages.ts";
import { FACT_STRIDE } from "../../../../sim/kernel/facts.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { FACT_MESSAGE_SEND } from "../../../../sim/kernel/kernel-facts.ts";
import { KIND_MESSAGE } from "../../../../sim/kernel/kinds.ts";
import type { Simulation } from "../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../sim/kernel/time.ts";

/** How long a fetcher that has nothing to do is watched. */
const IDLE_MS = 100;

/**
 * Lets a follower's fetcher work in rounds (`AbstractFetcherThread.doWork`): it truncates, asking the
 * leader if it must, then fetches once and handles the answer. Between rounds time stands still, with
 * the next request on its way.
 */
export class FetchRounds {
  private readonly sim: Simulation;
  private readonly follower: Host;
  private readonly leader: Host;
  private completed = 0;

  constructor(sim: Simulation, follower: Host, leader: Host) {
    this.sim = sim;
    this.follower = follower;
    this.leader = leader;
    sim.observers.push({ onEvent: () => this.observe() });
  }

  /** Lets one more round end; a fetcher without work does nothing. */
  run(): void {
    const before = this.completed;
    const end = this.sim.now + ms(IDLE_MS);
    while (this.completed === before && this.sim.step(end)) {}
    if (this.completed > before + 1) throw new Error("two rounds ended in one event");
  }

  /** A round ends with an answer after which the follower asks nothing that belongs to it. */
  private observe(): void {
    const { rowHost, rowKind } = this.sim;
    if (rowHost !== this.follower.index) return;
    const answered = rowKind - KIND_MESSAGE - 1;
    const asked = this.requests();
    const goesOn =
      answered === OFFSETS_FOR_LEADER_EPOCH ? asked.includes(FETCH) : asked.includes(LIST_OFFSETS);
    const isAnswer = [FETCH, LIST_OFFSETS, OFFSETS_FOR_LEADER_EPOCH].includes(answered);
    if (isAnswer && !goesOn) this.completed++;
  }

  /** Kinds of the requests that the follower sent to the leader in this event. */
  private requests(): number[] {
    const { facts } = this.sim;
    const kinds: number[] = [];
    for (let at = 0; at < facts.length; at += FACT_STRIDE) {
      const [code, , from, to, kind] = facts.data.subarray(at, at + FACT_STRIDE);
      const isSent = code === FACT_MESSAGE_SEND && from === this.follower.index;
      if (isSent && to === this.leader.index && kind !== undefined) kinds.push(kind);
    }
    return kinds;
  }
}
