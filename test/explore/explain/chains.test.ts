import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../../scenarios/index.ts";
import { type Chain, chainsOf, runOf, simulate } from "../../../sim/index.ts";

function chains(id: string): { readonly chains: readonly Chain[]; readonly events: number } {
  const scenario = SCENARIOS.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no scenario ${id}`);
  const result = simulate(scenario, { ...runOf(scenario) });
  return { chains: chainsOf(result), events: result.events };
}

const codes = (chain: Chain | undefined) => (chain?.why ?? []).map(({ code }) => code);

describe("a chain", () => {
  test.each([
    "acks0-leader-kill",
    "acks1-leader-kill-unreplicated",
    "kip101-power-divergence",
    "kafka-13194-cleaned-above-hw",
    "kafka-5634-delete-above-hw",
    "topic-deletion-recreate",
    "reassign-under-load",
    "inflight1-still-reorders-0.9",
    "idempotence-default-silently-off",
    "delivery-semantics-trio",
    "offsets-to-kafka-without-dual-commit",
    "gc-pause-consumer-late-write",
    "retention-outruns-group",
  ])("cites an event of the run in each of its sentences but the judgement: %s", (id) => {
    const { chains: found, events } = chains(id);
    expect(found.length).toBeGreaterThan(0);
    for (const { why, status } of found) {
      const judgement = why.filter(({ event }) => event < 0);
      expect(judgement).toEqual(status === null ? [] : why.slice(-1));
      for (const { event } of why) expect(event).toBeLessThan(events);
    }
  });

  test("of a duplicate has the attempts, why there was another, and the appends", () => {
    const { chains: found } = chains("dup-on-lost-ack");
    expect(codes(found[0])).toEqual([
      "why.sent",
      "why.appended",
      "why.attemptFailed",
      "why.sent",
      "why.appended",
      "why.duplicated",
      "class.notIdempotent",
    ]);
    const events = found[0]?.why.slice(0, -1).map(({ event }) => event) ?? [];
    expect(events).toEqual([...events].sort((x, y) => x - y));
  });

  test("of disorder has who overtook whom", () => {
    const { chains: found } = chains("retry-reorder-inflight");
    expect(found[0]).toMatchObject({ invariant: "reordered", values: ["k1", "k2", "k3"] });
    expect(found[0]?.why[1]).toMatchObject({ code: "why.otherAppended", args: { value: "k6" } });
    expect(found[0]?.why[2]?.code).toBe("why.attemptFailed");
  });

  test("of a committed record has its copies and its commit before the acknowledgement", () => {
    const { chains: found } = chains("kip101-hw-truncation-loss");
    expect(codes(found[0]).slice(0, 4)).toEqual([
      "why.appended",
      "why.fetched",
      "why.committed",
      "why.acked",
    ]);
  });

  test("of a broken invariant that is a bug has what the protocol did wrong", () => {
    const { chains: found } = chains("kip101-power-divergence");
    const broken = found.find(({ invariant }) => invariant === "log-matching");
    expect(codes(broken)).toEqual(["why.keptBelowHighWatermark", "violation.log-matching"]);
  });
});
