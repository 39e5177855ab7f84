import { assert, present } from "../../../kernel/assert.ts";
import type { Reply } from "../../../zookeeper/types.ts";
import { ANY_VERSION } from "../../../zookeeper/types.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { ElectionType } from "../../messages.ts";
import { NO_LEADER } from "../../messages.ts";
import {
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import {
  decodePreferredReplicaElection,
  PREFERRED_REPLICA_ELECTION_PATH,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { electPartitions, type PartitionStateMachine } from "./partition-state-machine.ts";

/** Elections that an operator asked the controller for by a request. */
export interface AskedElections {
  /** Of the request. */
  readonly id: number;
  readonly electionType: ElectionType;
  readonly tps: readonly number[];
}

/** What became of one of them. */
export interface AskedElectionResult {
  readonly tp: number;
  readonly error: ErrorCode;
  /** Who was elected; -1 with an error. */
  readonly leader: number;
}

export type ReplicaElectionStep = { readonly machine: "replicaElection" } & (
  | { readonly step: "watch" }
  | { readonly step: "look" }
  | { readonly step: "read" }
  | { readonly step: "resume" }
  | { readonly step: "delete" }
  | { readonly step: "asked"; readonly asked: AskedElections }
  | {
      readonly step: "answer";
      readonly asked: AskedElections;
      readonly electable: readonly number[];
      readonly refused: readonly AskedElectionResult[];
    }
);

/** Hears of the next request in ZooKeeper. */
export const WATCH_ELECTION_REQUEST: ReplicaElectionStep = {
  machine: "replicaElection",
  step: "watch",
};
/** Carries out what is left of the request that the controller before may have begun. */
export const RESUME_ELECTION_REQUEST: ReplicaElectionStep = {
  machine: "replicaElection",
  step: "resume",
};

/** Carries out what a request asked for; null: what is asked for in ZooKeeper, if there is anything. */
export function electionRequest(asked: AskedElections | null): ReplicaElectionStep {
  if (asked === null) return { machine: "replicaElection", step: "look" };
  return { machine: "replicaElection", step: "asked", asked };
}

/** Who is told of the results. */
export interface ElectionListener {
  /** The request is no more in ZooKeeper: there may be another. */
  onRequestDone(): void;
  onAskedElections(id: number, results: readonly AskedElectionResult[]): void;
}

/**
 * Elections that an operator asks for (`processReplicaLeaderElection`): of preferred replicas through
 * `/admin/preferred_replica_election`, which the controller deletes when it has tried; or by a request,
 * of preferred replicas or of any live one (KIP-183, KIP-460).
 */
export class ReplicaLeaderElection implements StepMachine<ReplicaElectionStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly partitions: PartitionStateMachine;
  private readonly listener: ElectionListener;

  constructor(
    environment: BrokerEnvironment,
    context: ControllerContext,
    partitions: PartitionStateMachine,
    listener: ElectionListener,
  ) {
    this.environment = environment;
    this.context = context;
    this.partitions = partitions;
    this.listener = listener;
  }

  ask(step: ReplicaElectionStep): ZkRequest {
    const path = PREFERRED_REPLICA_ELECTION_PATH;
    switch (step.step) {
      case "watch":
      case "look":
        return zkRequest([{ op: "exists", path, watch: true }]);
      case "read":
      case "resume":
        return zkRequest([{ op: "getData", path, watch: false }]);
      case "delete":
        return controllerWrites(
          [{ op: "delete", path, version: ANY_VERSION }],
          this.context.epochZkVersion,
        );
      case "asked":
      case "answer":
        return NO_REQUEST;
    }
  }

  proceed(step: ReplicaElectionStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "watch":
        return [];
      case "look": {
        const reply = present(replies[0], "the request is answered");
        assert(reply.op === "exists", "the existence was asked for");
        return reply.stat === null ? [] : [{ machine: "replicaElection", step: "read" }];
      }
      case "read":
        return this.carryOut(this.partitionsIn(replies));
      case "resume":
        return [...this.resume(this.partitionsIn(replies)), DELETE];
      case "delete":
        this.listener.onRequestDone();
        return [];
      case "asked":
        return this.asked(step.asked);
      case "answer":
        this.answer(step.asked, step.electable, step.refused);
        return [];
    }
  }

  /** The request in ZooKeeper. One without a leader yet fails the whole of it, as in Kafka. */
  private carryOut(tps: readonly number[]): readonly ControllerStep[] {
    const { electionOfUnknown, preferredLeaderElected } = this.environment.switches;
    const known = tps.filter((tp) => this.isKnown(tp));
    const blocks =
      electionOfUnknown === "blocks"
        ? known.length < tps.length
        : known.some((tp) => this.context.leadershipInfo(tp) === undefined);
    if (blocks && electionOfUnknown === "ignored") return [];
    const kept = known.filter((tp) => !this.context.isToBeDeleted(tp));
    const electable =
      preferredLeaderElected === "again"
        ? kept
        : kept.filter((tp) => this.context.leadershipInfo(tp)?.leader !== this.preferred(tp));
    const election = electPartitions(electable, "preferred");
    return blocks ? [election] : [election, DELETE];
  }

  /** What is done already, or of no use any more, is left out. */
  private resume(tps: readonly number[]): readonly ControllerStep[] {
    const pending = tps.filter((tp) => {
      const info = this.context.leadershipInfo(tp);
      return this.isKnown(tp) && info !== undefined && info.leader !== this.preferred(tp);
    });
    const kept = pending.filter((tp) => !this.context.isToBeDeleted(tp));
    return [electPartitions(kept, "preferred")];
  }

  private asked(asked: AskedElections): readonly ControllerStep[] {
    const { context } = this;
    const refused: AskedElectionResult[] = [];
    const electable: number[] = [];
    for (const tp of asked.tps) {
      const leader = context.leadershipInfo(tp)?.leader;
      const refuse = (error: ErrorCode) => refused.push({ tp, error, leader: NO_LEADER });
      if (!this.isKnown(tp)) refuse(Errors.UNKNOWN_TOPIC_OR_PARTITION);
      else if (context.isToBeDeleted(tp)) refuse(Errors.INVALID_TOPIC_EXCEPTION);
      // Kafka's controller meets an exception, and the request is never answered.
      else if (leader === undefined) return [];
      else if (this.isNeeded(tp, leader, asked.electionType)) electable.push(tp);
      else refuse(Errors.ELECTION_NOT_NEEDED);
    }
    const strategy = asked.electionType === "preferred" ? "preferred" : "unclean";
    return [
      electPartitions(electable, strategy),
      { machine: "replicaElection", step: "answer", asked, electable, refused },
    ];
  }

  private answer(
    { id, electionType }: AskedElections,
    electable: readonly number[],
    refused: readonly AskedElectionResult[],
  ): void {
    const failure =
      electionType === "preferred"
        ? Errors.PREFERRED_LEADER_NOT_AVAILABLE
        : Errors.ELIGIBLE_LEADERS_NOT_AVAILABLE;
    const tried = electable.map((tp): AskedElectionResult => {
      const leader = this.partitions.electedLeaders.get(tp);
      if (leader === undefined) return { tp, error: failure, leader: NO_LEADER };
      return { tp, error: Errors.NONE, leader };
    });
    this.listener.onAskedElections(id, [...tried, ...refused]);
  }

  private isNeeded(tp: number, leader: number, electionType: ElectionType): boolean {
    if (electionType === "preferred") return leader !== this.preferred(tp);
    return leader === NO_LEADER || !this.context.liveBrokerIds.includes(leader);
  }

  private isKnown(tp: number): boolean {
    return this.preferred(tp) !== undefined;
  }

  private preferred(tp: number): number | undefined {
    return this.context.replicaAssignment(tp)[0];
  }

  private partitionsIn(replies: readonly Reply[]): readonly number[] {
    const found = dataOf(present(replies[0], "the read is answered"));
    if (found === null) return [];
    const { topicPartitions } = this.environment.names;
    const tps = decodePreferredReplicaElection(found.data).map(({ topic, partition }) =>
      topicPartitions.id(topic, partition),
    );
    return [...new Set(tps)];
  }
}

const DELETE: ReplicaElectionStep = { machine: "replicaElection", step: "delete" };
