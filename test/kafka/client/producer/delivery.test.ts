import { expect, test } from "vitest";
import { isCertainlyNotWritten } from "../../../../sim/kafka/client/producer/delivery.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";

test.each([
  [1, true],
  [2, false],
  [-1, false],
])("with acks=%i NOT_LEADER_OR_FOLLOWER proves that nothing was written: %s", (acks, certain) => {
  expect(isCertainlyNotWritten(Errors.NOT_LEADER_OR_FOLLOWER, acks)).toBe(certain);
  expect(isCertainlyNotWritten(Errors.NOT_ENOUGH_REPLICAS, acks)).toBe(true);
});
