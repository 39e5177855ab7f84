import { isUnderReplicated } from "../../../sim/kafka/broker/assignment-state.ts";
import { FetchSession } from "../../../sim/kafka/broker/fetch-session.ts";
import type { Partition } from "../../../sim/kafka/broker/partition.ts";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
  PRODUCE,
  type ProduceResponse,
  READ_UNCOMMITTED,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check, checkMembers, type Fields } from "./support/fields.ts";
import { listOffsets } from "./support/list-offsets.ts";
import { appendEpochs, batchOf, values } from "./support/records.ts";
import { followPartition, leadPartition, type RoleDescription } from "./support/roles.ts";
import { runSteps } from "./support/steps.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

/** `isrScenario`: a leader, what its followers fetch, and what becomes of its ISR and its HW. */
export function runIsrScenario({ era, input }: KafkaVector): void {
  input.skip("semantics");
  const scenario = new IsrScenario(era, input);
  runSteps(input, (op, step) => scenario.run(op, step));
}

class IsrScenario {
  private readonly brokers: Brokers;
  private readonly local: number;
  private readonly replicas: readonly number[];
  private readonly partition: Partition;
  private readonly startMs: number;

  constructor(era: Era, input: Fields) {
    const description = input.objectOrNull("becomeLeader") ?? input.objectOrNull("config");
    this.local = description?.number(description.has("leader") ? "leader" : "localBroker") ?? 0;
    this.replicas = description?.numbers("replicas") ?? [0, 1];
    const settings = description === null ? {} : settingsOf(description);
    this.brokers = new Brokers({ era, ids: [this.local], settings });
    this.partition = this.brokers.partition(this.local);
    this.startMs = this.brokers.nowMs;
    this.writeLog(input, description);
    if (description !== null) this.becomeLeader(description);
    this.tellWhoIsAlive(input.text("followerState", "unfenced"));
  }

  run(op: string, step: Fields): void {
    switch (op) {
      case "advanceTime":
        this.brokers.advanceTime(step.number("ms"));
        return;
      case "append":
        this.append(step);
        return;
      case "followerFetch":
        this.followerFetch(
          step.number("replica"),
          step.number("fetchOffset"),
          this.endOffset(step.raw("leaderEndOffset")),
        );
        return;
      case "setFollowerLEO":
        this.followerFetch(step.number("replica"), step.number("leo"), this.endOffset("LEO"));
        return;
      case "maybeShrinkIsr":
        this.brokers.act(() => this.partition.maybeShrinkIsr());
        return;
      case "completeIsrUpdate":
        this.brokers.act(() => this.brokers.controller().accept(step.number("newVersion")));
        return;
      case "failIsrUpdate":
        this.brokers.act(() => this.brokers.controller().refuse(errorCode(step.text("error"))));
        return;
      case "makeLeader":
      case "makeFollower":
        this.takeRole(op, step);
        return;
      default:
        this.expect(op, step);
    }
  }

  private expect(op: string, step: Fields): void {
    switch (op) {
      case "expectOutOfSync":
        checkMembers("out of sync", step.numbers("replicas"), this.outOfSync());
        return;
      case "listOffsets":
        listOffsets(this.brokers, this.local, step);
        return;
      case "lastOffsetForLeaderEpoch":
        this.lastOffsetForLeaderEpoch(step);
        return;
      case "expect":
        if (step.has("replica")) this.expectReplica(step);
        this.expectPartition(step);
        return;
      default:
        throw new Error("no such operation is known");
    }
  }

  private writeLog(input: Fields, description: Fields | null): void {
    const log = this.brokers.log(this.local);
    if (input.has("log")) {
      check("the format of the log", "[leaderEpoch,count]", input.text("logFormat"));
      appendEpochs(log, input.tuples("log"));
    }
    const seedEpoch = description?.number("seedEpoch", 0) ?? 0;
    const seeded = description?.number("seedRecords", 0) ?? 0;
    const wanted = description?.number("leaderLogEndOffset", seeded) ?? 0;
    for (let i = 0; i < wanted; i++) appendEpochs(log, [[seedEpoch, 1]]);
  }

