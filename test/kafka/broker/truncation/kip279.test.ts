import { expect, test } from "vitest";
import { offsetTruncationState } from "../../../../sim/kafka/broker/truncation/kip279.ts";

const follower = (epoch: number, endOffset: number) => ({
  logEndOffset: 200,
  endOffsetForEpoch: () => ({ epoch, endOffset }),
});

test("a follower truncates to where the shared epoch ends first", () => {
  const log = follower(5, 180);
  expect(offsetTruncationState({ epoch: 5, endOffset: 172 }, log, 0)).toEqual({
    offset: 172,
    truncationCompleted: true,
  });
  expect(offsetTruncationState({ epoch: 5, endOffset: 300 }, log, 0).offset).toBe(180);
});

test("an epoch it does not know takes it to the end of an older one, and it must ask again", () => {
  expect(offsetTruncationState({ epoch: 4, endOffset: 101 }, follower(3, 120), 0)).toEqual({
    offset: 120,
    truncationCompleted: false,
  });
});

test("without older epochs it truncates to the leader's offset", () => {
  expect(offsetTruncationState({ epoch: 4, endOffset: 155 }, follower(-1, -1), 0)).toEqual({
    offset: 155,
    truncationCompleted: true,
  });
  expect(offsetTruncationState({ epoch: -1, endOffset: 202 }, follower(3, 120), 0).offset).toBe(
    200,
  );
});

test("a leader that knows nothing leaves it where it would begin to fetch", () => {
  expect(offsetTruncationState({ epoch: -1, endOffset: -1 }, follower(3, 120), 77)).toEqual({
    offset: 77,
    truncationCompleted: true,
  });
});
