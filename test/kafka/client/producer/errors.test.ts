import { describe, expect, test } from "vitest";
import type { ErrorCode } from "../../../../sim/kafka/errors.ts";
import { METADATA, PRODUCE } from "../../../../sim/kafka/messages.ts";
import { ProducerWorld } from "./support.ts";

/** Codes of `RetriableException` in Kafka 3.9 that are not `InvalidMetadataException`. */
const RETRIABLE = [2, 7, 14, 15, 16, 19, 20, 41, 51, 70, 71, 75, 78, 88, 89, 106];
/** Codes of `InvalidMetadataException`: the client also asks where the leaders are. */
const INVALID_METADATA = [3, 5, 6, 9, 13, 56, 72, 74, 80, 83, 84, 100, 103];
const FATAL = [-1, 10, 17, 18, 21, 29, 30, 31, 32, 35, 42, 43, 47, 48, 49, 53, 87, 90, 120];

const PRODUCERS = [{ "enable.idempotence": false }, { "enable.idempotence": true }] as const;

/** What a producer sends for one record whose first attempt meets that error. */
function requestsAfter(error: ErrorCode, config: (typeof PRODUCERS)[number]): number[] {
  const world = new ProducerWorld(config);
  const { answer } = world.script;
  let attempts = 0;
  world.script.answer = (request) =>
    request.kind === PRODUCE && ++attempts === 1 ? world.refuse(request, error) : answer(request);
  world.start();
  world.send("a");
  world.run(5);
  const before = world.requests.length;
  world.run(3000);
  const later = world.requests.slice(before).map(({ kind }) => kind);
  return later.filter((kind) => kind === PRODUCE || kind === METADATA).sort((a, b) => a - b);
}

describe.each(PRODUCERS)("a batch of a producer with %o", (config) => {
  test.each(RETRIABLE)("that meets error %i is sent again", (error) => {
    expect(requestsAfter(error, config)).toEqual([PRODUCE]);
  });

  test.each(INVALID_METADATA)("that meets error %i is sent again, with new metadata", (error) => {
    const expected = [PRODUCE, METADATA].sort((a, b) => a - b);
    expect(requestsAfter(error, config)).toEqual(expected);
  });

  test.each(FATAL)("that meets error %i is not sent again", (error) => {
    expect(requestsAfter(error, config)).toEqual([]);
  });
});
