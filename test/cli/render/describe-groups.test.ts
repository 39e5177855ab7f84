import { describe, expect, test } from "vitest";
import { groupCommand } from "../../../cli/group-command.ts";
import { renderGroup, renderGroupList } from "../../../cli/render/describe-groups.ts";
import {
  type DescribedGroup,
  type DescribedZkGroup,
  ERAS,
  type Era,
  type State,
} from "../../../sim/index.ts";
import { initialState, newMap } from "../../../sim/trace/initial-state.ts";

const UUID = "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e";
const GROUP: DescribedGroup = {
  group: "billing",
  state: "Stable",
  coordinator: 2,
  generation: 3,
  protocol: "range",
  leader: `c1-${UUID}`,
  members: [
    { memberId: `c2-${UUID}`, instanceId: null, clientId: "c2", host: "c2", assignment: [] },
    {
      memberId: `c1-${UUID}`,
      instanceId: null,
      clientId: "c1",
      host: "c1",
      assignment: [
        { topic: "orders", partition: 1 },
        { topic: "orders", partition: 0 },
      ],
    },
  ],
  offsets: [
    { topic: "orders", partition: 0, offset: 7 },
    { topic: "audit", partition: 0, offset: 4 },
  ],
};
const EMPTY: DescribedGroup = { ...GROUP, state: "Empty", protocol: null, members: [] };

/** `orders` ends at 10 and 5; nobody leads `audit-0`. */
const STATE: State = (() => {
  const state = initialState([]);
  const ends = { "orders-0": 10, "orders-1": 5, "audit-0": null };
  for (const [name, end] of Object.entries(ends)) {
    state.partitions[name] = {
      leader: end === null ? -1 : 1,
      leaderEpoch: 0,
      isr: [],
      controllerEpoch: 1,
      zkVersion: 0,
      replicas: end === null ? newMap() : { 1: leaderWith(end) },
      acked: [],
    };
  }
  return state;
})();

function leaderWith(highWatermark: number): State["partitions"][string]["replicas"][string] {
  return {
    role: "leader",
    leaderEpoch: 0,
    leader: 1,
    logStartOffset: 0,
    highWatermark,
    logEndOffset: highWatermark + 1,
    epochRuns: [],
    gaps: [],
    damaged: [],
    segmentBaseOffsets: [0],
    epochCache: [],
    fetchesFrom: -1,
    isr: [1],
    maximalIsr: [1],
    remoteLogEndOffsets: {},
  };
}

function told(era: Era, group: DescribedGroup | null = GROUP, view = "offsets", verbose = false) {
  const shown = view as "offsets" | "members" | "state";
  return renderGroup(groupCommand(era), "billing", group, shown, verbose, STATE);
}

describe("the offsets of a group", () => {
  test("are told in columns as wide as they must be, the group first, from 2.4 on", () => {
    expect(told("2.8").lines).toEqual([
      "",
      `GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID                             HOST            CLIENT-ID`,
      `billing         orders          0          7               10              3               c1-${UUID} /c1             c1`,
      `billing         orders          1          -               5               -               c1-${UUID} /c1             c1`,
      `billing         audit           0          4               -               -               -                                       -               -`,
    ]);
  });

  test("are told without the group before", () => {
    expect(told("1.1").lines[2]).toBe(
      `orders          0          7               10              3               c1-${UUID} /c1             c1`,
    );
  });

  test("are told in fixed columns by 0.10.2", () => {
    expect(told("0.10.2").lines.slice(1, 3)).toEqual([
      "TOPIC                          PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG        CONSUMER-ID                                       HOST                           CLIENT-ID",
      `orders                         0          7               10              3          c1-${UUID}           /c1                            c1`,
    ]);
  });

  test("are told with commas by 0.9, of members only", () => {
    expect(told("0.9").lines).toEqual([
      "GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG, OWNER",
      "billing, orders, 0, 7, 10, 3, c1_/c1",
      "billing, orders, 1, unknown, 5, unknown, c1_/c1",
    ]);
  });

  test("come in the order of Java's map in 3.9", () => {
    const partitions = [0, 7, 8].map((partition) => ({ topic: "orders", partition }));
    const member = { ...GROUP.members[0], assignment: partitions } as DescribedGroup["members"][0];
    const { lines } = told("3.9", { ...GROUP, members: [member], offsets: [] });
    expect(lines.slice(2).map((line) => line.slice(32, 33))).toEqual(["7", "8", "0"]);
  });

  test("of a group without members come with a complaint", () => {
    const { lines, complaints } = told("2.8", EMPTY);
    expect(complaints).toEqual(["", "Consumer group 'billing' has no active members."]);
    expect(lines).toHaveLength(4);
  });

  test("of a group that rebalances come with a warning", () => {
    const { complaints } = told("2.1", { ...GROUP, state: "CompletingRebalance" });
    expect(complaints).toEqual(["Warning: Consumer group 'billing' is rebalancing."]);
  });
});

