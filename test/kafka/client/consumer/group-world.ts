import type {
  KafkaConsumerOwner,
  OffsetAndEpoch,
} from "../../../../sim/kafka/client/consumer/consumer-owner.ts";
import type { ConsumerRecords } from "../../../../sim/kafka/client/consumer/consumer-records.ts";
import { KafkaConsumer } from "../../../../sim/kafka/client/consumer/kafka-consumer.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import { DEFAULT_ERA, type Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type {
  JoinGroupRequest,
  OffsetCommitRequest,
  OffsetFetchRequest,
} from "../../../../sim/kafka/group-messages.ts";
import {
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  SYNC_GROUP,
} from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import type { Endpoint, Process } from "../../../../sim/kernel/process.ts";
import type { Reply, SeenRequest, World } from "../support.ts";
import { ConsumerWorld } from "./support.ts";

/** An application that notes what it is told, and polls again when it is let. */
export class TestApplication implements Process, KafkaConsumerOwner {
  readonly consumer: KafkaConsumer;
  /** What it was told, in order. */
  readonly told: string[] = [];
  /** False: what a poll returns stays with it, until the test polls. */
  pollsOn: boolean;
  /** What it does in a rebalance listener that is told of a revocation; null: nothing. */
  onRevoke: ((consumer: KafkaConsumer) => boolean) | null = null;
  private readonly world: World;
  private readonly reads: readonly number[] | readonly string[];

  constructor(
    host: Host,
    world: World,
    config: ConfigValues,
    era: Era,
    reads: readonly number[] | readonly string[],
    pollsOn: boolean,
  ) {
    this.world = world;
    this.pollsOn = pollsOn;
    this.reads = reads;
    const { names, addresses } = world;
    this.consumer = new KafkaConsumer(host, names, addresses, config, era, this, null);
  }

  start(): void {
    const [first] = this.reads;
    if (typeof first === "string") this.consumer.subscribe(this.reads as readonly string[]);
    else this.consumer.assign(this.reads as readonly number[]);
    this.consumer.poll();
  }

  onTimer(handler: number): void {
    this.consumer.onTimer(handler);
  }

  onAccept(): Endpoint {
    throw new Error("nobody connects to a consumer");
  }

  shutdown(): void {}

  onRecords({ count, records }: ConsumerRecords): void {
    const ids = records.slice(0, count).map(({ id }) => id);
    this.told.push(`records ${ids.join(" ")}`);
    if (this.pollsOn) this.consumer.poll();
  }

  onPollFailed(error: number): void {
    this.told.push(`poll failed ${error}`);
  }

  onCommitSync(offsets: readonly OffsetAndEpoch[], error: number): void {
    this.told.push(`sync ${this.offsetsText(offsets)} ${error}`);
  }

  onCommitAsync(offsets: readonly OffsetAndEpoch[], error: number): void {
    this.told.push(`async ${this.offsetsText(offsets)} ${error}`);
  }

  onClosed(): void {
    this.told.push("closed");
  }

  onPartitionsAssigned(partitions: readonly number[]): boolean {
    this.told.push(`assigned ${this.names(partitions)}`);
    return true;
  }

  onPartitionsRevoked(partitions: readonly number[]): boolean {
    this.told.push(`revoked ${this.names(partitions)}`);
    return this.onRevoke === null || this.onRevoke(this.consumer);
  }

  onPartitionsLost(partitions: readonly number[]): boolean {
    this.told.push(`lost ${this.names(partitions)}`);
    return true;
  }

  private offsetsText(offsets: readonly OffsetAndEpoch[]): string {
    const { topicPartitions } = this.world.names;
    return offsets.map(({ tp, offset }) => `${topicPartitions.name(tp)}@${offset}`).join(" ");
  }

  private names(partitions: readonly number[]): string {
    const { topicPartitions } = this.world.names;
    return partitions.map((tp) => topicPartitions.name(tp)).join(" ");
  }
}

/** A consumer of a group `g`, that is alone in it, and broker 1, which coordinates the group. */
export class GroupWorld extends ConsumerWorld {
  /** The coordinator's offsets, by partition. */
  readonly committed = new Map<number, { offset: number; leaderEpoch: number }>();
  /** Errors of the commits to come, in order; then none. */
  commitErrors: number[] = [];
  /** Errors of the OffsetFetches to come, in order; then none. */
  offsetFetchErrors: number[] = [];
  /** The error of each partition in the answers to OffsetFetches. */
  offsetError: number = Errors.NONE;
  heartbeatError: number = Errors.NONE;
  joinError: number = Errors.NONE;
  /** What is not answered at all. */
  silent: number | null = null;
  /** No broker is the group's coordinator. */
  noCoordinator = false;
  generation = 0;
  /** Whether the application polls on from the beginning. */
  pollsOn = true;

