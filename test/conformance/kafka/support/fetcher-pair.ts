import { becomeLeaderOrFollower } from "../../../../sim/kafka/broker/leader-and-isr.ts";
import type { Partition } from "../../../../sim/kafka/broker/partition.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
} from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Message } from "../../../../sim/kernel/connection.ts";
import { Brokers } from "./brokers.ts";
import { FetchRounds } from "./fetch-rounds.ts";
import { settingsOfMode } from "./fetcher-settings.ts";
import { check, type Fields } from "./fields.ts";
import { InterceptedBroker } from "./intercepted-broker.ts";
import { batchOf, recordsOf, type StoredRecord } from "./records.ts";
import { leadPartition, partitionState } from "./roles.ts";
import { errorCode } from "./vector.ts";

const FOLLOWER = 0;
const LEADER = 1;
/** The partitions hold nothing of groups. */
const NO_COORDINATOR = { onElection() {}, onResignation() {} };

/** A member of the ISR that never fetches, so that the leader's HW is what the vector says. */
const SILENT = 2;
const REPLICAS = [LEADER, FOLLOWER, SILENT];
/** The follower's log knows an epoch though it holds no record (`latestEpochDefault` of the mock). */
const DEFAULT_EPOCH = 0;

/** A follower and its leader, both real, whose logs and epochs a vector sets. */
export class FetcherPair {
  readonly leader: Partition;
  private readonly follower: Partition;
  private readonly brokers: Brokers;
  private readonly rounds: FetchRounds;
  /** Offsets that the follower truncated to. */
  private readonly truncations: number[] = [];

  constructor(era: Era, input: Fields) {
    const leader = input.objectOrNull("leader");
    const follower = input.object("follower");
    const errors = leader === null ? new Map<number, number>() : listOffsetsErrors(leader);
    this.brokers = new Brokers({
      era,
      ids: [FOLLOWER, LEADER],
      settings: settingsOf(input, follower, leader),
      wrap: (id, broker) =>
        id === LEADER
          ? new InterceptedBroker(
              broker,
              () => this.brokers.sim,
              (m) => refuse(m, errors),
            )
          : broker,
    });
    const { brokers } = this;
    this.leader = brokers.partition(LEADER);
    this.follower = brokers.partition(FOLLOWER);
    this.rounds = new FetchRounds(brokers.sim, brokers.host(FOLLOWER), brokers.host(LEADER));
    if (leader !== null) this.setUpLeader(leader);
    this.setUpFollower(follower, input);
  }

  round(): void {
    this.rounds.run();
  }

  /** The controller says again, or in another epoch, whom to follow. */
  addPartition(leaderEpoch: number): void {
    const state = partitionState(this.brokers, LEADER, { leaderEpoch, replicas: REPLICAS });
    const { replicaManager } = this.brokers.broker(FOLLOWER);
    const request = { controllerId: FOLLOWER, controllerEpoch: 0, brokerEpoch: -1 };
    this.brokers.actOnly(() =>
      becomeLeaderOrFollower(
        replicaManager,
        { ...request, partitions: [state] },
        () => ({}),
        NO_COORDINATOR,
      ),
    );
  }

  /** A greater epoch comes as a LeaderAndIsr would bring it; a smaller one is only ever contrived. */
  setLeaderEpoch(leaderEpoch: number): void {
    const { brokers, leader } = this;
    if (leaderEpoch <= leader.leaderEpoch) leader.leaderEpoch = leaderEpoch;
    else {
      const state = partitionState(brokers, LEADER, { leaderEpoch, replicas: REPLICAS });
      brokers.actOnly(() => leader.makeLeader(state, {}));
    }
  }

  /** The leader's log becomes another without a new leadership. */
  replaceLeaderLog(
    records: readonly StoredRecord[],
    offsets: { readonly logStartOffset: number; readonly highWatermark: number },
  ): void {
    const { brokers, leader } = this;
    const log = brokers.log(LEADER);
    brokers.actOnly(() => {
      leader.truncateFullyAndStartAt(offsets.logStartOffset, "a vector says so");
      for (const { offset, leaderEpoch, value } of records) {
        leader.appendRecordsToFollower([batchOf([value ?? ""]).stored(offset, leaderEpoch)]);
      }
      log.updateHighWatermark(offsets.highWatermark);
    });
  }

  /** A value that vectors expect, by their name of it. */
  observe(name: string): unknown {
    const log = this.brokers.log(FOLLOWER);
    const state = this.follower.fetchState;
    const isGivenUp = state === null && this.follower.leaderId === LEADER;
    const values: Readonly<Record<string, unknown>> = {
      followerLEO: log.logEndOffset,
      followerHW: log.highWatermark,
      followerLogStartOffset: log.logStartOffset,
      lastFetchedEpoch: state?.lastFetchedEpoch ?? null,
      fetchOffset: state?.fetchOffset ?? null,
      readyForFetch: state?.isReadyForFetch ?? false,
      state: state === null ? null : state.truncating ? "Truncating" : "Fetching",
      truncations: this.truncations.length,
      truncateTo: this.truncations.at(-1) ?? null,
      completed: state !== null && !state.truncating,
      partitionRemovedFromFetcher: state === null,
      // It is not fetched until the next LeaderAndIsr, although it is followed.
      markedFailed: isGivenUp,
      logsEqual: this.logsAreEqual,
    };
    if (!Object.hasOwn(values, name)) throw new Error(`nobody observes ${name}`);
    return values[name];
  }

