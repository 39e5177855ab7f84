import type { Partition } from "../../../sim/kafka/broker/partition.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  FETCH,
  type FetchResponse,
  LEADER_AND_ISR,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
  type OffsetsForLeaderEpochResponse,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import type { Message } from "../../../sim/kernel/connection.ts";
import { Brokers } from "./support/brokers.ts";
import { settingsOfMode } from "./support/fetcher-settings.ts";
import { check, type Fields } from "./support/fields.ts";
import { InterceptedBroker, UNANSWERED } from "./support/intercepted-broker.ts";
import { appendEpochs } from "./support/records.ts";
import { partitionState } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const FOLLOWER = 0;
const LEADER = 1;
/** Records of a follower of which a vector says nothing else. */
const USUAL_LOG_END_OFFSET = 200;
const USUAL_EPOCH = 5;

/** What the leader says in the vector. */
interface LeaderReply {
  readonly error: number;
  readonly epoch: number;
  readonly endOffset: number;
}

/** `followerTruncationDecision`: where a follower truncates to when its leader says where logs part. */
export function runFollowerTruncationDecision({ era, input, expected }: KafkaVector): void {
  const decision = new TruncationDecision(era, input);
  decision.run(input.number("retries", 0));
  const { truncations, follower } = decision;
  check("truncateTo", expected.numberOrNull("truncateTo"), truncations[0] ?? null);
  if (expected.has("completed")) {
    check("completed", expected.boolean("completed"), decision.completed);
  }
  if (expected.has("thenSendAnotherEpochRequest")) {
    const asksAgain = decision.epochRequests > 1;
    check("it asks again", expected.boolean("thenSendAnotherEpochRequest"), asksAgain);
  }
  if (expected.has("stateAfter")) {
    const isTruncating = present(follower.fetchState, "it is fetched").truncating;
    check("the state", expected.text("stateAfter"), isTruncating ? "Truncating" : "Fetching");
  }
}

class TruncationDecision {
  readonly truncations: number[] = [];
  readonly follower: Partition;
  readonly completed: boolean;
  epochRequests = 0;
  private replied = false;
  private readonly brokers: Brokers;
  private readonly truncatesOnFetch: boolean;
  private readonly reply: LeaderReply;

  constructor(era: Era, input: Fields) {
    this.reply = replyOf(input);
    const mode = input.text("mode", "noTruncateOnFetch");
    this.truncatesOnFetch = mode === "truncateOnFetch";
    this.brokers = new Brokers({
      era,
      ids: [FOLLOWER, LEADER],
      settings: settingsOfMode(mode),
      wrap: (id, broker) =>
        id === LEADER
          ? new InterceptedBroker(
              broker,
              () => this.brokers.sim,
              (m) => this.answer(m),
            )
          : broker,
    });
    this.follower = this.brokers.partition(FOLLOWER);
    const initialFetchOffset = input.number("initialFetchOffset", 0);
    this.writeLog(input, initialFetchOffset);
    this.completed = this.decide(initialFetchOffset);
    this.spy();
  }

  /** Follows, and lets the leader answer; after an error as often as is said. */
  run(retries: number): void {
    const { brokers } = this;
    const state = partitionState(brokers, LEADER, {
      leaderEpoch: 100,
      replicas: [FOLLOWER, LEADER],
    });
    brokers.ask(FOLLOWER, LEADER_AND_ISR, {
      controllerId: FOLLOWER,
      controllerEpoch: 0,
      brokerEpoch: -1,
      partitions: [state],
    });
    const isDone = () =>
      this.reply.error === Errors.NONE ? this.replied : this.epochRequests > retries;
    for (let steps = 0; !isDone() && steps < 1000; steps++) brokers.sim.step();
    check("the leader was asked", true, isDone());
    brokers.settle();
  }

  /** Whether the logs are known to agree then: the rule that the fetcher uses, on the same log. */
  private decide(initialFetchOffset: number): boolean {
    const { fetcherManager } = this.brokers.broker(FOLLOWER).replicaManager;
    const log = this.brokers.log(FOLLOWER);
    const { epoch, endOffset } = this.reply;
    const { truncation } = fetcherManager;
    check("where it begins", initialFetchOffset, truncation.initialFetchOffset(log));
    return truncation.offsetTruncationState({ epoch, endOffset }, log, initialFetchOffset)
      .truncationCompleted;
  }

