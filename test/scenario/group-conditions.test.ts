import { describe, expect, test } from "vitest";
import {
  FACT_RECORD_PROCESSED,
  FACT_RECORD_SENT,
  PROCESSING_OUTCOMES,
} from "../../sim/kafka/facts.ts";
import { FactLog } from "../../sim/kernel/facts.ts";
import { holds, type View } from "../../sim/scenario/conditions.ts";
import { describeFound } from "../../sim/scenario/found.ts";
import { RecordBook } from "../../sim/scenario/record-book.ts";
import { isSettled, offsetsAreReplicated } from "../../sim/scenario/settle.ts";
import { groupsAreSettled } from "../../sim/scenario/settle-groups.ts";
import type { Condition } from "../../sim/scenario/types.ts";
import { describeWanted } from "../../sim/scenario/wanted.ts";
import type { TraceHost } from "../../sim/trace/columns.ts";
import { initialState } from "../../sim/trace/initial-state.ts";
import type {
  CoordinatedGroupState,
  MembershipState,
  PartitionState,
  ReplicaState,
  State,
  ZnodeState,
} from "../../sim/trace/state.ts";

const HOSTS: readonly TraceHost[] = [
  { name: "broker-1", kind: "broker" },
  { name: "broker-2", kind: "broker" },
  { name: "c1", kind: "consumer" },
  { name: "c2", kind: "consumer" },
];

/** `GroupMetadataManager.partitionFor("billing")` of fifty. */
const BILLING = "__consumer_offsets-9";

function partition(leader: number, logStartOffset = 0, highWatermark = 0): PartitionState {
  const role = "leader" as const;
  const replica = { role, logStartOffset, highWatermark } as ReplicaState;
  return { leader, replicas: { [leader]: replica } } as unknown as PartitionState;
}

function znode(children: Record<string, ZnodeState>, data = ""): ZnodeState {
  return { data, version: 0, cversion: 0, czxid: 0, owner: null, children };
}

function member(client: string, assignment: readonly string[]) {
  return { client, instance: null, assignment };
}

const HELD: CoordinatedGroupState = {
  state: "Stable",
  generation: 3,
  protocol: "range",
  leader: "c1-a",
  members: { "c1-a": member("c1", ["orders-0"]), "c2-b": member("c2", []) },
  offsets: { "orders-0": 7 },
};

/** Two partitions of orders, and a group that two brokers take themselves for the coordinator of. */
function stateOf(): State {
  const state = initialState(HOSTS);
  for (const name of ["broker-1", "broker-2", "c1", "c2"]) {
    const host = state.hosts[name];
    if (host !== undefined) host.life = "up";
  }
  const topic = (count: number) => ({
    configs: {},
    assignment: Object.fromEntries(Array.from({ length: count }, (_, i) => [i, [1]])),
    adding: {},
    removing: {},
  });
  state.topics.orders = topic(2);
  state.topics.__consumer_offsets = topic(50);
  state.partitions["orders-0"] = partition(1, 0, 10);
  state.partitions["orders-1"] = partition(1, 2, 6);
  state.partitions[BILLING] = partition(2);
  state.groups.billing = {
    coordinators: { 1: { ...HELD, state: "Empty", generation: 2, members: {} }, 2: HELD },
  };
  const offsets = znode({ orders: znode({ 1: znode({}, "5") }) });
  state.zookeeper.root.children.consumers = znode({ billing: znode({ offsets }) });
  return state;
}

function joined(state: State, client: string, membership: Partial<MembershipState>): void {
  const known = state.clients[client];
  if (known === undefined) throw new Error(`no ${client}`);
  const stable = { group: "billing", member: "c1-a", generation: 3, state: "stable" } as const;
  known.membership = { ...stable, ...membership };
}

const HOST_OF = new Map(HOSTS.map(({ name }, i) => [name, i]));

function viewOf(state: State, records = new RecordBook()): View {
  return { state, records, hostIndex: (name) => HOST_OF.get(name) ?? -1 };
}

