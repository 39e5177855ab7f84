import type { TestingText } from "./testing.ts";

function records(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "record is" : "records are"}`;
}

export const testingEn: TestingText = {
  failures: {
    lost: (count) =>
      `Expected the run to lose nothing, but ${records(count, "acknowledged ")} lost.`,
    duplicated: (count) =>
      `Expected the run to have no duplicates, but ${records(count, "")} in the log more than once.`,
    reordered: (count) =>
      `Expected the run to keep the order of sending, but ${records(count, "")} behind a later one.`,
    neverProcessed: (count) =>
      `Expected the groups to process everything, but ${records(count, "")} passed by all members.`,
    processedTwice: (count) =>
      `Expected the groups to process nothing twice, but ${records(count, "")} processed more than once.`,
    bugs: (count) =>
      `Expected the run to keep its promises, but ${count === 1 ? "one is" : `${count} are`} broken.`,
    unmet: (unmet, violations) =>
      `Expected the run to meet its expectations, but ${[
        ...(unmet > 0 ? [`${unmet} ${unmet === 1 ? "is" : "are"} not met`] : []),
        ...(violations > 0 ? [`${violations} unexpected violations are bugs`] : []),
      ].join(" and ")}.`,
    differs: (one, other) =>
      `Expected the run to replay, but the same inputs gave two runs, with the hashes ${one} and ${other}.`,
    unmarked: (mark) => `Expected the run to reach the mark ${mark}, but it did not.`,
  },
  missed: {
    lost: "Expected the run to lose an acknowledged record, but nothing is lost.",
    duplicated: "Expected the run to have duplicates, but it has none.",
    reordered: "Expected the run to break the order of sending, but it kept it.",
    neverProcessed: "Expected the groups to leave something out, but they processed everything.",
    processedTwice: "Expected the groups to process something twice, but they did not.",
    bugs: "Expected the run to break a promise, but it kept all.",
    unmet: "Expected the run to miss an expectation, but it met all.",
    differs: "Expected the run not to replay, but it gave the same hash.",
    unmarked: (mark) => `Expected the run not to reach the mark ${mark}, but it did.`,
  },
  inconclusive: "The run came to no conclusion, so nothing can be said of it.",
  record: (value, partition, offset) =>
    offset < 0 ? `${value}, ${partition}` : `${value}, ${partition} at offset ${offset}`,
  more: (count) => `… and ${count} more`,
  again:
    "This run again (explain in the place of run says what would have saved it, serve shows it in a browser):",
};
