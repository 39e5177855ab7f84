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
  encodeReassignPartitions,
  encodeTopic,
  REASSIGN_PARTITIONS_PATH,
  topicPath,
} from "../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { ANY_VERSION } from "../../../sim/zookeeper/types.ts";
import { check } from "./support/fields.ts";
import { LiveCluster } from "./support/live-cluster.ts";
import { batchOf } from "./support/records.ts";

/** Brokers that stories call by what they are. */
const NAMED: Readonly<Record<string, number>> = { controller: 900, other: 901, deadBroker: 902 };
const CONTROLLER = 900;
const DEAD_BROKER = 902;

/** What was seen of the partition after an action, as vectors name it. */
export type Snapshot = Readonly<Record<string, unknown>>;

type Action = (story: ControllerStory, words: RegExpExecArray) => void;

/** What a clause of a story may say, and what is done then, in the order of the words. */
const ACTIONS: readonly (readonly [RegExp, Action])[] = [
  [/first controller elected/, () => {}],
  [/assignment \[([^\]]*)\]/, (story, words) => story.createTopic(`${words[1]}`.split(","))],
  [
    /RF=1 (?:partition )?on (?:broker )?(\w+)/,
    (story, words) => story.createTopic([`${words[1]}`]),
  ],
  [/(\w+) stops/, (story, words) => story.stop(`${words[1]}`)],
  [/restarts/, (story) => story.restart()],
  [/rejoins ISR/, (story) => story.awaitIsr()],
  [/preferred election/, (story) => story.electPreferred()],
  [/^(?:controlled shutdown of )?(\d+)$/, (story, words) => story.shutDown(`${words[1]}`)],
  [/bounce(?: (\w+))?/, (story, words) => story.bounce(words[1])],
  [/^\d+ records?/, (story, words) => story.produce(Number.parseInt(words[0], 10))],
  [/AlterIsr proposing the current/, (story) => story.proposeCurrentIsr()],
  [
    /add partition (\d+) by writing the topic znode/,
    (story, words) => story.addPartition(Number(words[1])),
  ],
  [
    /reassign \[([^\]]*)\] -> \[([^\]]*)\]/,
    (story, words) => story.reassign(`${words[1]}`.split(","), `${words[2]}`.split(",")),
  ],
];

/** A cluster to which happens what is told in words. */
export class ControllerStory {
  readonly cluster: LiveCluster;
  /** By what they come after: `afterShutdown`, `afterElection2`, `after1`. */
  readonly snapshots = new Map<string, Snapshot>();
  /** Answers to what was asked of the controller. */
  answers: Snapshot = {};
  private lastBroker = CONTROLLER;
  /** The partition whose state is told. */
  private observed = 0;

  constructor(era: Era, text: string, settings: Readonly<Record<string, boolean>>) {
    const ids = brokersIn(text);
    this.cluster = new LiveCluster(era, ids, settings);
    for (const id of ids) if (id !== DEAD_BROKER) this.cluster.start(id);
  }

  /** Does what a text says; a clause that says nothing known is an error. */
  tell(text: string, skipsCreation = false): void {
    for (const clause of text.split(/;\s*|, then /)) {
      const told = ACTIONS.filter(([pattern]) => pattern.test(clause));
      if (told.length === 0) throw new Error(`nobody understands: ${clause}`);
      for (const [pattern, action] of told) {
        const isCreation =
          /assignment|RF=1/.test(clause) && pattern.source.match(/^(assignment|RF)/);
        const words = pattern.exec(clause);
        if (words !== null && !(skipsCreation && isCreation)) action(this, words);
      }
    }
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

  /** Somebody writes into the topic's znode that it has partitions up to that one. */
  addPartition(partition: number): void {
    const { cluster } = this;
    const broker = String(this.controllerId);
    if (cluster.state() === null) this.createTopic([broker]);
    const replicas = assigned([idOf(broker)]);
    const data = encodeTopic(Array.from({ length: partition + 1 }, () => replicas));
    cluster.write({ op: "setData", path: topicPath("t"), data, version: ANY_VERSION });
    this.observed = partition;
    cluster.until("the new partition has a leader", () => cluster.state(partition) !== null);
  }

  /** Somebody writes into ZooKeeper where the partition shall be. */
  reassign(from: readonly string[], to: readonly string[]): void {
    const { cluster } = this;
    const path = REASSIGN_PARTITIONS_PATH;
    if (cluster.state() === null) this.createTopic(from);
    const data = encodeReassignPartitions([{ topic: "t", partition: 0, replicas: to.map(idOf) }]);
    cluster.write({ op: "create", path, data, mode: "persistent" });
    cluster.until("the request is there", () => cluster.znode(path) !== null);
    cluster.until("the partition has moved", () => cluster.znode(path) === null);
    this.answers = { reassignZnodeRemoved: cluster.znode(path) === null };
  }

  stop(name: string): void {
    this.lastBroker = name === "broker" ? this.controllerId : idOf(name);
    this.cluster.stop(this.lastBroker);
    this.note("afterShutdown");
  }

  restart(): void {
    this.cluster.start(this.lastBroker);
    this.cluster.run(5000);
  }

  awaitIsr(): void {
    const { cluster, lastBroker } = this;
    const isBack = () => cluster.state()?.isr.includes(lastBroker) ?? false;
    cluster.until("the broker is in sync", isBack);
  }

  /** The controller returns leadership to the preferred replica by itself. */
  electPreferred(): void {
    this.awaitLeader(this.lastBroker);
    this.note("afterElection");
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

  /** A value that vectors expect at the end, by its name. */
  observe(name: string): unknown {
    if (Object.hasOwn(this.answers, name)) return this.answers[name];
    const epoch = this.cluster.znode(CONTROLLER_EPOCH_PATH);
    const values: Readonly<Record<string, unknown>> = {
      ...this.partition,
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

  private awaitLeader(brokerId: number): void {
    const { cluster } = this;
    const leads = () =>
      cluster.broker(brokerId).replicaManager.partition(cluster.tp)?.isLeader ?? false;
    cluster.until(`broker ${brokerId} leads`, leads);
  }
}

/** The id of a broker that a story calls by a number or by what it is. */
export function idOf(name: unknown): number {
  const text = String(name).trim();
  const id = NAMED[text] ?? (/^-?\d+$/.test(text) ? Number(text) : undefined);
  if (id === undefined) throw new Error(`no broker is called ${text}`);
  return id;
}

/** The brokers that a story needs; the first that is started becomes the controller. */
function brokersIn(text: string): readonly number[] {
  const numbers = [...text.matchAll(/(?:broker |shutdown of )(\d+)|\[([\d, ]+)\]/g)].flatMap(
    ([, one, list]) => (one ?? list ?? "").split(",").map(Number),
  );
  if (/only broker/.test(text)) return [CONTROLLER];
  if (/add partition/.test(text)) return [0];
  const named = Object.keys(NAMED).filter((name) => text.includes(name));
  return [...new Set([CONTROLLER, ...named.map(idOf), ...numbers])];
}
