import { present } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import type { AlterIsrPartitionResponse, AlterIsrRequest, AlterIsrResponse } from "../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import {
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../zk/kafka-zk-client.ts";
import {
  decodeTopicPartitionState,
  encodeTopicPartitionState,
  type LeaderAndIsr,
  topicPartitionStatePath,
} from "../zk/zk-data.ts";
import type { ActiveController } from "./active-controller.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { maybeCompleteReassignments } from "./reassignment/reassignment-steps.ts";
import type { RequestBatch } from "./request-batch.ts";

/** An ISR that a leader asks for. */
interface ProposedIsr {
  readonly tp: number;
  readonly state: LeaderAndIsr;
}

interface Pending {
  readonly request: Message;
  /** Answers so far, in the order of their making. */
  readonly answers: readonly AlterIsrPartitionResponse[];
}

export type AlterIsrStep = { readonly machine: "alterIsr" } & (
  | { readonly step: "process"; readonly request: Message; readonly body: AlterIsrRequest }
  | {
      readonly step: "write";
      readonly pending: Pending;
      readonly proposed: readonly ProposedIsr[];
      readonly tps: readonly number[];
    }
  /** Reads back what was written, tells all brokers, and answers. */
  | {
      readonly step: "finish";
      readonly pending: Pending;
      readonly written: readonly number[];
      readonly tps: readonly number[];
    }
);

/** Writes the ISRs that leaders ask for (`processAlterIsr`, KIP-497). */
export class AlterIsr implements StepMachine<AlterIsrStep> {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly context: ControllerContext;
  private readonly activeController: ActiveController;
  private readonly requests: RequestBatch;

