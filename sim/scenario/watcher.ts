import {
  FACT_ASSIGNMENT,
  FACT_BROKER_STATE,
  FACT_CLIENT_ERROR,
  FACT_CONTROLLER,
  FACT_FETCHER,
  FACT_GROUP,
  FACT_GROUP_MEMBER,
  FACT_GROUP_OFFSET,
  FACT_LEADER_ISR,
  FACT_LOG_APPEND,
  FACT_LOG_APPEND_PART,
  FACT_LOG_CLEAN,
  FACT_MEMBERSHIP,
  FACT_POSITION,
  FACT_RECORD_PROCESSED,
  FACT_RECORD_READ,
  FACT_RECORD_SENT,
  FACT_RECORD_STATUS,
  FACT_REMOTE_LEO,
  FACT_REPLICA_HW,
  FACT_REPLICA_LEO,
  FACT_REPLICA_ROLE,
  FACT_REPLICA_START,
} from "../kafka/facts.ts";
import { FACT_STRIDE } from "../kernel/facts.ts";
import { FACT_HOST_LIFE } from "../kernel/kernel-facts.ts";
import type { EventObserver, Simulation } from "../kernel/simulation.ts";
import { StateFold } from "../trace/fold-facts.ts";
import { initialState } from "../trace/initial-state.ts";
import type { State } from "../trace/state.ts";
import { FACT_ZNODE, FACT_ZNODE_REMOVED, FACT_ZOOKEEPER_SERVER } from "../zookeeper/facts.ts";
import type { View } from "./conditions.ts";
import { RecordBook } from "./record-book.ts";

/** Facts on which a condition may depend. */
const TELLING: ReadonlySet<number> = new Set([
  FACT_HOST_LIFE,
  FACT_ZNODE,
  FACT_ZNODE_REMOVED,
  FACT_ZOOKEEPER_SERVER,
  FACT_REPLICA_ROLE,
  FACT_REPLICA_LEO,
  FACT_LOG_APPEND,
  FACT_LOG_APPEND_PART,
  FACT_LOG_CLEAN,
  FACT_REPLICA_HW,
  FACT_REPLICA_START,
  FACT_REMOTE_LEO,
  FACT_LEADER_ISR,
  FACT_FETCHER,
  FACT_CONTROLLER,
  FACT_BROKER_STATE,
  FACT_RECORD_SENT,
  FACT_RECORD_STATUS,
  FACT_RECORD_READ,
  FACT_POSITION,
  FACT_CLIENT_ERROR,
  FACT_GROUP,
  FACT_GROUP_MEMBER,
  FACT_GROUP_OFFSET,
  FACT_MEMBERSHIP,
  FACT_ASSIGNMENT,
  FACT_RECORD_PROCESSED,
]);

/** Keeps the state that waits and expectations look at, and tells when it may have changed. */
export class Watcher implements EventObserver, View {
  readonly state: State;
  readonly records = new RecordBook();
  /** Null when somebody else folds the state. */
  private readonly fold: StateFold | null;
  private readonly indexes: ReadonlyMap<string, number>;
  private changes = 0;

  /**
   * @param folded the state of a trace that observes the same simulation before this watcher, or null
   */
  constructor(sim: Simulation, folded: State | null) {
    const hosts = sim.hosts.map(({ name, kind }) => ({ name, kind }));
    this.state = folded ?? initialState(hosts);
    this.fold = folded === null ? new StateFold(this.state, hosts, sim.facts.texts) : null;
    this.indexes = new Map(sim.hosts.map((host) => [host.name, host.index]));
  }

  /** Grows with every event after which a condition may hold that did not before. */
  get version(): number {
    return this.changes;
  }

  readonly hostIndex = (name: string): number => this.indexes.get(name) ?? -1;

  onEvent(sim: Simulation): void {
    const { facts } = sim;
    if (facts.length === 0) return;
    this.fold?.apply(facts.data, facts.length);
    for (let at = 0; at < facts.length; at += FACT_STRIDE) {
      if (!TELLING.has(facts.data[at] as number)) continue;
      this.records.observe(facts);
      this.changes++;
      return;
    }
  }
}
