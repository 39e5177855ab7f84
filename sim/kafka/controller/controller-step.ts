import type { Reply } from "../../zookeeper/types.ts";
import type { RegistrationStep } from "../zk/broker-registration.ts";
import type { ZkRequest } from "../zk/kafka-zk-client.ts";
import type { AlterIsrStep } from "./alter-isr.ts";
import type { BrokerChangeStep } from "./broker-change.ts";
import type { ControlledShutdownStep } from "./controlled-shutdown.ts";
import type { FailoverStep } from "./controller-failover.ts";
import type { ElectionStep } from "./election/controller-election.ts";
import type { TwoStepElectionStep } from "./election/controller-election-two-steps.ts";
import type { ElectionQueueStep } from "./election/sequential-election.ts";
import type { IsrChangeStep } from "./isr-change-notification.ts";
import type { RebalanceStep } from "./leaders/auto-rebalance.ts";
import type { LeaderEpochStep } from "./leaders/leader-epoch.ts";
import type { PartitionStep } from "./leaders/partition-state-machine.ts";
import type { ReplicaElectionStep } from "./leaders/replica-leader-election.ts";
import type { LogDirChangeStep } from "./log-dir-change.ts";
import type { ReassignmentStep } from "./reassignment/partition-reassignment.ts";
import type { ReassignmentsZnodeStep } from "./reassignment/reassignments-znode.ts";
import type { ZkReassignmentStep } from "./reassignment/zk-partition-reassignment.ts";
import type { ReplicaStep } from "./replicas/replica-state-machine.ts";
import type { RequestBatchStep } from "./request-batch.ts";
import type { PartitionModificationsStep } from "./topics/partition-modifications.ts";
import type { TopicChangeStep } from "./topics/topic-change.ts";
import type { TopicDeletionStep } from "./topics/topic-deletion.ts";
import type { TopicRemovalStep } from "./topics/topic-removal.ts";

/**
 * One step of the work on an event: a plain record that says who does what with which data. What
 * Kafka's controller thread does between two waits for ZooKeeper is one step.
 */
export type ControllerStep =
  | RegistrationStep
  | ElectionStep
  | TwoStepElectionStep
  | ElectionQueueStep
  | FailoverStep
  | BrokerChangeStep
  | TopicChangeStep
  | TopicDeletionStep
  | TopicRemovalStep
  | PartitionModificationsStep
  | ReassignmentStep
  | ZkReassignmentStep
  | ReassignmentsZnodeStep
  | LeaderEpochStep
  | PartitionStep
  | ReplicaStep
  | RequestBatchStep
  | AlterIsrStep
  | IsrChangeStep
  | LogDirChangeStep
  | ControlledShutdownStep
  | ReplicaElectionStep
  | RebalanceStep;

/** Does the steps of one kind. */
export interface StepMachine<Step> {
  /** What the step needs of ZooKeeper; perhaps nothing. */
  ask(step: Step): ZkRequest;
  /**
   * Does the step, with one reply per operation asked for. Returns the steps that come next, before
   * those that were already waiting.
   */
  proceed(step: Step, replies: readonly Reply[]): readonly ControllerStep[];
}
