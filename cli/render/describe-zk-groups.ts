import { type DescribedZkGroup, logEndOffsetAt, type State } from "../../sim/index.ts";
import type { GroupCommand } from "../group-command.ts";
import { columnLines, left } from "./columns.ts";
import { HEADER, known, MISSING, numberOr, type OffsetRow } from "./offset-row.ts";

/** A group of the old consumer, as `ConsumerOffsetChecker` (0.8.2) or `ZkConsumerGroupService` tell it. */
export function zkGroupLines(
  command: GroupCommand,
  group: DescribedZkGroup,
  state: State,
): readonly string[] {
  const rows = group.partitions.map((row): OffsetRow => {
    const end = logEndOffsetAt(state, row);
    const { topic, partition, offset, owner } = row;
    return {
      group: group.group,
      topic,
      partition: String(partition),
      offset: numberOr(offset),
      end: numberOr(end),
      lag: offset === null || end === null ? MISSING : String(end - offset),
      consumer: owner ?? MISSING,
      host: MISSING,
      client: MISSING,
    };
  });
  if (command.era === "0.7" || command.era === "0.8.2") return checkerLines(rows);
  return command.layout === "commas" ? zkCommaLines(rows) : zkColumns(command, rows);
}

/** `ConsumerOffsetChecker` */
function checkerLines(rows: readonly OffsetRow[]): readonly string[] {
  const line = (row: OffsetRow, owner: string) =>
    [
      left(row.group, 15),
      left(row.topic, 30),
      left(row.partition, 3),
      left(row.offset, 15),
      left(row.end, 15),
      left(row.lag, 15),
      owner,
    ].join(" ");
  const header: OffsetRow = {
    ...HEADER,
    group: "Group",
    topic: "Topic",
    partition: "Pid",
    offset: "Offset",
    end: "logSize",
    lag: "Lag",
  };
  return [
    line(header, "Owner"),
    ...rows.map((row) =>
      line(
        { ...row, offset: known(row.offset), lag: known(row.lag) },
        row.consumer === MISSING ? "none" : row.consumer,
      ),
    ),
  ];
}

function zkCommaLines(rows: readonly OffsetRow[]): readonly string[] {
  return [
    "GROUP, TOPIC, PARTITION, CURRENT OFFSET, LOG END OFFSET, LAG, OWNER",
    ...rows.map(({ group, topic, partition, offset, end, lag, consumer }) =>
      [
        group,
        topic,
        partition,
        known(offset),
        known(end),
        known(lag),
        consumer === MISSING ? "none" : consumer,
      ].join(", "),
    ),
  ];
}

/** Owners without the number of their thread; no host and no client, which are in the owner's name. */
function zkColumns({ layout }: GroupCommand, rows: readonly OffsetRow[]): readonly string[] {
  const cells = [HEADER, ...rows].map((row) => [
    row.topic,
    row.partition,
    row.offset,
    row.end,
    row.lag,
    row === HEADER ? row.consumer : withoutThread(row.consumer),
  ]);
  const [topic, lag, consumer] =
    layout === "fitting"
      ? [{ atLeast: 15 }, { width: 15 }, { atLeast: 15 }]
      : [{ width: 30 }, { width: 10 }, { width: 50 }];
  const widths = [topic, { width: 10 }, { width: 15 }, { width: 15 }, lag, consumer];
  return ["", ...columnLines(cells, widths)];
}

function withoutThread(owner: string): string {
  const at = owner.lastIndexOf("-");
  return owner === MISSING || at < 0 ? owner : owner.slice(0, at);
}
