import { describe, expect, test } from "vitest";
import {
  initialState,
  newCoordinatedGroup,
  newPartition,
  newReplica,
} from "../../sim/trace/initial-state.ts";
import type { CoordinatedGroupState, MembershipState, State } from "../../sim/trace/state.ts";
import { type GroupMember, type GroupView, groupsView } from "../../viz/model/groups-view.ts";
import type { GroupOfRun } from "../../viz/model/run-view.ts";

const GROUP: GroupOfRun = {
  id: "g",
  clients: ["c1", "c2"],
  topics: ["orders"],
  offsetsPartition: "__consumer_offsets-0",
  runs: [],
};

/** A cluster of two brokers and two consumers; broker 1 leads everything. */
function clusterState(): State {
  const state = initialState([
    { name: "broker-1", kind: "broker" },
    { name: "broker-2", kind: "broker" },
    { name: "c1", kind: "consumer" },
    { name: "c2", kind: "consumer" },
  ]);
  for (const host of Object.values(state.hosts)) host.life = "up";
  const topic = (partitions: number) => ({
    configs: {},
    assignment: Object.fromEntries(Array.from({ length: partitions }, (_, i) => [`${i}`, [1]])),
    adding: {},
    removing: {},
  });
  state.topics.orders = topic(12);
  state.topics.__consumer_offsets = topic(1);
  for (const tp of ["orders-0", "orders-1", "__consumer_offsets-0"]) {
    const replica = { ...newReplica(), role: "leader" as const, highWatermark: 10 };
    state.partitions[tp] = { ...newPartition(), leader: 1, replicas: { "1": replica } };
  }
  return state;
}

function hold(
  state: State,
  broker: number,
  held: Partial<CoordinatedGroupState>,
  assignments: Readonly<Record<string, readonly string[]>>,
): void {
  const members = Object.fromEntries(
    Object.entries(assignments).map(([id, assignment]) => {
      return [id, { client: id.slice(0, 2), instance: null, assignment }];
    }),
  );
  state.groups.g ??= { coordinators: {} };
  state.groups.g.coordinators[broker] = {
    ...newCoordinatedGroup(),
    state: "Stable",
    generation: 3,
    protocol: "range",
    ...held,
    members,
  };
}

function believe(
  state: State,
  client: string,
  membership: Partial<MembershipState>,
  assignment: readonly string[],
): void {
  const own = state.clients[client];
  if (own === undefined) throw new Error(`there is no client ${client}`);
  own.membership = { group: "g", member: client, generation: 3, state: "stable", ...membership };
  own.assignment = assignment;
}

function viewOf(state: State): GroupView {
  const [view] = groupsView(state, [GROUP], 7).groups;
  if (view === undefined) throw new Error("there is a group");
  return view;
}

function row(view: GroupView, key: string): GroupMember {
  const found = view.members.find((member) => member.key === key);
  if (found === undefined) throw new Error(`no row ${key} in ${view.members.map((m) => m.key)}`);
  return found;
}

