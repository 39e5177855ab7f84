import type { BrokerSwitches } from "../kafka/era/broker-switches.ts";
import { LIFE_UP } from "../kernel/kernel-facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";

/** The switches of each broker, by id: at its first start, at its second… The last ones stay. */
export type SoftwareByBroker = Readonly<Record<number, readonly BrokerSwitches[]>>;

/** What the brokers of a run can, while it goes on: a restart may bring another version. */
export class Software {
  private readonly model: ClusterModel;
  private readonly byBroker: SoftwareByBroker;

  constructor(model: ClusterModel, byBroker: SoftwareByBroker) {
    this.model = model;
    this.byBroker = byBroker;
  }

  /** The switches of a broker as it ran in an event; undefined when nothing is known of it. */
  switchesAt(broker: number, event: number): BrokerSwitches | undefined {
    const known = this.byBroker[broker];
    if (known === undefined) return undefined;
    const host = this.model.hostOfBroker(broker)?.index;
    let starts = 0;
    for (const entry of this.model.history) {
      if (entry.event > event) break;
      const isStart = entry.type === "life" && entry.life === LIFE_UP && entry.reason !== "resumed";
      if (isStart && entry.host === host) starts++;
    }
    return known[Math.min(Math.max(starts, 1), known.length) - 1];
  }

  /** Whether a broker is known to refuse fetches and questions of another leader epoch (KIP-320). */
  checksLeaderEpoch(broker: number, event: number): boolean {
    const truncation = this.switchesAt(broker, event)?.truncation;
    return truncation === "kip320" || truncation === "onFetch";
  }
}