  /** The follower's log in the form in which it is expected: values, or records. */
  followerLog(wanted: unknown): unknown {
    const records = recordsOf(this.brokers.log(FOLLOWER));
    const asValues = Array.isArray(wanted) && typeof wanted[0] === "string";
    return asValues ? records.map(({ value }) => value) : records;
  }

  get logsAreEqual(): boolean {
    const { brokers } = this;
    const [own, leaders] = [FOLLOWER, LEADER].map((id) => recordsOf(brokers.log(id)));
    return JSON.stringify(own) === JSON.stringify(leaders);
  }

  /** It leads before it has records: then its epochs are those of the records, as in the vector. */
  private setUpLeader(description: Fields): void {
    const { brokers } = this;
    leadPartition(brokers, LEADER, {
      leaderEpoch: description.number("leaderEpoch"),
      replicas: REPLICAS,
    });
    const records = recordsIn(description);
    const logStartOffset = description.number("logStartOffset", records[0]?.offset ?? 0);
    const highWatermark = description.number("hw");
    this.replaceLeaderLog([], { logStartOffset, highWatermark: 0 });
    for (const batch of batchesIn(description)) {
      brokers.actOnly(() => this.leader.appendRecordsToFollower([batch]));
    }
    brokers.actOnly(() => brokers.log(LEADER).updateHighWatermark(highWatermark));
    description.finish();
  }

  private setUpFollower(description: Fields, input: Fields): void {
    const { brokers, follower } = this;
    const log = brokers.log(FOLLOWER);
    const batches = batchesIn(description);
    brokers.actOnly(() => {
      for (const batch of batches) follower.appendRecordsToFollower([batch]);
      log.updateHighWatermark(description.number("hw"));
      if (batches.length === 0) log.leaderEpochCache.assign(DEFAULT_EPOCH, log.logEndOffset);
      if (input.has("followerLatestEpoch")) {
        check("followerLatestEpoch", null, input.numberOrNull("followerLatestEpoch"));
        log.leaderEpochCache.clear();
      }
    });
    const truncateTo = follower.truncateTo.bind(follower);
    follower.truncateTo = (offset, reason) => {
      this.truncations.push(offset);
      truncateTo(offset, reason);
    };
    this.addPartition(description.number("leaderEpoch"));
    this.setFetchOffset(description.number("fetchOffset"));
    description.finish();
  }

  /**
   * Brokers fetch from where their log ends, or from the HW. A vector that begins elsewhere has its
   * first answer, to the request that is on its way, ignored.
   */
  private setFetchOffset(fetchOffset: number): void {
    const state = present(this.follower.fetchState, "the partition is fetched");
    if (state.fetchOffset === fetchOffset) return;
    state.fetchOffset = fetchOffset;
    state.fetcher.markChanged(state);
    this.round();
  }
}

function settingsOf(input: Fields, follower: Fields, leader: Fields | null): ConfigValues {
  const forced = follower.boolean("forceTruncation", false) ? "noTruncateOnFetch" : null;
  const settings = settingsOfMode(input.textOrNull("mode") ?? forced ?? "truncateOnFetch");
  const onlyOne = leader?.boolean("oneBatchPerFetch", false) ?? false;
  return onlyOne ? { ...settings, "replica.fetch.max.bytes": 1 } : settings;
}

/** Errors that the leader answers ListOffsets with the first time it is asked, by timestamp. */
function listOffsetsErrors(leader: Fields): Map<number, number> {
  const errors = new Map<number, number>();
  const names = [
    ["listOffsetsEarliestError", EARLIEST_TIMESTAMP],
    ["listOffsetsLatestError", LATEST_TIMESTAMP],
  ] as const;
  for (const [name, timestamp] of names) {
    if (leader.has(name)) errors.set(timestamp, errorCode(leader.text(name)));
  }
  return errors;
}

function refuse(message: Message, errors: Map<number, number>): ListOffsetsResponse | null {
  if (message.kind !== LIST_OFFSETS) return null;
  const asked = (message.body as ListOffsetsRequest).partitions[0];
  const error = asked === undefined ? undefined : errors.get(asked.timestamp);
  if (asked === undefined || error === undefined) return null;
  errors.delete(asked.timestamp);
  return { partitions: [{ tp: asked.tp, error, offset: -1, leaderEpoch: -1 }] };
}

/** `log` lists records, `batches` `[baseOffset, leaderEpoch, values]`. */
function batchesIn(description: Fields) {
  if (!description.has("batches")) {
    return recordsIn(description).map(({ offset, leaderEpoch, value }) =>
      batchOf([value ?? ""]).stored(offset, leaderEpoch),
    );
  }
  return description.list("batches").map((batch) => {
    const [baseOffset, leaderEpoch, values] = batch as [number, number, string[]];
    return batchOf(values).stored(baseOffset, leaderEpoch);
  });
}

function recordsIn(description: Fields): readonly StoredRecord[] {
  return description.has("log") ? (description.list("log") as readonly StoredRecord[]) : [];
}
