import type { Message } from "../../kernel/connection.ts";
import type {
  AlterIsrRequest,
  AlterPartitionReassignmentsRequest,
  ControlledShutdownRequest,
  ControlResponse,
  ListPartitionReassignmentsRequest,
} from "../messages.ts";
import type { AskedElections } from "./leaders/replica-leader-election.ts";
import type { DeletionAnswer } from "./topics/topic-deletion.ts";

/** What the controller thread of a broker has to deal with (`ControllerEvent`). Plain records. */
export type ControllerEvent =
  /** The process started: make the top-level znodes, register the broker, elect a controller. */
  | { readonly kind: "Startup" }
  /** `/controller` was created or names another broker. */
  | { readonly kind: "ControllerChange" }
  /** `/controller` is gone, or it is this broker's turn to follow. */
  | { readonly kind: "Reelect" }
  /** A new session follows an expired one. */
  | { readonly kind: "RegisterBrokerAndReelect" }
  /** Another try, after the broker's id was found taken. */
  | { readonly kind: "RegisterBroker" }
  | { readonly kind: "BrokerChange" }
  | { readonly kind: "TopicChange" }
  /** Somebody asked to delete topics. */
  | { readonly kind: "TopicDeletion" }
  /** A topic's znode was written. */
  | { readonly kind: "PartitionModifications"; readonly topic: string }
  /** A broker answered StopReplica requests of a deletion. */
  | { readonly kind: "TopicDeletionStopReplicaResponseReceived"; readonly answer: DeletionAnswer }
  /** `/admin/reassign_partitions` was written. */
  | { readonly kind: "ZkPartitionReassignment" }
  /** The state of a partition that is being reassigned was written. */
  | { readonly kind: "PartitionReassignmentIsrChange"; readonly tp: number }
  | {
      readonly kind: "ApiPartitionReassignment";
      readonly request: Message;
      readonly body: AlterPartitionReassignmentsRequest;
    }
  | {
      readonly kind: "ListPartitionReassignments";
      readonly request: Message;
      readonly body: ListPartitionReassignmentsRequest;
    }
  /** Leaders wrote new ISRs to ZooKeeper. */
  | { readonly kind: "IsrChangeNotification" }
  /** Log directories of brokers failed. */
  | { readonly kind: "LogDirEventNotification" }
  | {
      readonly kind: "LeaderAndIsrResponseReceived";
      readonly brokerId: number;
      readonly response: ControlResponse;
    }
  | { readonly kind: "AutoPreferredReplicaLeaderElection" }
  /** An operator asks for elections; null: in ZooKeeper. */
  | { readonly kind: "ReplicaLeaderElection"; readonly asked: AskedElections | null }
  /** The brokers' unclean.leader.election.enable became true. */
  | { readonly kind: "UncleanLeaderElectionEnable" }
  /** That of a topic was set to true. */
  | { readonly kind: "TopicUncleanLeaderElectionEnable"; readonly topic: string }
  | {
      readonly kind: "AlterIsrReceived";
      readonly request: Message;
      readonly body: AlterIsrRequest;
    }
  | {
      readonly kind: "ControlledShutdown";
      readonly request: Message;
      readonly body: ControlledShutdownRequest;
    };
