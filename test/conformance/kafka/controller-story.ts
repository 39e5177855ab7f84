import { assigned } from "../../../sim/kafka/controller/replicas/replica-assignment.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import {
  ALTER_ISR,
  type AlterIsrRequest,
  type AlterIsrResponse,
  CONTROLLED_SHUTDOWN,
  type ControlledShutdownResponse,
  CREATE_TOPICS,
  type CreateTopicsResponse,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
  PRODUCE,
  type ProduceResponse,
} from "../../../sim/kafka/messages.ts";
import {
  CONTROLLER_EPOCH_PATH,
  decodeTopic,
  encodePreferredReplicaElection,
  encodeReassignPartitions,
  encodeTopic,
  PREFERRED_REPLICA_ELECTION_PATH,
  REASSIGN_PARTITIONS_PATH,
  topicPath,
} from "../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { ANY_VERSION } from "../../../sim/zookeeper/types.ts";
import { actionsIn, brokersIn, CONTROLLER, DEAD_BROKER, idOf, stageOf } from "./story-words.ts";
import { check } from "./support/fields.ts";
import { LiveCluster } from "./support/live-cluster.ts";
import { batchOf } from "./support/records.ts";

/** What was seen of the partition after an action, as vectors name it. */
export type Snapshot = Readonly<Record<string, unknown>>;

/** How long what nobody waits for is given. */
const SETTLE_MS = 5000;

/** A cluster to which happens what is told in words. */
export class ControllerStory {
  readonly cluster: LiveCluster;
  /** By what they come after: `afterShutdown`, `afterElection2`, `after1`. */
  readonly snapshots = new Map<string, Snapshot>();
  /** Answers to what was asked of the controller. */
  private answers: Snapshot = {};
  private lastBroker = CONTROLLER;
  private stopped = CONTROLLER;
  /** The partition whose state is told. */
  private observed = 0;
  /** Where a reassignment that is under way leads to. */
  private target: readonly number[] = [];
  private readonly isAutomatic: boolean;

  /** @param isAutomatic whether the controller returns leadership to preferred replicas by itself */
  constructor(
    era: Era,
    text: string,
    isAutomatic: boolean,
    settings: Readonly<Record<string, boolean>>,
  ) {
    const ids = brokersIn(text);
    this.isAutomatic = isAutomatic;
    this.cluster = new LiveCluster(era, ids, {
      ...settings,
      "auto.leader.rebalance.enable": isAutomatic,
      "leader.imbalance.check.interval.seconds": 1,
    });
    for (const id of ids) if (id !== DEAD_BROKER) this.cluster.start(id);
  }

  /** Does what a text says; a clause that says nothing known is an error. */
  tell(text: string, skipsCreation = false): void {
    for (const action of actionsIn(text, skipsCreation)) action(this);
  }

