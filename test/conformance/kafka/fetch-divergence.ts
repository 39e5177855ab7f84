import { FETCH, type FetchRequest, type FetchResponse } from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { Brokers } from "./support/brokers.ts";
import { check } from "./support/fields.ts";
import { appendEpochs } from "./support/records.ts";
import { leadPartition } from "./support/roles.ts";
import { errorCode, type KafkaVector } from "./support/vector.ts";

const LEADER = 0;
const FOLLOWER = 1;
const MAX_BYTES = 1_000_000;

/** `fetchDivergence`: a leader's answer to a fetch with `lastFetchedEpoch` (KIP-595). */
export function runFetchDivergence({ era, input, expected }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LEADER] });
  const description = input.object("log");
  check("the format of appends", "[leaderEpoch,count]", description.text("appendsFormat"));
  const log = brokers.log(LEADER);
  appendEpochs(log, description.tuples("appends"));
  const leaderEpoch = description.number("becomeLeaderAtEpoch");
  leadPartition(brokers, LEADER, { leaderEpoch, replicas: [LEADER, FOLLOWER] });
  check("the log end offset", description.number("logEndOffset"), log.logEndOffset);
  description.finish();

  const logStartOffset = input.number("logStartOffset", 0);
  if (logStartOffset > 0) {
    brokers.act(() => {
      log.updateHighWatermark(log.logEndOffset);
      log.maybeIncrementLogStartOffset(logStartOffset);
    });
  }
  const request: FetchRequest = {
    replicaId: FOLLOWER,
    maxWaitMs: 0,
    minBytes: 0,
    maxBytes: MAX_BYTES,
    sessionId: 0,
    isolationLevel: 0,
    sessionEpoch: -1,
    partitions: [
      {
        tp: brokers.tp,
        fetchOffset: input.number("fetchOffset"),
        logStartOffset: 0,
        currentLeaderEpoch: input.number("currentLeaderEpoch"),
        lastFetchedEpoch: input.number("lastFetchedEpoch"),
        maxBytes: MAX_BYTES,
      },
    ],
    forgotten: [],
  };
  const { partitions } = brokers.ask<FetchResponse>(LEADER, FETCH, request);
  const { error, divergingEpoch, batches } = present(partitions[0], "a full fetch is answered");
  check("the error", errorCode(expected.text("error", "NONE")), error);
  if (expected.has("divergingEpoch")) {
    const end = expected.objectOrNull("divergingEpoch");
    const wanted =
      end === null ? null : { epoch: end.number("epoch"), endOffset: end.number("endOffset") };
    check("the diverging epoch", wanted, divergingEpoch);
    end?.finish();
  }
  if (expected.has("recordsBytes")) {
    const bytes = batches.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    check("the bytes of the records", expected.number("recordsBytes"), bytes);
  }
}
