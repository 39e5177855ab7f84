import { describe, expect, test } from "vitest";
import type { FactArray } from "../../sim/trace/fact-json.ts";
import type { State } from "../../sim/trace/state.ts";
import { hashState } from "../../sim/trace/state-hash.ts";
import { recorded } from "./support.ts";

const UP: FactArray[] = [
  ["host.life", "broker-1", 1, 1, "started"],
  ["host.life", "audit", 1, 1, "started"],
];
const HELD: FactArray[] = [
  ["group", "billing", 1, 3, 2, "range", "m-1"],
  ["group.member", "billing", 1, "m-1", "audit", null, ["orders-0", "orders-1"]],
  ["group.offset", "billing", 1, "orders-0", 7, "committed"],
];
const BELIEVED: FactArray[] = [
  ["membership", "audit", "billing", "m-1", 2, 3],
  ["assignment", "audit", ["orders-0", "orders-1"]],
];

function stateAfter(...facts: FactArray[]): State {
  const trace = recorded([{ facts: [...UP, ...HELD, ...BELIEVED] }, { facts }]);
  expect(trace.currentStateHash()).toBe(hashState(trace.state));
  return trace.state;
}

const BILLING = {
  state: "Stable",
  generation: 2,
  protocol: "range",
  leader: "m-1",
  members: { "m-1": { client: "audit", instance: null, assignment: ["orders-0", "orders-1"] } },
  offsets: { "orders-0": 7 },
};

describe("a group's state", () => {
  test("is what its coordinator holds of it", () => {
    expect(stateAfter().groups).toEqual({ billing: { coordinators: { 1: BILLING } } });
  });

  test("is held by every broker that takes itself for its coordinator", () => {
    const { billing } = stateAfter(["group", "billing", 2, 0, 5, null, null]).groups;
    const other = { state: "Empty", generation: 5, protocol: null, leader: null };
    expect(billing?.coordinators).toEqual({
      1: BILLING,
      2: { ...other, members: {}, offsets: {} },
    });
  });

  test("loses members that leave and offsets that expire", () => {
    const { billing } = stateAfter(
      ["group.member", "billing", 1, "m-1", "audit", null, null],
      ["group.offset", "billing", 1, "orders-0", -1, "expired"],
    ).groups;
    expect(billing?.coordinators[1]).toEqual({ ...BILLING, members: {}, offsets: {} });
  });

  test("is gone once it is dead, and can come again", () => {
    expect(stateAfter(["group", "billing", 1, 4, 3, null, null]).groups).toEqual({});
    const again = stateAfter(
      ["group", "billing", 1, 4, 3, null, null],
      ["group", "billing", 1, 0, 0, null, null],
    ).groups;
    expect(again.billing?.coordinators[1]?.members).toEqual({});
  });

  test("goes with the process of its coordinator", () => {
    expect(stateAfter(["host.life", "broker-1", 0, 1, "killed"]).groups).toEqual({});
    expect(stateAfter(["host.life", "broker-2", 0, 1, "killed"]).groups.billing).toBeDefined();
  });
});

describe("what a consumer takes itself for", () => {
  test("is a member with partitions", () => {
    const { membership, assignment } = stateAfter().clients.audit ?? {};
    expect(membership).toEqual({ group: "billing", member: "m-1", generation: 2, state: "stable" });
    expect(assignment).toEqual(["orders-0", "orders-1"]);
  });

  test("is nothing once its process ended, and lasts while it is paused", () => {
    const dead = stateAfter(["host.life", "audit", 0, 1, "killed"]).clients.audit;
    expect([dead?.membership, dead?.assignment]).toEqual([null, []]);
    const paused = stateAfter(["host.life", "audit", 2, 1, "paused"]).clients.audit;
    expect(paused?.assignment).toEqual(["orders-0", "orders-1"]);
  });

  test("counts records that it is through with", () => {
    const state = stateAfter(["record.processed", "audit", "orders-0", 3, 1, 2, 1]);
    expect(state.clients.audit?.processed).toBe(1);
  });
});
