/**
 * The switches that tell one Kafka version's behaviour from another's, resolved once per broker.
 * Names say what the code does; the KIP or JIRA says why it changed.
 */
export interface Era {
  readonly name: string;
  /** How a new follower finds the end of what it shares with its leader (KIP-101, 279, 320, 595). */
  readonly truncation: "onFetch";
  /** Who writes the ISR (KIP-497). */
  readonly isrUpdate: "alterIsr";
  /** When a follower is out of sync (KAFKA-1546, and the LEO clause of 2.1). */
  readonly isrLagRule: "timeAndLeoDiffers";
  /** The HW also waits for a caught-up replica that is not in the ISR yet (0.10.2). */
  readonly hwWaitsForCaughtUp: true;
  /** A follower joins the ISR only beyond the start of the leader's epoch (KAFKA-7128). */
  readonly expandNeedsEpochStart: true;
  /** A new leader puts its epoch into the epoch cache at once (KAFKA-6361). */
  readonly makeLeaderAssignsEpoch: true;
  /** Controller writes check the controller epoch's znode (KAFKA-6082). */
  readonly controllerZkCheck: true;
  /** Control requests carry the broker epoch (KIP-380). */
  readonly brokerEpoch: true;
  /** StopReplica carries the leader epoch (KAFKA-8249). */
  readonly stopReplicaEpoch: true;
  /** The HW stands still below min.insync.replicas (KAFKA-15583, 3.7). */
  readonly hwBlockedUnderMinIsr: false;
  /** The HW is computed again when an AlterIsr succeeds (KAFKA-13091, 3.1). */
  readonly hwAfterAlterIsr: false;
}

/** The head of the 2.8 branch in ZooKeeper mode. */
export const ERA_2_8: Era = {
  name: "2.8",
  truncation: "onFetch",
  isrUpdate: "alterIsr",
  isrLagRule: "timeAndLeoDiffers",
  hwWaitsForCaughtUp: true,
  expandNeedsEpochStart: true,
  makeLeaderAssignsEpoch: true,
  controllerZkCheck: true,
  brokerEpoch: true,
  stopReplicaEpoch: true,
  hwBlockedUnderMinIsr: false,
  hwAfterAlterIsr: false,
};

/** The eras there are, by name. */
export const ERAS: Readonly<Record<string, Era>> = { "2.8": ERA_2_8 };
export const DEFAULT_ERA = "2.8";