  constructor(
    config: ConfigValues,
    reads: "subscribe" | "assign" | "assign without a group" = "subscribe",
    era: Era = DEFAULT_ERA,
    partitions = 1,
  ) {
    super(config, [], 1, (host, world) => {
      const values = reads === "assign without a group" ? config : { "group.id": "g", ...config };
      const ids = Array.from({ length: partitions }, (_, i) => world.tp("orders", i));
      return new TestApplication(
        host,
        world,
        values,
        era,
        reads === "subscribe" ? ["orders"] : ids,
        this.pollsOn,
      );
    });
    const leader = { leader: 1, epoch: 0 };
    this.script.topics = { orders: Array.from({ length: partitions }, () => leader) };
  }

  get app(): TestApplication {
    return present(this.client.process, "the client is up") as TestApplication;
  }

  get consumer(): KafkaConsumer {
    return this.app.consumer;
  }

  /** What the application was told but for its assignment. */
  get told(): string[] {
    return this.app.told.filter((text) => !text.startsWith("assigned"));
  }

  /** Offsets that the OffsetCommits so far named, as `orders-0@3`. */
  get commits(): string[] {
    return this.requestsOf(OFFSET_COMMIT).map(({ body }) => {
      const { partitions } = body as OffsetCommitRequest;
      const { topicPartitions } = this.names;
      return partitions.map(({ tp, offset }) => `${topicPartitions.name(tp)}@${offset}`).join(" ");
    });
  }

  override serve(request: SeenRequest): Reply {
    const { kind, body } = request;
    if (kind === this.silent) return "silence";
    switch (kind) {
      case FIND_COORDINATOR:
        return {
          body: this.noCoordinator
            ? { error: Errors.COORDINATOR_NOT_AVAILABLE, nodeId: -1 }
            : { error: Errors.NONE, nodeId: 1 },
        };
      case JOIN_GROUP:
        return { body: this.joined(body as JoinGroupRequest) };
      case SYNC_GROUP: {
        const { assignments } = body as { assignments: { assignment: Uint8Array }[] };
        const { assignment } = present(assignments[0], "the member is its own leader");
        const protocol = { protocolType: "consumer", protocolName: "range" };
        return { body: { error: Errors.NONE, ...protocol, assignment } };
      }
      case HEARTBEAT: {
        const error = this.heartbeatError;
        this.heartbeatError = Errors.NONE;
        return { body: { error } };
      }
      case LEAVE_GROUP:
        return { body: { error: Errors.NONE, members: [] } };
      case OFFSET_COMMIT:
        return { body: this.commit(body as OffsetCommitRequest) };
      case OFFSET_FETCH:
        return { body: this.offsetFetch(body as OffsetFetchRequest) };
      default:
        return super.serve(request);
    }
  }

  private joined({ memberId, protocols }: JoinGroupRequest): unknown {
    const none = { protocolType: null, protocolName: null, leader: "", members: [] };
    const failed = { ...none, generationId: -1, skipAssignment: false };
    if (this.joinError !== Errors.NONE) return { ...failed, error: this.joinError, memberId };
    if (memberId === "") return { ...failed, error: Errors.MEMBER_ID_REQUIRED, memberId: "m" };
    const [first] = protocols;
    const metadata = first?.metadata ?? new Uint8Array();
    return {
      error: Errors.NONE,
      generationId: ++this.generation,
      protocolType: "consumer",
      protocolName: first?.name ?? null,
      leader: memberId,
      memberId,
      members: [{ memberId, instanceId: null, metadata }],
      skipAssignment: false,
    };
  }

  private commit({ partitions }: OffsetCommitRequest): unknown {
    const error = this.commitErrors.shift() ?? Errors.NONE;
    if (error === Errors.NONE)
      for (const { tp, offset, leaderEpoch } of partitions)
        this.committed.set(tp, { offset, leaderEpoch });
    return { partitions: partitions.map(({ tp }) => ({ tp, error })) };
  }

  private offsetFetch({ partitions }: OffsetFetchRequest): unknown {
    const error = this.offsetFetchErrors.shift() ?? Errors.NONE;
    const answers = (partitions ?? []).map((tp) => {
      const { offset, leaderEpoch } = this.committed.get(tp) ?? { offset: -1, leaderEpoch: -1 };
      return { tp, offset, leaderEpoch, metadata: "", error: this.offsetError };
    });
    return { error, partitions: error === Errors.NONE ? answers : [] };
  }
}
