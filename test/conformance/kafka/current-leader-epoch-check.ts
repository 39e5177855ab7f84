import { type ErrorCode, Errors } from "../../../sim/kafka/errors.ts";
import {
  FETCH,
  type FetchResponse,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsResponse,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { followPartition, leadPartition } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LOCAL = 0;
const OTHER = 1;
const MAX_BYTES = 1_000_000;

/**
 * `currentLeaderEpochCheck`: how a replica answers who takes another epoch for the current one
 * (KIP-320). What only a leader answers is asked with a request; nobody asks a follower, so there the
 * check itself is asked that comes before the question for the leader.
 */
export function runCurrentLeaderEpochCheck({ era, input, expected }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  const leaderEpoch = input.number("localLeaderEpoch");
  const role = { leaderEpoch, replicas: [LOCAL, OTHER] };
  if (input.boolean("isLeader")) leadPartition(brokers, LOCAL, role);
  else {
    followPartition(brokers, LOCAL, OTHER, role);
    brokers.updateMetadata(
      [LOCAL, OTHER],
      [
        {
          ...role,
          tp: brokers.tp,
          controllerEpoch: 0,
          leader: OTHER,
          isr: [],
          zkVersion: 1,
          isNew: false,
        },
      ],
    );
  }
  const requested = input.numberOrNull("requestCurrentLeaderEpoch") ?? -1;
  const api = input.text("api");
  const error = input.boolean("fetchOnlyFromLeader")
    ? ask(brokers, api, requested)
    : brokers.partition(LOCAL).checkCurrentLeaderEpoch(requested);
  check("the error", errorCode(expected.text("error")), error);
}

function ask(brokers: Brokers, api: string, currentLeaderEpoch: number): ErrorCode {
  const { tp } = brokers;
  switch (api) {
    case "readRecords": {
      const { partitions } = brokers.ask<FetchResponse>(LOCAL, FETCH, {
        replicaId: -1,
        maxWaitMs: 0,
        minBytes: 0,
        maxBytes: MAX_BYTES,
        sessionId: 0,
        isolationLevel: 0,
        sessionEpoch: -1,
        partitions: [
          {
            tp,
            fetchOffset: 0,
            logStartOffset: -1,
            currentLeaderEpoch,
            lastFetchedEpoch: -1,
            maxBytes: MAX_BYTES,
          },
        ],
        forgotten: [],
      });
      return errorOf(partitions);
    }
    case "lastOffsetForLeaderEpoch": {
      const { partitions } = brokers.ask<OffsetsForLeaderEpochResponse>(
        LOCAL,
        OFFSETS_FOR_LEADER_EPOCH,
        { replicaId: OTHER, partitions: [{ tp, currentLeaderEpoch, leaderEpoch: 0 }] },
      );
      return errorOf(partitions);
    }
    case "fetchOffsetForTimestamp": {
      const { partitions } = brokers.ask<ListOffsetsResponse>(LOCAL, LIST_OFFSETS, {
        replicaId: OTHER,
        partitions: [{ tp, timestamp: LATEST_TIMESTAMP, currentLeaderEpoch }],
      });
      return errorOf(partitions);
    }
    case "fetchOffsetSnapshot":
      return brokers.partition(LOCAL).checkFetch(currentLeaderEpoch);
    default:
      throw new Error(`no request is called ${api}`);
  }
}

function errorOf(partitions: readonly { readonly error: ErrorCode }[]): ErrorCode {
  return present(partitions[0], "one partition was asked for").error ?? Errors.NONE;
}