test.each(ERAS.filter((era) => era !== "0.7" && era !== "0.8.2" && era !== "0.9"))(
  "a group that is not there is an error on the standard output in %s",
  (era) => {
    const { lines, complaints } = told(era, null);
    expect(lines.at(-1)).toBe("Error: Consumer group 'billing' does not exist.");
    expect(complaints).toEqual([]);
  },
);

describe("the members of a group", () => {
  test("are told with their partitions, by topic", () => {
    expect(told("2.8", GROUP, "members", true).lines).toEqual([
      "",
      "GROUP           CONSUMER-ID                             HOST            CLIENT-ID       #PARTITIONS     ASSIGNMENT",
      `billing         c2-${UUID} /c2             c2              0               -`,
      `billing         c1-${UUID} /c1             c1              2               orders(0,1)`,
    ]);
  });

  test("are told without topics in 3.9, numbers sorted as texts", () => {
    const assignment = [2, 10].map((partition) => ({ topic: "orders", partition }));
    const member = { ...GROUP.members[0], assignment } as DescribedGroup["members"][0];
    const { lines } = told("3.9", { ...GROUP, members: [member] }, "members", true);
    expect(lines[2]?.endsWith("2               (10,2)")).toBe(true);
  });

  test("are told with their instance ids where one has one, from 2.6 on", () => {
    const [first, second] = GROUP.members as [
      DescribedGroup["members"][0],
      DescribedGroup["members"][0],
    ];
    const members = [{ ...first, instanceId: "till-1" }, second];
    expect(told("2.6", { ...GROUP, members }, "members").lines[1]).toContain("GROUP-INSTANCE-ID");
    expect(told("2.4", { ...GROUP, members }, "members").lines[1]).not.toContain("INSTANCE");
  });
});

describe("the state of a group", () => {
  test("names its coordinator, assignor, state and the number of its members", () => {
    expect(told("2.8", GROUP, "state").lines).toEqual([
      "",
      "GROUP                     COORDINATOR (ID)          ASSIGNMENT-STRATEGY  STATE           #MEMBERS",
      "billing                   broker-2:9092 (2)         range                Stable          2",
    ]);
  });

  test("has two spaces before the coordinator's id in 3.9", () => {
    expect(told("3.9", GROUP, "state").lines[2]).toContain("broker-2:9092  (2)");
  });
});

describe("the list of groups", () => {
  test("has one name per line", () => {
    expect(renderGroupList(groupCommand("2.8"), ["a", "billing"], [GROUP], false)).toEqual([
      "a",
      "billing",
    ]);
  });

  test("has their states where they are asked for", () => {
    expect(renderGroupList(groupCommand("2.8"), ["billing"], [GROUP], true)).toEqual([
      "GROUP           STATE",
      "billing         Stable",
    ]);
    expect(renderGroupList(groupCommand("3.9"), ["billing"], [GROUP], true)[1]).toBe(
      `${"billing".padEnd(25)} ${"Stable".padEnd(20)}`,
    );
  });
});

describe("a group of the old consumer", () => {
  const OLD: DescribedZkGroup = {
    group: "billing",
    consumers: ["billing_c1"],
    partitions: [
      { topic: "orders", partition: 0, owner: "billing_c1-0", offset: 7 },
      { topic: "orders", partition: 1, owner: null, offset: null },
    ],
  };
  const toldOld = (era: Era) =>
    renderGroup(groupCommand(era), "billing", OLD, "offsets", false, STATE).lines;

  test("is told by ConsumerOffsetChecker in 0.8.2", () => {
    expect(toldOld("0.8.2")).toEqual([
      "Group           Topic                          Pid Offset          logSize         Lag             Owner",
      "billing         orders                         0   7               10              3               billing_c1-0",
      "billing         orders                         1   unknown         5               unknown         none",
    ]);
  });

  test("is told by the tool of the new one in 0.10.2, without the number of the thread", () => {
    expect(toldOld("0.10.2")[2]?.trimEnd()).toBe(
      "orders                         0          7               10              3          billing_c1",
    );
  });
});
