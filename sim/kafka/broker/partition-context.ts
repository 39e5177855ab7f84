import type { FactLog } from "../../kernel/facts.ts";
import type { Host } from "../../kernel/host.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import type { LogManager } from "../log/log-manager.ts";
import type { IsrRules } from "./isr-rules.ts";
import type { IsrState } from "./isr-state.ts";
import type { Partition } from "./partition.ts";

/** Who carries a leader's ISR changes to the controller or to ZooKeeper. */
export interface IsrProposals {
  /**
   * Proposes an ISR for a partition for which nothing is proposed yet, with `proposeIsr` or
   * `beginIsrWrite` of the partition.
   */
  submit(partition: Partition, state: IsrState): void;
  /** Forgets what was proposed for it and not sent. */
  clearPending(tp: number): void;
}

/** What a partition needs of its broker. */
export interface PartitionContext {
  readonly brokerId: number;
  readonly host: Host;
  readonly facts: FactLog;
  readonly switches: BrokerSwitches;
  readonly logManager: LogManager;
  readonly isrProposals: IsrProposals;
  readonly isrRules: IsrRules;
}