describe("a group at a moment", () => {
  test("has its partitions by number, with what is committed, read, and how far behind it is", () => {
    const state = clusterState();
    hold(state, 1, { leader: "c1", offsets: { "orders-0": 4 } }, { c1: ["orders-0", "orders-1"] });
    believe(state, "c1", {}, ["orders-0", "orders-1"]);
    Object.assign(state.clients.c1?.positions ?? {}, { "orders-0": 9, "orders-1": 2 });
    const view = viewOf(state);
    expect(view.partitions.map(({ partition }) => partition)).toEqual(
      Array.from({ length: 12 }, (_, i) => `${i}`),
    );
    expect(view.partitions[0]).toMatchObject({
      committed: 4,
      position: 9,
      highWatermark: 10,
      lag: 6,
      owners: ["c1"],
    });
    expect(view.partitions[1]).toMatchObject({ committed: null, position: 2, lag: null });
    expect(view.partitions[2]).toMatchObject({ highWatermark: null, owners: [] });
    expect(view).toMatchObject({
      coordinator: 1,
      phase: "Stable",
      generation: 3,
      protocol: "range",
      leader: "c1",
      lag: 6,
    });
  });

  test("tells who says that a member has a partition", () => {
    const state = clusterState();
    hold(state, 1, {}, { "c1 a": ["orders-0", "orders-1"] });
    believe(state, "c1", { member: "c1 a" }, ["orders-1", "orders-2"]);
    const member = row(viewOf(state), "c1 c1 a");
    expect(member.standing).toBe("member");
    expect(member.owns).toEqual([
      [0, "assigned"],
      [1, "both"],
      [2, "claimed"],
    ]);
    expect(member.claimed).toBe(2);
  });

  test("calls a zombie who acts for another generation, or whom the coordinator does not know", () => {
    const state = clusterState();
    hold(state, 1, { generation: 4 }, { c1: ["orders-0"] });
    believe(state, "c1", { generation: 3 }, ["orders-0"]);
    believe(state, "c2", { generation: 4, member: "c2 old" }, ["orders-0"]);
    const view = viewOf(state);
    expect(row(view, "c1 c1")).toMatchObject({ standing: "zombie", zombie: "generation" });
    expect(row(view, "c2 c2 old")).toMatchObject({ standing: "zombie", zombie: "unknown" });
    expect(row(view, "c2 c2 old").owns).toEqual([[0, "zombie"]]);
    expect(view.partitions[0]?.owners).toEqual(["c1", "c2"]);
  });

  test("calls none a zombie who keeps its partitions while it joins anew", () => {
    const state = clusterState();
    hold(state, 1, { generation: 4, state: "CompletingRebalance" }, { c1: ["orders-0"] });
    believe(state, "c1", { generation: 3, state: "preparingRebalance" }, ["orders-0"]);
    expect(row(viewOf(state), "c1 c1")).toMatchObject({ standing: "joining", zombie: null });
  });

  test("calls none a zombie while no broker can tell", () => {
    const state = clusterState();
    believe(state, "c1", {}, ["orders-0"]);
    const view = viewOf(state);
    expect(view).toMatchObject({ coordinator: 1, phase: "none", generation: null });
    expect(row(view, "c1 c1").standing).toBe("member");
  });

  test("counts a member whose client does not run as long as its coordinator does", () => {
    const state = clusterState();
    hold(state, 1, {}, { "c2 old": ["orders-1"] });
    if (state.hosts.c2 !== undefined) state.hosts.c2.life = "down";
    const view = viewOf(state);
    expect(row(view, "c2 c2 old")).toMatchObject({ standing: "counted", owns: [[1, "assigned"]] });
    expect(view.partitions[1]?.owners).toEqual([]);
    expect(row(view, "c1").standing).toBe("outside");
  });

  test("has a row for a client that came back and one for what it was before", () => {
    const state = clusterState();
    hold(state, 1, {}, { "c2 old": ["orders-1"], "c2 new": [] });
    believe(state, "c2", { member: "c2 new" }, []);
    const view = viewOf(state);
    expect(view.members.map(({ key, standing }) => [key, standing])).toEqual([
      ["c1", "outside"],
      ["c2 c2 new", "member"],
      ["c2 c2 old", "counted"],
    ]);
  });

  test("names brokers that hold it still though another one coordinates it", () => {
    const state = clusterState();
    hold(state, 1, { generation: 5 }, {});
    hold(state, 2, { generation: 3 }, { c1: ["orders-0"] });
    expect(viewOf(state)).toMatchObject({
      coordinator: 1,
      formerCoordinators: [2],
      generation: 5,
    });
  });

  test("is read from ZooKeeper where its consumers share partitions out there", () => {
    const state = clusterState();
    const znode = (data: string, children = {}, owner: string | null = null) => {
      return { data, version: 0, cversion: 0, czxid: 0, owner, children };
    };
    state.zookeeper.sessions["0x1"] = { host: "c1", timeoutMs: 6000 };
    state.zookeeper.root.children.consumers = znode("", {
      g: znode("", {
        ids: znode("", { "g_c1-1": znode("{}", {}, "0x1") }),
        owners: znode("", { orders: znode("", { "1": znode("g_c1-1-0") }) }),
        offsets: znode("", { orders: znode("", { "1": znode("7") }) }),
      }),
    });
    const view = viewOf(state);
    expect(view.phase).toBeNull();
    expect(view.members).toMatchObject([
      { client: "c1", member: "g_c1-1", standing: "member", owns: [[1, "both"]] },
    ]);
    expect(view.partitions[1]).toMatchObject({ committed: 7, lag: 3, owners: ["c1"] });
  });
});