  private answer({ kind, body }: Message): unknown {
    if (kind === OFFSETS_FOR_LEADER_EPOCH) return this.answerEpochEnd(body);
    if (kind !== FETCH) return null;
    if (!this.truncatesOnFetch || this.replied) return UNANSWERED;
    this.replied = true;
    const { tp } = this.brokers;
    const { error, epoch, endOffset } = this.reply;
    const divergingEpoch = { epoch, endOffset };
    const answer = { tp, error, highWatermark: 0, logStartOffset: 0, batches: [], divergingEpoch };
    const response: FetchResponse = { error: Errors.NONE, sessionId: 0, partitions: [answer] };
    return response;
  }

  private answerEpochEnd(body: unknown): unknown {
    const { error, epoch, endOffset } = this.reply;
    this.epochRequests++;
    if (this.replied) return UNANSWERED;
    this.replied = error === Errors.NONE;
    const { partitions } = body as OffsetsForLeaderEpochRequest;
    const response: OffsetsForLeaderEpochResponse = {
      partitions: partitions.map(({ tp }) => ({ tp, error, leaderEpoch: epoch, endOffset })),
    };
    return response;
  }

  private writeLog(input: Fields, initialFetchOffset: number): void {
    const { brokers, truncatesOnFetch } = this;
    const logEndOffset =
      input.numberOrNull("followerLogEndOffset") ??
      Math.max(USUAL_LOG_END_OFFSET, initialFetchOffset);
    const log = brokers.log(FOLLOWER);
    const lookup = input.objectOrNull("followerLookup");
    const epochs =
      lookup === null ? this.epochsWithoutAnswer(logEndOffset) : epochsOf(lookup, logEndOffset);
    brokers.actOnly(() => {
      for (const [epoch, count] of epochs) {
        for (let i = 0; i < count; i++) appendEpochs(log, [[epoch, 1]]);
        if (count === 0) log.leaderEpochCache.assign(epoch, log.logEndOffset);
      }
      if (!truncatesOnFetch) log.updateHighWatermark(initialFetchOffset);
    });
    if (lookup === null) return;
    const found = log.endOffsetForEpoch(lookup.number("lookupEpoch"));
    const wanted = { epoch: lookup.number("epoch"), endOffset: lookup.number("endOffset") };
    check("the follower's lookup", wanted, found);
    lookup.finish();
  }

  /** All records are of an epoch older than the one that the leader will name. */
  private epochsWithoutAnswer(logEndOffset: number): readonly EpochLength[] {
    const { epoch } = this.reply;
    return [[epoch > 0 ? epoch - 1 : USUAL_EPOCH, logEndOffset]];
  }

  private spy(): void {
    const { follower } = this;
    const truncateTo = follower.truncateTo.bind(follower);
    follower.truncateTo = (offset, reason) => {
      this.truncations.push(offset);
      truncateTo(offset, reason);
    };
  }
}

/** An epoch and how many records are of it. */
type EpochLength = readonly [epoch: number, count: number];

/** A log in which `lookupEpoch` gives `epoch` and `endOffset`. */
function epochsOf(lookup: Fields, logEndOffset: number): readonly EpochLength[] {
  const lookupEpoch = lookup.number("lookupEpoch");
  const epoch = lookup.number("epoch");
  const endOffset = lookup.number("endOffset");
  const rest: EpochLength = [lookupEpoch + 1, logEndOffset - endOffset];
  const isLatest = endOffset === logEndOffset && epoch === lookupEpoch;
  return isLatest ? [[epoch, endOffset]] : [[epoch, endOffset], rest];
}

function replyOf(input: Fields): LeaderReply {
  if (input.has("leaderReplyError")) {
    return { error: errorCode(input.text("leaderReplyError")), epoch: -1, endOffset: -1 };
  }
  const reply = input.object("leaderReply");
  const epoch = reply.number("leaderEpoch");
  const endOffset = reply.number("endOffset");
  reply.finish();
  return { error: Errors.NONE, epoch, endOffset };
}
