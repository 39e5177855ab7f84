import type { ApplicationSettings } from "../../../../sim/kafka/client/application/application-settings.ts";
import {
  ConsumerApplication,
  type ConsumerApplicationParts,
} from "../../../../sim/kafka/client/application/consumer-application.ts";
import type { ConsumerLibrary } from "../../../../sim/kafka/client/application/consumer-library.ts";
import { PRODUCER_TIMERS } from "../../../../sim/kafka/client/application/forwarder.ts";
import { OutsideSystem } from "../../../../sim/kafka/client/application/outside-system.ts";
import { RecordFailures } from "../../../../sim/kafka/client/application/record-failures.ts";
import type {
  KafkaConsumerOwner,
  OffsetAndEpoch,
} from "../../../../sim/kafka/client/consumer/consumer-owner.ts";
import { ConsumerRecords } from "../../../../sim/kafka/client/consumer/consumer-records.ts";
import type { Generation } from "../../../../sim/kafka/client/consumer/group-membership.ts";
import { KafkaProducer } from "../../../../sim/kafka/client/producer/kafka-producer.ts";
import { DEFAULT_ERA } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { ProduceRequest } from "../../../../sim/kafka/messages.ts";
import { World } from "../support.ts";

export const SETTINGS: ApplicationSettings = {
  processingUs: 0,
  thread: "poll",
  commit: "never",
  commitMode: "sync",
  onRevoked: "nothing",
  effect: "append",
  fails: null,
  forward: null,
};

/** A `KafkaConsumer` that notes what is called and returns what the test says. */
export class FakeConsumer implements ConsumerLibrary {
  generation: Generation = { generationId: 1, memberId: "m" };
  readonly calls: string[] = [];
  /** Where the thread is. */
  inside: "poll" | "commitSync" | "close" | null = null;
  /** A call of `commitSync` returns at once. */
  commitsAtOnce = true;
  readonly owned = new Set<number>();
  private readonly owner: KafkaConsumerOwner;
  private readonly world: ApplicationWorld;

  constructor(owner: KafkaConsumerOwner, world: ApplicationWorld) {
    this.owner = owner;
    this.world = world;
  }

  /** Poll returns records, as `[partition, offset, value]`. */
  returnRecords(...given: readonly (readonly [number, number, string])[]): void {
    if (this.inside !== "poll") throw new Error("the thread is not in poll");
    this.inside = null;
    const records = new ConsumerRecords();
    for (const [partition, offset, value] of given) {
      const id = this.world.idOf(value);
      const record = { id, key: "k", value, timestampMs: 0, sizeBytes: 10 };
      records.add(this.world.tp("orders", partition), offset, 0, record);
    }
    this.owner.onRecords(records);
  }

  /** `commitSync` returns. */
  finishCommit(error = Errors.NONE as number): void {
    if (this.inside !== "commitSync") throw new Error("the thread is not in commitSync");
    this.inside = null;
    this.owner.onCommitSync([], error as typeof Errors.NONE);
  }

  /** Poll takes partitions away; answers whether the application is through with its callback. */
  revoke(...partitions: readonly number[]): boolean {
    const tps = partitions.map((partition) => this.world.tp("orders", partition));
    for (const tp of tps) this.owned.delete(tp);
    return this.owner.onPartitionsRevoked(tps);
  }

  lose(...partitions: readonly number[]): boolean {
    const tps = partitions.map((partition) => this.world.tp("orders", partition));
    for (const tp of tps) this.owned.delete(tp);
    return this.owner.onPartitionsLost(tps);
  }

  failPoll(): void {
    this.inside = null;
    this.owner.onPollFailed(Errors.OFFSET_OUT_OF_RANGE, -1);
  }

  finishClose(): void {
    this.inside = null;
    this.owner.onClosed();
  }

  subscribe(topics: readonly string[]): void {
    this.calls.push(`subscribe ${topics.join()}`);
  }

  unsubscribe(): void {
    this.calls.push("unsubscribe");
  }

  assign(): void {
    this.calls.push("assign");
  }

  poll(): void {
    if (this.inside !== null) throw new Error(`poll while in ${this.inside}`);
    this.inside = "poll";
    this.calls.push("poll");
  }

  wakeup(): void {
    this.inside = null;
    this.calls.push("wakeup");
  }

  commitSync(offsets: readonly OffsetAndEpoch[] | null): void {
    this.calls.push(`commitSync ${this.text(offsets)}`);
    const inCallback = this.inside === "poll";
    this.inside = "commitSync";
    if (!this.commitsAtOnce) return;
    this.inside = inCallback ? "poll" : null;
    this.owner.onCommitSync([], Errors.NONE);
  }

  commitAsync(offsets: readonly OffsetAndEpoch[] | null): void {
    this.calls.push(`commitAsync ${this.text(offsets)}`);
  }