/** Records r0 and r1, of which c1 processed the first twice and c2 skipped the second. */
function processed(): RecordBook {
  const records = new RecordBook();
  const facts = new FactLog();
  const [first, second] = [facts.intern("r0"), facts.intern("r1")];
  facts.add(FACT_RECORD_SENT, 0, 100, 0, 0, first);
  facts.add(FACT_RECORD_SENT, 0, 101, 0, 0, second);
  const { APPLIED, DUPLICATE, SKIPPED } = PROCESSING_OUTCOMES;
  for (const outcome of [APPLIED, DUPLICATE]) {
    facts.add(FACT_RECORD_PROCESSED, 2, 0, 0, 100, 3, outcome);
  }
  facts.add(FACT_RECORD_PROCESSED, 3, 0, 0, 101, 3, SKIPPED);
  records.observe(facts);
  return records;
}

/** Conditions with what should come of them, how they are written down and what is found. */
const CASES: readonly (readonly [Condition, boolean, string, string])[] = [
  [
    { group: "billing", state: "Stable", generation: 3, members: 2, protocol: "range" },
    true,
    "group billing: Stable, generation 3, members 2, protocol range",
    "group billing: Stable, generation 3, members 2, protocol range, coordinator 2",
  ],
  [
    { group: "billing", coordinator: 1 },
    false,
    "group billing: coordinator 1",
    "group billing: Stable, generation 3, members 2, protocol range, coordinator 2",
  ],
  [
    { group: "other", state: "Dead" },
    true,
    "group other: Dead",
    "group other: Dead, coordinator none",
  ],
  [
    { committed: "orders-0", group: "billing", offset: 7 },
    true,
    "billing, orders-0: committed 7",
    "billing, orders-0: committed 7",
  ],
  [
    { committed: "orders-1", group: "billing", offset: { atMost: 5 } },
    true,
    "billing, orders-1: committed ≤ 5",
    "billing, orders-1: committed 5",
  ],
  [
    { committed: "orders-0", group: "other", offset: -1 },
    true,
    "other, orders-0: committed none",
    "other, orders-0: committed none",
  ],
  [
    { lag: "orders-0", group: "billing", count: 3 },
    true,
    "billing, orders-0: lag 3",
    "billing, orders-0: lag 3",
  ],
  [
    { lag: "orders", group: "billing", count: { atLeast: 5 } },
    false,
    "billing, orders: lag ≥ 5",
    "billing, orders: lag 4",
  ],
  [
    { lag: "orders-1", group: "other", count: 4 },
    true,
    "other, orders-1: lag 4",
    "other, orders-1: lag 4",
  ],
  [
    { lag: "none", group: "billing", count: { atLeast: 0 } },
    false,
    "billing, none: lag ≥ 0",
    "billing, none: lag unknown",
  ],
  [
    { assignment: "c1", partitions: ["orders-1", "orders-0"] },
    true,
    "c1: assignment [orders-1,orders-0]",
    "c1: assignment [orders-0,orders-1]",
  ],
  [
    { assignment: "c1", partitions: ["orders-1"] },
    false,
    "c1: assignment [orders-1]",
    "c1: assignment [orders-0,orders-1]",
  ],
  [
    { assignment: "c2", partitions: { atMost: 0 } },
    true,
    "c2: assignment of ≤ 0",
    "c2: assignment []",
  ],
  [
    { member: "c1", state: "stable", generation: 3 },
    true,
    "c1: stable, generation 3",
    "c1: stable, generation 3",
  ],
  [{ member: "c2", state: "unjoined" }, true, "c2: unjoined", "c2: unjoined, generation -1"],
  [{ member: "c2", generation: 3 }, false, "c2: generation 3", "c2: unjoined, generation -1"],
  [{ processed: "r0", times: 2 }, true, "r0: processed 2×", "r0: processed 2×"],
  [{ processed: "r0", by: "c2" }, false, "r0: processed by c2", "r0: processed 0×"],
  [{ processed: "r1", times: 0 }, true, "r1: processed 0×", "r1: processed 0×"],
  [{ processed: ["r0", "r1"] }, false, "r0, r1: processed", "r0: processed 2×|r1: processed 0×"],
];

describe("a condition of groups", () => {
  const state = stateOf();
  joined(state, "c1", {});
  const c1 = state.clients.c1;
  if (c1 !== undefined) c1.assignment = ["orders-0", "orders-1"];
  const view = viewOf(state, processed());

  test.each(CASES)("%j: %s", (condition, held, wanted, found) => {
    expect(holds(condition, view)).toBe(held);
    expect(describeWanted(condition)).toBe(wanted);
    expect(describeFound(condition, view).join("|")).toBe(found);
  });
});