  private becomeLeader(description: Fields): void {
    leadPartition(this.brokers, this.local, {
      leaderEpoch: description.number("leaderEpoch", 0),
      replicas: this.replicas,
      isr: description.numbers("isr"),
      partitionVersion: description.number("partitionVersion", 1),
    });
    const setup = description.text("setup", "");
    const fetch = /fetchOffset=(\d+), leaderEndOffset=(\d+)/.exec(setup);
    if (setup !== "" && fetch === null) throw new Error(`nobody can set up: ${setup}`);
    if (fetch !== null) {
      for (const id of this.followers) this.followerFetch(id, Number(fetch[1]), Number(fetch[2]));
    }
    description.finish();
  }

  private get followers(): readonly number[] {
    return this.replicas.filter((id) => id !== this.local);
  }

  /** A broker that is fenced or shuts down is one that a leader does not hold for alive. */
  private tellWhoIsAlive(followerState: string): void {
    if (!["unfenced", "fenced", "shutdown", "shuttingDown"].includes(followerState)) {
      throw new Error(`no follower is ${followerState}`);
    }
    this.brokers.updateMetadata(followerState === "unfenced" ? this.replicas : [this.local]);
  }

  private endOffset(given: unknown): number {
    if (given === "LEO") return this.brokers.log(this.local).logEndOffset;
    if (typeof given === "number") return given;
    throw new Error(`no end offset is ${JSON.stringify(given)}`);
  }

  private append(step: Fields): void {
    const count = step.number("count");
    const timestamps = step.has("timestamps") ? step.list("timestamps") : [];
    const batch = batchOf(values(count), {
      timestamps: timestamps.map((timestamp) => (typeof timestamp === "number" ? timestamp : -1)),
    });
    check("the leader epoch", step.number("leaderEpoch"), this.partition.leaderEpoch);
    const request = { acks: 1, timeoutMs: 1000, partitions: [{ tp: this.brokers.tp, batch }] };
    const { partitions } = this.brokers.ask<ProduceResponse>(this.local, PRODUCE, request);
    check("the error", 0, partitions[0]?.error);
    this.brokers.settle();
  }

  /** `Partition.updateFollowerFetchState`: vectors also say where the leader's log ended. */
  private followerFetch(replicaId: number, fetchOffset: number, leaderEndOffset: number): void {
    const { brokers, partition } = this;
    const replica = present(partition.replica(replicaId), "the follower is a replica");
    const session = new FetchSession(replicaId, READ_UNCOMMITTED);
    session.update([
      {
        tp: brokers.tp,
        fetchOffset,
        logStartOffset: 0,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        maxBytes: 0,
      },
    ]);
    session.beginFetch(brokers.nowMs);
    const read = present(session.dirty[0], "the session has a partition");
    read.logEndOffset = leaderEndOffset;
    brokers.act(() => {
      const rose = partition.updateFollowerFetchState(replica, read);
      if (rose) brokers.broker(this.local).replicaManager.highWatermarkRose(partition);
    });
  }

  private takeRole(op: "makeLeader" | "makeFollower", step: Fields): void {
    const { brokers, partition, local } = this;
    const leaderEpoch = step.number("leaderEpoch");
    const role: RoleDescription = {
      leaderEpoch,
      replicas: step.numbers("replicas", this.replicas),
      isr: step.numbers("isr", this.replicas),
      partitionVersion: step.number("partitionVersion", Math.max(1, partition.zkVersion)),
    };
    const isNews = op === "makeLeader" ? !partition.isLeader : leaderEpoch > partition.leaderEpoch;
    let changed = isNews;
    const isSameEpoch = partition.isLeader && leaderEpoch === partition.leaderEpoch;
    if (op === "makeLeader" && isSameEpoch) this.changeIsr(role);
    else if (op === "makeLeader") leadPartition(brokers, local, role);
    else if (isNews) changed = followPartition(brokers, local, step.number("leader"), role);
    else step.skip("leader");
    if (step.has("expectChanged")) check("changed", step.boolean("expectChanged"), changed);
  }

