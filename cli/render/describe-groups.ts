import {
  type DescribedGroup,
  type DescribedMember,
  type DescribedOffset,
  type DescribedZkGroup,
  logEndOffsetAt,
  type State,
  type TopicPartitionName,
} from "../../sim/index.ts";
import { byPartitions, type GroupCommand, type GroupView, toldOrder } from "../group-command.ts";
import { columnLines, left } from "./columns.ts";
import { zkGroupLines } from "./describe-zk-groups.ts";
import { HEADER, known, MISSING, nameOf, numberOr, type OffsetRow } from "./offset-row.ts";
import { printable } from "./width.ts";

/** What a tool prints on its two outputs, line by line. */
export interface ToldGroup {
  readonly lines: readonly string[];
  readonly complaints: readonly string[];
}

/** `listeners` of every broker: the default port. */
const PORT = 9092;

/** What `--list` prints; with `--state` where the version has that. */
export function renderGroupList(
  command: GroupCommand,
  names: readonly string[],
  groups: readonly DescribedGroup[],
  withStates: boolean,
): readonly string[] {
  if (!withStates) return names.map(printable);
  const width = Math.max(15, ...names.map((name) => name.length)) + (command.isJava ? 10 : 0);
  const told = names.map((name) => [
    name,
    groups.find(({ group }) => group === name)?.state ?? MISSING,
  ]);
  return [["GROUP", "STATE"], ...told].map(([name = "", state = ""]) =>
    printable(`${left(name, width)} ${command.isJava ? left(state, 20) : state}`),
  );
}

/** What `--describe --group NAME` prints; null: there is no such group. */
export function renderGroup(
  command: GroupCommand,
  name: string,
  group: DescribedGroup | DescribedZkGroup | null,
  view: GroupView,
  verbose: boolean,
  state: State,
): ToldGroup {
  if (group !== null && "consumers" in group) {
    return { lines: zkGroupLines(command, group, state).map(printable), complaints: [] };
  }
  const complaint = complaintOf(command, name, group);
  const complaints = complaint === null ? [] : spaced(command, complaint);
  if (group === null || group.state === "Dead") return { lines: complaints, complaints: [] };
  const lines = linesOf(command, group, view, verbose, state);
  return { lines: lines.map(printable), complaints };
}

function linesOf(
  command: GroupCommand,
  group: DescribedGroup,
  view: GroupView,
  verbose: boolean,
  state: State,
): readonly string[] {
  if (view === "members") return membersOf(command, group, verbose);
  if (view === "state") return stateOf(command, group);
  const rows = offsetRows(command, group, state);
  if (command.layout === "commas") return commaLines(rows);
  if (command.layout === "fixed") return fixedLines(rows);
  return rows.length === 0 ? [] : fittingLines(command, rows);
}

function complaintOf(
  { layout }: GroupCommand,
  name: string,
  group: DescribedGroup | null,
): string | null {
  if (group === null || group.state === "Dead") {
    return layout === "commas"
      ? `Consumer group \`${name}\` does not exist or is rebalancing.`
      : `Error: Consumer group '${name}' does not exist.`;
  }
  if (group.state === "Empty") return `Consumer group '${name}' has no active members.`;
  if (group.state !== "Stable") return `Warning: Consumer group '${name}' is rebalancing.`;
  return null;
}

/** Complaints come after an empty line from 2.4 on. */
function spaced({ tellsGroup }: GroupCommand, complaint: string): readonly string[] {
  return tellsGroup ? ["", complaint] : [complaint];
}

/** Members' partitions first, then what is committed of others. */
function offsetRows(
  command: GroupCommand,
  group: DescribedGroup,
  state: State,
): readonly OffsetRow[] {
  const assigned = new Set<string>();
  const withMember = byPartitions(group.members).flatMap((member) => {
    for (const partition of member.assignment) assigned.add(nameOf(partition));
    return toldOrder(command, member.assignment).map((partition) =>
      offsetRow(group, partition, member, state),
    );
  });
  const others = group.offsets.filter((committed) => !assigned.has(nameOf(committed)));
  return [
    ...withMember,
    ...toldOrder(command, others).map((committed) => offsetRow(group, committed, null, state)),
  ];
}

function offsetRow(
  { group, offsets }: DescribedGroup,
  { topic, partition }: TopicPartitionName,
  member: DescribedMember | null,
  state: State,
): OffsetRow {
  const committed = offsets.find((o) => o.topic === topic && o.partition === partition);
  const end = logEndOffsetAt(state, { topic, partition });
  return {
    group,
    topic,
    partition: String(partition),
    offset: numberOr(committed?.offset),
    end: numberOr(end),
    lag: lagOf(committed, end),
    consumer: member?.memberId ?? MISSING,
    host: member === null ? MISSING : `/${member.host}`,
    client: member?.clientId ?? MISSING,
  };
}

function lagOf(committed: DescribedOffset | undefined, end: number | null): string {
  return committed === undefined || end === null ? MISSING : String(end - committed.offset);
}

