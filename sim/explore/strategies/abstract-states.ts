import type { ClusterModel } from "../../check/model/cluster-model.ts";
import * as K from "../../kafka/facts.ts";
import { FACT_STRIDE } from "../../kernel/facts.ts";
import { LIFE_DOWN } from "../../kernel/kernel-facts.ts";
import type { EventObserver, Simulation } from "../../kernel/simulation.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED } from "../../zookeeper/facts.ts";
import { mix, partitionState } from "./abstract-partition.ts";
import { Trouble } from "./trouble.ts";

/**
 * Watches which abstract states a run goes through. A state is what one partition looks like
 * (`partitionState`), how many brokers take themselves for the controller, and which kinds of trouble
 * are under way. Attach it after the checker, whose model it reads.
 */
export class AbstractStates implements EventObserver {
  private readonly model: ClusterModel;
  private readonly trouble: Trouble;
  private readonly controllers = new Set<number>();
  private readonly seen = new Set<number>();
  private surroundings = 0;

  constructor(sim: Simulation, model: ClusterModel) {
    this.model = model;
    this.trouble = new Trouble(sim);
  }

  /** Hashes of the states so far, 32 bits each, in ascending order. */
  get states(): readonly number[] {
    return [...this.seen].sort((x, y) => x - y);
  }

  onEvent({ facts: { data, length } }: Simulation): void {
    let everywhere = this.trouble.apply(data, length);
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      if (code === K.FACT_CONTROLLER) {
        const broker = data[at + 1] as number;
        if (data[at + 3] === 1) this.controllers.add(broker);
        else this.controllers.delete(broker);
        everywhere = true;
      } else if (code === FACT_ZNODE || code === FACT_ZNODE_REMOVED) everywhere = true;
    }
    if (everywhere) this.lookEverywhere();
    else this.lookWhereFactsAre(data, length);
  }

  private lookEverywhere(): void {
    const { model, trouble } = this;
    this.surroundings = mix(mix(0, trouble.code), Math.min(2, this.livingControllers()));
    for (const partition of model.partitions) {
      this.seen.add(partitionState(partition, model, this.surroundings));
    }
  }

  private lookWhereFactsAre(data: Float64Array, length: number): void {
    let last = -1;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const tp = data[at + 1] as number;
      if (tp === last || !concernsState(data[at] as number)) continue;
      last = tp;
      this.seen.add(partitionState(this.model.partition(tp), this.model, this.surroundings));
    }
  }

  private livingControllers(): number {
    let count = 0;
    for (const broker of this.controllers) {
      if (this.model.hostOfBroker(broker)?.life !== LIFE_DOWN) count++;
    }
    return count;
  }
}

/** Facts of a partition that may change what it looks like: whose first number is its name. */
function concernsState(code: number): boolean {
  switch (code) {
    case K.FACT_REPLICA_ROLE:
    case K.FACT_REPLICA_LEO:
    case K.FACT_REPLICA_HW:
    case K.FACT_LOG_APPEND:
    case K.FACT_LOG_APPEND_PART:
    case K.FACT_LOG_TRUNCATE:
    case K.FACT_LEADER_ISR:
    case K.FACT_FETCHER:
      return true;
    default:
      return false;
  }
}