  callbackDone(): void {
    this.calls.push("callbackDone");
    this.inside = "poll";
  }

  isAssigned(tp: number): boolean {
    return this.owned.has(tp);
  }

  seek(tp: number, offset: number): void {
    this.calls.push(`seek ${this.world.nameOf(tp)} ${offset}`);
  }

  seekToBeginning(tp: number): void {
    this.calls.push(`seek ${this.world.nameOf(tp)} beginning`);
  }

  seekToEnd(tp: number): void {
    this.calls.push(`seek ${this.world.nameOf(tp)} end`);
  }

  pause(partitions: readonly number[]): void {
    this.calls.push(`pause ${partitions.map((tp) => this.world.nameOf(tp)).join()}`);
  }

  resume(partitions: readonly number[]): void {
    this.calls.push(`resume ${partitions.map((tp) => this.world.nameOf(tp)).join()}`);
  }

  close(timeoutUs: number): void {
    this.inside = "close";
    this.calls.push(`close ${timeoutUs}`);
  }

  onTimer(): void {}

  abandon(): void {
    this.calls.push("abandon");
  }

  private text(offsets: readonly OffsetAndEpoch[] | null): string {
    if (offsets === null) return "positions";
    return offsets.map(({ tp, offset }) => `${this.world.nameOf(tp)}:${offset}`).join();
  }
}

/** One application around a fake consumer; its producer, if it has one, has a fake broker. */
export class ApplicationWorld extends World {
  readonly outside: OutsideSystem;
  /** Errors with which the broker refuses the next batches. */
  readonly refusals: number[] = [];
  /** Values that were appended. */
  readonly forwarded: (string | null)[] = [];
  /** The broker does not answer. */
  silent = false;
  private readonly ids: string[] = [];
  private fake: FakeConsumer | null = null;

  constructor(settings: Partial<ApplicationSettings> | null, outside = new OutsideSystem()) {
    const own = settings === null ? null : { ...SETTINGS, ...settings };
    const failures = own === null || own.fails === null ? null : new RecordFailures(own.fails);
    super(1, (host, world) => {
      const parts: ConsumerApplicationParts = {
        reads: { subscribe: ["orders"] },
        sink: "readers",
        settings: own,
        outside,
        failures,
        makeConsumer: (owner) => {
          this.fake = new FakeConsumer(owner, this);
          for (const partition of [0, 1]) this.fake.owned.add(this.tp("orders", partition));
          return this.fake;
        },
        makeProducer: (owner) => {
          const config = own?.forward?.producer ?? {};
          const { names, addresses } = world;
          return new KafkaProducer(
            host,
            names,
            addresses,
            config,
            DEFAULT_ERA,
            owner,
            PRODUCER_TIMERS,
          );
        },
      };
      return new ConsumerApplication(host, world.names, parts);
    });
    this.outside = outside;
    this.script.topics = { wide: [{ leader: 1, epoch: 0 }] };
    this.script.answer = ({ body }) => this.produced(body as ProduceRequest);
    this.run(1);
    this.sim.boot(this.client);
    this.run(10);
  }

  get consumer(): FakeConsumer {
    if (this.fake === null) throw new Error("the application has not started");
    return this.fake;
  }

  get application(): ConsumerApplication {
    return this.client.running() as ConsumerApplication;
  }

  /** Poll returns records of partition 0, from that offset on. */
  poll(offset: number, ...values: readonly string[]): void {
    const given = values.map((value, i) => [0, offset + i, value] as const);
    this.act(() => this.consumer.returnRecords(...given));
  }

  /** Values and outcomes of the records that it is through with. */
  get processed(): string[] {
    const outcomes = ["", "", " duplicate", " fenced", " skipped", " failed"];
    return this.factsOf("record.processed").map(({ record, outcome }) => {
      return `${this.ids[(record as number) - 1]}${outcomes[outcome as number]}`;
    });
  }

  /** What was called since it was last looked. */
  called(): readonly string[] {
    return this.consumer.calls.splice(0);
  }

  idOf(value: string): number {
    const at = this.ids.indexOf(value);
    return at < 0 ? this.ids.push(value) : at + 1;
  }

  nameOf(tp: number): string {
    const { topicPartitions } = this.names;
    return `${topicPartitions.topic(tp)}-${topicPartitions.partition(tp)}`;
  }

  private produced({ partitions }: ProduceRequest) {
    if (this.silent) return "silence" as const;
    const answers = partitions.map(({ tp, batch }) => {
      const error = this.refusals.shift() ?? 0;
      if (error === 0) this.forwarded.push(...batch.records.map(({ value }) => value));
      return { tp, error, baseOffset: 0, logStartOffset: 0 };
    });
    return { body: { partitions: answers } };
  }
}