  constructor(
    environment: BrokerEnvironment,
    callbacks: BrokerCallbacks,
    context: ControllerContext,
    activeController: ActiveController,
    requests: RequestBatch,
  ) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.context = context;
    this.activeController = activeController;
    this.requests = requests;
  }

  ask(step: AlterIsrStep): ZkRequest {
    switch (step.step) {
      case "process":
        return NO_REQUEST;
      case "write":
        return controllerWrites(
          step.proposed.map(({ tp, state }) => ({
            op: "setData",
            path: this.statePath(tp),
            data: encodeTopicPartitionState({ ...state, controllerEpoch: this.context.epoch }),
            version: state.zkVersion,
          })),
          this.context.epochZkVersion,
        );
      case "finish":
        return zkRequest(
          step.written.map((tp) => ({ op: "getData", path: this.statePath(tp), watch: false })),
        );
    }
  }

  proceed(step: AlterIsrStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "process":
        return this.process(step.request, step.body);
      case "write":
        return [this.written(step.pending, step.proposed, step.tps, replies)];
      case "finish":
        this.finish(step.pending, step.written, step.tps, replies);
        return maybeCompleteReassignments(
          this.context,
          step.pending.answers.filter(({ error }) => error === Errors.NONE).map(({ tp }) => tp),
        );
    }
  }

  /** Answers with one error for the whole request. */
  fail(request: Message, error: ErrorCode): void {
    this.respond(request, { error, partitions: [] });
  }

  private process(request: Message, body: AlterIsrRequest): readonly ControllerStep[] {
    if (!this.activeController.isActive) {
      this.fail(request, Errors.NOT_CONTROLLER);
      return [];
    }
    if (this.context.brokerEpoch(body.brokerId) !== body.brokerEpoch) {
      this.fail(request, Errors.STALE_BROKER_EPOCH);
      return [];
    }
    const answers: AlterIsrPartitionResponse[] = [];
    const proposed: ProposedIsr[] = [];
    for (const { tp, leaderEpoch, newIsr, currentIsrVersion } of body.partitions) {
      const leader = body.brokerId;
      const state = { leader, leaderEpoch, isr: newIsr, zkVersion: currentIsrVersion };
      const current = this.context.leadershipInfo(tp);
      if (current === undefined) answers.push(failed(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION));
      else if (leaderEpoch < current.leaderEpoch) {
        answers.push(failed(tp, Errors.FENCED_LEADER_EPOCH));
      } else if (equalsIgnoreZk(state, current)) answers.push(succeeded(tp, current));
      else {
        const error = this.objection(state, current);
        if (error === Errors.NONE) proposed.push({ tp, state });
        else answers.push(failed(tp, error));
      }
    }
    const tps = body.partitions.map(({ tp }) => tp);
    const pending = { request, answers };
    if (proposed.length > 0) {
      return [{ machine: "alterIsr", step: "write", pending, proposed, tps }];
    }
    return [{ machine: "alterIsr", step: "finish", pending, written: [], tps }];
  }

  /**
   * What later controllers refuse before they write: NOT_CONTROLLER to a leader that knows more than they
   * do, so that it looks for another; what is outdated; and members that are dead or about to shut down
   * (KIP-841).
   */
  private objection(state: LeaderAndIsr, current: LeaderAndIsr): ErrorCode {
    if (!this.environment.switches.expandNeedsLiveFollower) return Errors.NONE;
    const { zkVersion, leaderEpoch, isr } = state;
    if (zkVersion > current.zkVersion || leaderEpoch > current.leaderEpoch) {
      return Errors.NOT_CONTROLLER;
    }
    if (zkVersion < current.zkVersion) return Errors.INVALID_UPDATE_VERSION;
    const live = this.context.liveBrokerIds;
    return isr.every((id) => live.includes(id)) ? Errors.NONE : Errors.INELIGIBLE_REPLICA;
  }

  private written(
    pending: Pending,
    proposed: readonly ProposedIsr[],
    tps: readonly number[],
    replies: readonly Reply[],
  ): AlterIsrStep {
    const answers = proposed.map(({ tp, state }, i) => {
      const reply = present(replies[i], "every write is answered");
      if (reply.op === "setData") {
        return succeeded(tp, { ...state, zkVersion: reply.stat.version });
      }
      const conflict = reply.op === "error" && reply.error === "BAD_VERSION";
      return failed(tp, conflict ? Errors.INVALID_UPDATE_VERSION : Errors.UNKNOWN_SERVER_ERROR);
    });
    const written = answers.filter(({ error }) => error === Errors.NONE).map(({ tp }) => tp);
    const { request } = pending;
    const all = [...pending.answers, ...answers];
    return {
      machine: "alterIsr",
      step: "finish",
      pending: { request, answers: all },
      written,
      tps,
    };
  }

  private finish(
    { request, answers }: Pending,
    written: readonly number[],
    tps: readonly number[],
    replies: readonly Reply[],
  ): void {
    written.forEach((tp, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      this.context.putLeadershipInfo(tp, decodeTopicPartitionState(found.data, found.version));
    });
    this.requests.sendUpdateMetadata(this.context.liveOrShuttingDownBrokerIds, tps);
    this.respond(request, { error: Errors.NONE, partitions: answers });
  }

  private respond(request: Message, response: AlterIsrResponse): void {
    const bytes = MESSAGE_OVERHEAD_BYTES + response.partitions.length * PARTITION_OVERHEAD_BYTES;
    this.callbacks.respond(request, response, bytes);
  }

  private statePath(tp: number): string {
    const { topicPartitions } = this.environment.names;
    return topicPartitionStatePath(topicPartitions.topic(tp), topicPartitions.partition(tp));
  }
}

/** The leader asks for what is there already: a repeated request. */
function equalsIgnoreZk(a: LeaderAndIsr, b: LeaderAndIsr): boolean {
  return (
    a.leader === b.leader &&
    a.leaderEpoch === b.leaderEpoch &&
    a.isr.length === b.isr.length &&
    a.isr.every((id, i) => id === b.isr[i])
  );
}

function succeeded(tp: number, state: LeaderAndIsr): AlterIsrPartitionResponse {
  const { leader, leaderEpoch, isr, zkVersion } = state;
  return { tp, error: Errors.NONE, leader, leaderEpoch, isr, currentIsrVersion: zkVersion };
}

function failed(tp: number, error: ErrorCode): AlterIsrPartitionResponse {
  return { tp, error, leader: 0, leaderEpoch: 0, isr: [], currentIsrVersion: 0 };
}
