import { describeGroups, describeZkGroups } from "../../sim/index.ts";
import type { DescribedMoment } from "../describe.ts";
import { type DescribeOptions, momentJson } from "../describe-options.ts";
import { UsageError } from "../errors.ts";
import { describedGroup, type GroupView, groupCommand, listedGroups } from "../group-command.ts";
import type { Io } from "../io.ts";
import { writeError, writeJson, writeLines } from "../output.ts";
import { renderGroup, renderGroupList } from "../render/describe-groups.ts";

/** `describe … groups` */
export function tellGroups(
  described: DescribedMoment,
  { json, state }: DescribeOptions,
  io: Io,
): void {
  const { era, scenario } = described;
  const groups = describeGroups(described.state, scenario.clients);
  const zkGroups = describeZkGroups(described.state);
  const command = groupCommand(era);
  if (state === true && !command.tellsInstances) {
    throw new UsageError(`--state: the tool of Kafka ${era} lists no states; 2.6 does`);
  }
  const names = listedGroups(command, groups, zkGroups);
  if (json === true) {
    const inZooKeeper = zkGroups.filter(({ group }) => names.includes(group));
    writeJson(io, { ...momentJson(described), groups, zookeeperGroups: inZooKeeper });
  } else writeLines(io, renderGroupList(command, names, groups, state === true));
}

/** `describe … group NAME` */
export function tellGroup(
  described: DescribedMoment,
  id: string,
  options: DescribeOptions,
  io: Io,
): void {
  const { era, scenario, state } = described;
  const command = groupCommand(era);
  const groups = describeGroups(state, scenario.clients);
  const view = viewOf(options);
  const group = describedGroup(command, id, view, groups, describeZkGroups(state));
  if (options.json === true) {
    writeJson(io, { ...momentJson(described), group });
    return;
  }
  const { lines, complaints } = renderGroup(
    command,
    id,
    group,
    view,
    options.verbose === true,
    state,
  );
  for (const line of complaints) writeError(io, line);
  writeLines(io, lines);
}

function viewOf({ members, state, offsets, verbose }: DescribeOptions): GroupView {
  const given = [members && "members", state && "state", offsets && "offsets"].filter(
    (view): view is GroupView => typeof view === "string",
  );
  const [view = "offsets", another] = given;
  if (another !== undefined) throw new UsageError(`--${view} and --${another}: one at a time`);
  if (verbose === true && view !== "members") {
    throw new UsageError("--verbose: only --members has more to tell");
  }
  return view;
}
