import { BrokerRegistration } from "../zk/broker-registration.ts";
import { AlterIsr } from "./alter-isr.ts";
import { BrokerChange } from "./broker-change.ts";
import { ControlledShutdown } from "./controlled-shutdown.ts";
import type { ControllerEvent } from "./controller-event.ts";
import { ControllerFailover } from "./controller-failover.ts";
import type { ControllerThreadParts } from "./controller-thread.ts";
import { ControllerElection } from "./election/controller-election.ts";
import { ElectionInTwoSteps } from "./election/controller-election-two-steps.ts";
import { SequentialElection } from "./election/sequential-election.ts";
import { IsrChange } from "./isr-change-notification.ts";
import { AutoRebalance } from "./leaders/auto-rebalance.ts";
import { LeaderEpoch } from "./leaders/leader-epoch.ts";
import { PartitionStateMachine } from "./leaders/partition-state-machine.ts";
import { ReplicaLeaderElection } from "./leaders/replica-leader-election.ts";
import { LogDirChange } from "./log-dir-change.ts";
import { PartitionReassignment } from "./reassignment/partition-reassignment.ts";
import { ReassignmentsZnode } from "./reassignment/reassignments-znode.ts";
import { ZkPartitionReassignment } from "./reassignment/zk-partition-reassignment.ts";
import { ReplicaStateMachine } from "./replicas/replica-state-machine.ts";
import { RequestBatch } from "./request-batch.ts";
import { PartitionModifications } from "./topics/partition-modifications.ts";
import { TopicChange } from "./topics/topic-change.ts";
import { TopicDeletion } from "./topics/topic-deletion.ts";
import { TopicRemoval } from "./topics/topic-removal.ts";

/** Each does the steps that bear its name. */
export interface StepMachines {
  readonly registration: BrokerRegistration;
  readonly election: ControllerElection;
  readonly electionInTwoSteps: ElectionInTwoSteps;
  readonly electionQueue: SequentialElection;
  readonly failover: ControllerFailover;
  readonly brokerChange: BrokerChange;
  readonly topicChange: TopicChange;
  readonly topicDeletion: TopicDeletion;
  readonly topicRemoval: TopicRemoval;
  readonly partitionModifications: PartitionModifications;
  readonly reassignment: PartitionReassignment | ZkPartitionReassignment;
  readonly zkReassignment: ZkPartitionReassignment;
  readonly reassignmentsZnode: ReassignmentsZnode;
  readonly leaderEpoch: LeaderEpoch;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly requestBatch: RequestBatch;
  readonly alterIsr: AlterIsr;
  readonly isrChange: IsrChange;
  readonly logDirChange: LogDirChange;
  readonly controlledShutdown: ControlledShutdown;
  readonly replicaElection: ReplicaLeaderElection;
  readonly rebalance: AutoRebalance;
}

/** What machines ask of the thread whose steps they do. */
export interface StepMachinesOwner {
  /** Forgets all that belongs to an active controller. */
  resign(): void;
  put(event: ControllerEvent): void;
}

/** The machines of a broker's controller thread, as its version has them. */
export function stepMachines(parts: ControllerThreadParts, owner: StepMachinesOwner): StepMachines {
  const { environment, callbacks, context, activeController, channels } = parts;
  const resign = () => owner.resign();
  const put = (event: ControllerEvent) => owner.put(event);
  const requestBatch = new RequestBatch(environment, context, channels);
  const partitions = new PartitionStateMachine(environment, context, requestBatch, parts.settings);
  const replicas = new ReplicaStateMachine(environment, context, requestBatch);
  const rebalance = new AutoRebalance(environment, context);
  const reassignmentParts = {
    environment,
    callbacks,
    context,
    activeController,
    requests: requestBatch,
  };
  const zkReassignment = new ZkPartitionReassignment(reassignmentParts);
  const { registration } = parts;
  const election = new ControllerElection(
    environment,
    registration,
    context,
    activeController,
    resign,
  );
  return {
    registration: new BrokerRegistration(environment, registration),
    election,
    electionInTwoSteps: new ElectionInTwoSteps(environment, election),
    electionQueue: new SequentialElection(environment),
    failover: new ControllerFailover({
      environment,
      context,
      channels,
      requestBatch,
      replicas,
      partitions,
      rebalance,
    }),
    brokerChange: new BrokerChange(environment, context, channels, requestBatch),
    topicChange: new TopicChange(context),
    topicDeletion: new TopicDeletion(environment, context, requestBatch),
    topicRemoval: new TopicRemoval(context),
    partitionModifications: new PartitionModifications(environment, context),
    reassignment:
      environment.switches.reassignment === "kip455"
        ? new PartitionReassignment(reassignmentParts)
        : zkReassignment,
    zkReassignment,
    reassignmentsZnode: new ReassignmentsZnode(environment, context, put),
    leaderEpoch: new LeaderEpoch(environment, context, requestBatch),
    partitions,
    replicas,
    requestBatch,
    alterIsr: new AlterIsr(environment, callbacks, context, activeController, requestBatch),
    isrChange: new IsrChange(environment, context, requestBatch),
    logDirChange: new LogDirChange(context),
    controlledShutdown: new ControlledShutdown(
      environment,
      callbacks,
      context,
      activeController,
      requestBatch,
    ),
    replicaElection: new ReplicaLeaderElection(environment, context, partitions, {
      onRequestDone: () => put({ kind: "ReplicaLeaderElection", asked: null }),
      onAskedElections: (id, results) => parts.electLeaders.onElections(id, results),
    }),
    rebalance,
  };
}