/** 0.9 tells only members, by client and host. */
function commaLines(rows: readonly OffsetRow[]): readonly string[] {
  return [
    "GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG, OWNER",
    ...rows
      .filter(({ consumer }) => consumer !== MISSING)
      .map(({ group, topic, partition, offset, end, lag, client, host }) =>
        [group, topic, partition, known(offset), known(end), known(lag), `${client}_${host}`].join(
          ", ",
        ),
      ),
  ];
}

function fixedLines(rows: readonly OffsetRow[]): readonly string[] {
  const line = (row: Omit<OffsetRow, "group">) =>
    [
      left(row.topic, 30),
      left(row.partition, 10),
      left(row.offset, 15),
      left(row.end, 15),
      left(row.lag, 10),
      `${left(row.consumer, 50)}${left(row.host, 30)}`,
      row.client,
    ].join(" ");
  return ["", line(HEADER), ...rows.map(line)];
}

function fittingLines({ tellsGroup }: GroupCommand, rows: readonly OffsetRow[]): readonly string[] {
  const cells = [HEADER, ...rows].map((row) => [
    ...(tellsGroup ? [row.group] : []),
    row.topic,
    row.partition,
    row.offset,
    row.end,
    row.lag,
    row.consumer,
    row.host,
    row.client,
  ]);
  const fixed = [10, 15, 15, 15].map((width) => ({ width }));
  const fitting = { atLeast: 15 };
  const first = tellsGroup ? [fitting, fitting] : [fitting];
  return ["", ...columnLines(cells, [...first, ...fixed, fitting, fitting])];
}

function membersOf(
  command: GroupCommand,
  { group, members }: DescribedGroup,
  verbose: boolean,
): readonly string[] {
  const { tellsGroup, tellsInstances, isJava } = command;
  // The tool in Java prints the header of an empty group too.
  if (members.length === 0 && !isJava) return [];
  const tellsInstance = tellsInstances && members.some(({ instanceId }) => instanceId !== null);
  const cellsOf = (
    of: string,
    consumer: string,
    instance: string,
    host: string,
    client: string,
    count: string,
    assignment: string,
  ) => [
    ...(tellsGroup ? [of] : []),
    consumer,
    ...(tellsInstance ? [instance] : []),
    host,
    client,
    count,
    verbose ? assignment : "",
  ];
  const header = cellsOf(
    "GROUP",
    "CONSUMER-ID",
    "GROUP-INSTANCE-ID",
    "HOST",
    "CLIENT-ID",
    "#PARTITIONS",
    "ASSIGNMENT",
  );
  const rows = members.map(({ memberId, instanceId, host, clientId, assignment }) =>
    cellsOf(
      group,
      memberId,
      instanceId ?? "",
      `/${host}`,
      clientId,
      String(assignment.length),
      assignmentText(command, assignment),
    ),
  );
  const fitting = { atLeast: 15 };
  return [
    "",
    ...columnLines(
      [header, ...rows],
      [
        ...(tellsGroup ? [fitting] : []),
        fitting,
        ...(tellsInstance ? [{ atLeast: 17 }] : []),
        fitting,
        fitting,
        { width: 15 },
      ],
    ),
  ];
}

/** `orders(0,1), audit(2)`; the tool in Java leaves the topics out and sorts numbers as texts. */
function assignmentText(
  { isJava }: GroupCommand,
  assignment: readonly TopicPartitionName[],
): string {
  if (assignment.length === 0) return MISSING;
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of assignment) {
    const known = byTopic.get(topic);
    if (known === undefined) byTopic.set(topic, [partition]);
    else known.push(partition);
  }
  return [...byTopic]
    .map(([topic, numbers]) => {
      const texts = isJava
        ? numbers.map(String).sort()
        : [...numbers].sort((x, y) => x - y).map(String);
      return `${isJava ? "" : topic}(${texts.join(",")})`;
    })
    .sort()
    .join(", ");
}

function stateOf(
  command: GroupCommand,
  { group, coordinator, protocol, state, members }: DescribedGroup,
): readonly string[] {
  const space = command.isJava ? "  " : " ";
  const name = `broker-${coordinator}:${PORT}${space}(${coordinator})`;
  const width = Math.max(25, name.length);
  const count = String(members.length);
  const line = command.tellsGroup
    ? (first: string, second: string, third: string, fourth: string, fifth: string) =>
        `${left(first, width)} ${left(second, 25)} ${left(third, 20)} ${left(fourth, 15)} ${fifth}`
    : (_: string, second: string, third: string, fourth: string, fifth: string) =>
        `${left(second, width)} ${left(third, 25)} ${left(fourth, 20)} ${fifth}`;
  return [
    "",
    line("GROUP", "COORDINATOR (ID)", "ASSIGNMENT-STRATEGY", "STATE", "#MEMBERS"),
    line(group, name, protocol ?? "", state, count),
  ];
}