describe("the coordinator of a group", () => {
  const wanted = { group: "billing", state: "Stable" } as const;

  test("is who leads its partition, even if that one holds nothing of it yet", () => {
    const state = stateOf();
    delete state.groups.billing?.coordinators[2];
    expect(holds(wanted, viewOf(state))).toBe(false);
    expect(holds({ group: "billing", state: "Dead", coordinator: 2 }, viewOf(state))).toBe(true);
  });

  test("is the only one that holds it while nobody leads", () => {
    const state = stateOf();
    state.partitions[BILLING] = partition(-1);
    expect(holds({ group: "billing", state: "Dead" }, viewOf(state))).toBe(true);
    delete state.groups.billing?.coordinators[1];
    expect(holds({ ...wanted, coordinator: 2 }, viewOf(state))).toBe(true);
  });
});

describe("groups are at rest", () => {
  const settled = () => {
    const state = stateOf();
    joined(state, "c1", {});
    joined(state, "c2", { member: "c2-b" });
    return state;
  };

  test("when all members live in the same generation, or there are none", () => {
    expect(groupsAreSettled(settled())).toBe(true);
    const empty = settled();
    empty.groups.billing = { coordinators: { 2: { ...HELD, state: "Empty", members: {} } } };
    joined(empty, "c1", { state: "unjoined" });
    joined(empty, "c2", { state: "unjoined" });
    expect(groupsAreSettled(empty)).toBe(true);
  });

  test("when a process took a static member's place, which the coordinator calls by the old client", () => {
    const state = settled();
    joined(state, "c1", { member: null, generation: -1, state: "unjoined" });
    const members = { "c2-b": member("c1", ["orders-0"]) };
    state.groups.billing = { coordinators: { 2: { ...HELD, leader: "c2-b", members } } };
    if (state.hosts.c1 !== undefined) state.hosts.c1.life = "down";
    expect(groupsAreSettled(state)).toBe(true);
  });

  test.each<readonly [string, (state: State) => void]>([
    [
      "it rebalances",
      (s) => {
        s.groups.billing = { coordinators: { 2: { ...HELD, state: "PreparingRebalance" } } };
      },
    ],
    [
      "a member is dead",
      (s) => {
        if (s.hosts.c2 !== undefined) s.hosts.c2.life = "down";
      },
    ],
    [
      "a member lives in another generation",
      (s) => joined(s, "c2", { member: "c2-b", generation: 2 }),
    ],
    ["a consumer joins", (s) => joined(s, "c2", { member: "c2-b", state: "preparingRebalance" })],
    [
      "a consumer takes itself for a member that it is not",
      (s) => joined(s, "c2", { member: "c2-z" }),
    ],
  ])("not when %s", (_, change) => {
    const state = settled();
    change(state);
    expect(groupsAreSettled(state)).toBe(false);
  });
});

describe("the log of offsets", () => {
  /** One partition of it, of which the follower has everything up to an offset. */
  function withFollowerAt(logEndOffset: number): View {
    const state = initialState(HOSTS);
    state.topics.__consumer_offsets = {
      configs: {},
      assignment: { 0: [1, 2] },
      adding: {},
      removing: {},
    };
    const replica = { leaderEpoch: 0, highWatermark: 5, logEndOffset: 5 };
    const leader = { ...replica, role: "leader" };
    const follower = { ...replica, role: "follower", logEndOffset };
    const replicas = { 1: leader, 2: follower };
    const known = { leader: 1, leaderEpoch: 0, isr: [1, 2], replicas };
    state.partitions["__consumer_offsets-0"] = known as unknown as PartitionState;
    for (const name of ["broker-1", "broker-2"]) {
      const host = state.hosts[name];
      if (host !== undefined) Object.assign(host, { life: "up" });
    }
    const ids = znode({ 1: znode({}), 2: znode({}) });
    state.zookeeper.root.children.brokers = znode({ ids });
    return viewOf(state);
  }

  test("may grow for ever: the cluster is at rest nevertheless", () => {
    expect(isSettled(withFollowerAt(5))).toBe(true);
    expect(isSettled(withFollowerAt(4))).toBe(true);
  });

  test("is not left in the middle of a commit", () => {
    expect(offsetsAreReplicated(withFollowerAt(5))).toBe(true);
    expect(offsetsAreReplicated(withFollowerAt(4))).toBe(false);
  });
});