  /**
   * Within a leader epoch an ISR changes because the leader proposed it: a new state of the partition in
   * the same epoch is the controller's consent.
   */
  private changeIsr({ isr = [], partitionVersion = 0 }: RoleDescription): void {
    const { partition, brokers, local } = this;
    const { leaderEpoch, zkVersion } = partition;
    const maximalIsr = [...new Set([...partition.isrState.isr, ...isr])];
    const proposal = { isr: partition.isrState.isr, maximalIsr, proposed: isr };
    brokers.act(() => {
      partition.proposeIsr(proposal);
      partition.handleAlterIsrResponse(proposal, {
        tp: brokers.tp,
        error: Errors.NONE,
        leader: local,
        leaderEpoch,
        isr,
        currentIsrVersion: Math.max(partitionVersion, zkVersion + 1),
      });
    });
  }

  private outOfSync(): readonly number[] {
    const { logEndOffset } = this.brokers.log(this.local);
    return this.partition.outOfSyncReplicas(logEndOffset, this.brokers.nowMs);
  }

  private expectReplica(step: Fields): void {
    const replica = present(this.partition.replica(step.number("replica")), "it is a replica");
    if (step.has("leo")) check("leo", step.number("leo"), replica.logEndOffset);
    if (step.has("logStart")) check("logStart", step.number("logStart"), replica.logStartOffset);
    if (step.has("lastCaughtUp")) {
      const wanted = this.timeMs(step.text("lastCaughtUp"));
      check("lastCaughtUp", wanted, replica.lastCaughtUpTimeMs);
    }
  }

  private expectPartition(step: Fields): void {
    const { partition, brokers } = this;
    const { isrState } = partition;
    const log = brokers.log(this.local);
    const { proposals } = brokers.controller();
    if (step.has("hw")) check("hw", step.number("hw"), log.highWatermark);
    if (step.has("leo") && !step.has("replica")) check("leo", step.number("leo"), log.logEndOffset);
    if (step.has("isr")) checkMembers("isr", step.numbers("isr"), isrState.isr);
    if (step.has("maximalIsr")) {
      checkMembers("maximalIsr", step.numbers("maximalIsr"), isrState.maximalIsr);
    }
    if (step.has("pendingUpdates")) {
      check("pendingUpdates", step.number("pendingUpdates"), proposals.length);
    }
    if (step.has("proposedIsr")) {
      checkMembers("proposedIsr", step.numbers("proposedIsr"), proposals[0] ?? []);
    }
    if (step.has("isUnderReplicated")) {
      const wanted = step.boolean("isUnderReplicated");
      check("isUnderReplicated", wanted, isUnderReplicated(partition));
    }
  }

  /** `t0`, `t0+500`, `now`. */
  private timeMs(text: string): number {
    if (text === "now") return this.brokers.nowMs;
    const match = /^t0(?:\+(\d+))?$/.exec(text);
    if (match === null) throw new Error(`no time is ${text}`);
    return this.startMs + Number(match[1] ?? 0);
  }

  private lastOffsetForLeaderEpoch(step: Fields): void {
    const { tp } = this.brokers;
    const leaderEpoch = step.number("requestedEpoch");
    const { partitions } = this.brokers.ask<OffsetsForLeaderEpochResponse>(
      this.local,
      OFFSETS_FOR_LEADER_EPOCH,
      { replicaId: -1, partitions: [{ tp, currentLeaderEpoch: -1, leaderEpoch }] },
    );
    const answer = present(partitions[0], "one partition was asked for");
    check("the error", errorCode(step.text("expectError", "NONE")), answer.error);
    if (step.has("expectEpoch")) check("epoch", step.number("expectEpoch"), answer.leaderEpoch);
    if (step.has("expectEndOffset")) {
      check("endOffset", step.number("expectEndOffset"), answer.endOffset);
    }
  }
}

function settingsOf(description: Fields): ConfigValues {
  const settings: Record<string, number> = {};
  const names = {
    replicaLagTimeMaxMs: "replica.lag.time.max.ms",
    replicaLagMaxMessages: "replica.lag.max.messages",
    minInSyncReplicas: "min.insync.replicas",
  };
  for (const [field, name] of Object.entries(names)) {
    if (description.has(field)) settings[name] = description.number(field);
  }
  description.skip("era");
  return settings;
}