  createTopic(names: readonly string[]): void {
    const { cluster } = this;
    const replicas = names.map(idOf);
    const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignment: [replicas] };
    cluster.ask<CreateTopicsResponse>(this.controllerId, CREATE_TOPICS, {
      topics: [{ ...topic, configs: {} }],
    });
    cluster.until("the partition has a leader", () => cluster.state() !== null);
    const live = replicas.filter((id) => id !== DEAD_BROKER);
    this.lastBroker = present(live[0], "a replica is alive");
    this.awaitLeader(this.lastBroker);
  }

  /**
   * Somebody writes into the topic's znode that it has partitions up to that one.
   * @param names replicas of the new ones; without them those of the first
   */
  addPartition(partition: number, names: readonly string[]): void {
    const { cluster } = this;
    const broker = String(this.controllerId);
    if (cluster.state() === null) this.createTopic([broker]);
    const first = assigned([idOf(broker)]);
    const more = names.length === 0 ? first : assigned(names.map(idOf));
    const added = Array.from({ length: partition }, () => more);
    const data = encodeTopic([first, ...added]);
    cluster.write({ op: "setData", path: topicPath("t"), data, version: ANY_VERSION });
    this.observed = partition;
    cluster.until("the new partition has a leader", () => cluster.state(partition) !== null);
  }

  /** Somebody writes into ZooKeeper where the partition shall be. */
  reassign(from: readonly string[], to: readonly string[]): void {
    const { cluster } = this;
    const path = REASSIGN_PARTITIONS_PATH;
    if (cluster.state() === null) this.createTopic(from);
    this.target = to.map(idOf);
    const data = encodeReassignPartitions([{ topic: "t", partition: 0, replicas: this.target }]);
    cluster.write({ op: "create", path, data, mode: "persistent" });
    cluster.until("the request is there", () => cluster.znode(path) !== null);
    this.awaitReassignment();
    this.note("afterReassignment");
  }

  stop(name: string): void {
    const id = name === "broker" ? this.controllerId : idOf(name);
    this.lastBroker = id;
    this.stopped = id;
    if (!this.cluster.isUp(id)) return;
    this.cluster.stop(id);
    this.note("afterShutdown");
  }

  restart(): void {
    this.lastBroker = this.stopped;
    this.cluster.start(this.stopped);
    this.cluster.run(SETTLE_MS);
    this.awaitReassignment();
    this.note("afterRestart");
    if (this.isAutomatic) this.awaitPreferred();
  }

  awaitIsr(): void {
    const { cluster, lastBroker } = this;
    const isBack = () => cluster.state()?.isr.includes(lastBroker) ?? false;
    cluster.until("the broker is in sync", isBack);
  }

  /** Somebody asks in ZooKeeper for the preferred leader, and the controller tries. */
  electPreferred(): void {
    const { cluster } = this;
    const path = PREFERRED_REPLICA_ELECTION_PATH;
    const data = encodePreferredReplicaElection([{ topic: "t", partition: 0 }]);
    cluster.write({ op: "create", path, data, mode: "persistent" });
    cluster.until("the request is there", () => cluster.znode(path) !== null);
    cluster.until("the controller has tried", () => cluster.znode(path) === null);
    this.awaitPreferred();
  }

  /** The controller is asked to let a broker go; it stays. */
  shutDown(name: string): void {
    const brokerId = idOf(name);
    const { brokerEpoch } = this.cluster.broker(brokerId);
    const { remaining } = this.cluster.ask<ControlledShutdownResponse>(
      this.controllerId,
      CONTROLLED_SHUTDOWN,
      { brokerId, brokerEpoch },
    );
    this.note(`after${name}`, { remaining: remaining.length });
  }

  bounce(name: string | undefined): void {
    if (name !== undefined) this.lastBroker = idOf(name);
    this.cluster.stop(this.lastBroker);
    this.cluster.start(this.lastBroker);
    this.awaitLeader(this.lastBroker);
  }

  produce(count: number): void {
    for (let i = 0; i < count; i++) {
      const { partitions } = this.cluster.ask<ProduceResponse>(this.lastBroker, PRODUCE, {
        acks: -1,
        timeoutMs: 1000,
        partitions: [{ tp: this.cluster.tp, batch: batchOf(["v"]) }],
      });
      check("the error", 0, partitions[0]?.error);
    }
  }

  /** A leader asks for the ISR that it has, which is no error and changes nothing. */
  proposeCurrentIsr(): void {
    const { cluster } = this;
    if (cluster.state() === null) this.createTopic(["controller"]);
    const { leader, leaderEpoch, isr, zkVersion } = present(cluster.state(), "there is a leader");
    const request: AlterIsrRequest = {
      brokerId: leader,
      brokerEpoch: cluster.broker(leader).brokerEpoch,
      partitions: [{ tp: cluster.tp, leaderEpoch, newIsr: isr, currentIsrVersion: zkVersion }],
    };
    const answer = cluster.ask<AlterIsrResponse>(this.controllerId, ALTER_ISR, request);
    const error = answer.error || present(answer.partitions[0], "it is answered").error;
    this.answers = {
      error: error === 0 ? null : error,
      changed: cluster.state()?.zkVersion !== zkVersion,
    };
  }

  /** What was seen at a point that a vector names; null where it names none. */
  snapshot(name: string): Snapshot | null {
    return this.snapshots.get(name) ?? this.snapshots.get(stageOf(name)) ?? null;
  }

  /** A value that vectors expect at the end, by its name. */
  observe(name: string): unknown {
    if (Object.hasOwn(this.answers, name)) return this.answers[name];
    const request = /^(reassign|preferred)\w*?(Removed|Gone|Remains|Exists|Present)$/.exec(name);
    if (request !== null) {
      const isReassignment = request[1] === "reassign";
      const path = isReassignment ? REASSIGN_PARTITIONS_PATH : PREFERRED_REPLICA_ELECTION_PATH;
      const isThere = this.cluster.znode(path) !== null;
      return request[2] === "Removed" || request[2] === "Gone" ? !isThere : isThere;
    }
    const epoch = this.cluster.znode(CONTROLLER_EPOCH_PATH);
    const values: Readonly<Record<string, unknown>> = {
      ...this.partition,
      assignment: this.assignment,
      controllerEpoch: epoch === null ? null : Number(epoch.data),
      controllerEpochZkVersion: epoch?.version ?? null,
      controllerZnode: this.cluster.controllerId,
    };
    if (!Object.hasOwn(values, name)) throw new Error(`nobody observes ${name}`);
    return values[name];
  }

  /** Where the leader says that an epoch ends. */
  endOfEpoch(leaderEpoch: number): { readonly epoch: number; readonly endOffset: number } {
    const { cluster } = this;
    const leader = present(cluster.state(), "there is a leader").leader;
    const asked = { tp: cluster.tp, currentLeaderEpoch: -1, leaderEpoch };
    const { partitions } = cluster.ask<OffsetsForLeaderEpochResponse>(
      leader,
      OFFSETS_FOR_LEADER_EPOCH,
      { replicaId: -1, partitions: [asked] },
    );
    const end = present(partitions[0], "one partition was asked for");
    return { epoch: end.leaderEpoch, endOffset: end.endOffset };
  }

  private get controllerId(): number {
    return present(this.cluster.controllerId, "there is a controller");
  }

  private get assignment(): readonly number[] {
    const topic = this.cluster.znode(topicPath("t"));
    return topic === null ? [] : (decodeTopic(topic.data)[this.observed]?.replicas ?? []);
  }

  private get partition(): Snapshot {
    const state = this.cluster.state(this.observed);
    if (state === null) return {};
    return { leader: state.leader, leaderEpoch: state.leaderEpoch, isr: state.isr };
  }

  /** The n-th of its kind has its number: `afterElection2`. */
  private note(label: string, more: Snapshot = {}): void {
    let name = label;
    for (let n = 2; this.snapshots.has(name); n++) name = `${label}${n}`;
    this.snapshots.set(name, { ...this.partition, ...more });
  }

  /** Until the partition has moved, or for a while where a target is down. */
  private awaitReassignment(): void {
    const { cluster, target } = this;
    const isDone = () => cluster.znode(REASSIGN_PARTITIONS_PATH) === null;
    if (target.every((id) => cluster.isUp(id))) cluster.until("the partition has moved", isDone);
    else cluster.run(SETTLE_MS);
  }

  /** Until the preferred replica leads, if it is alive. */
  private awaitPreferred(): void {
    const preferred = present(this.assignment[0], "the partition has replicas");
    if (this.cluster.isUp(preferred)) this.awaitLeader(preferred);
    this.note("afterElection");
  }

  private awaitLeader(brokerId: number): void {
    const { cluster } = this;
    const leads = () =>
      cluster.broker(brokerId).replicaManager.partition(cluster.tp)?.isLeader ?? false;
    cluster.until(`broker ${brokerId} leads`, leads);
  }
}
