import { describe, expect, test } from "vitest";
import { matchesQuery, parseQuery, parseTime, type QueryRow } from "../../viz/model/query.ts";

const row: QueryRow = {
  kind: "FetchRequest",
  process: "broker-2",
  timeUs: 1_250_000,
  noise: false,
  concerns: (message) => message === 77,
  partitions: () => ["orders-0"],
  text: () => "FetchRequest broker-2 orders-0 truncated",
};

describe("a search", () => {
  test.each([
    ["", true],
    ["kind:FetchRequest", true],
    ["kind:Fetch*", true],
    ["kind:*Request", true],
    ["kind:F*q*st", true],
    ["kind:Fetch", false],
    ["-kind:Fetch*", false],
    ["proc:2", true],
    ["proc:broker-2", true],
    ["proc:zookeeper", false],
    ["tp:orders-0", true],
    ["tp:orders-*", true],
    ["tp:payments-0", false],
    ["msg:77", true],
    ["msg:78", false],
    ["t:1.2s..1.4s", true],
    ["t:1.3s..", false],
    ["t:..1.3s", true],
    ["t:1.2s", true],
    ["t:1.3s", false],
    ["truncated", true],
    ['"orders-0 truncated"', true],
    ['"truncated orders-0"', false],
    ["kind:Fetch* proc:3", false],
  ])("%s fits the event: %s", (source, fits) => {
    const query = parseQuery(source);
    expect(query.bad).toEqual([]);
    expect(matchesQuery(query, row)).toBe(fits);
  });

  test("hides noise unless it is asked for", () => {
    const noise = { ...row, noise: true };
    expect(matchesQuery(parseQuery("kind:Fetch*"), noise)).toBe(false);
    expect(matchesQuery(parseQuery("kind:Fetch* is:noise"), noise)).toBe(true);
  });

  test("names the words that it does not understand", () => {
    expect(parseQuery("t:soon msg:x proc:2").bad).toEqual(["t:soon", "msg:x"]);
  });

  test("reads times in their units", () => {
    expect(["5us", "1.5ms", "2s", "1m", "7", "s"].map(parseTime)).toEqual([
      5,
      1500,
      2_000_000,
      60_000_000,
      null,
      null,
    ]);
  });
});
