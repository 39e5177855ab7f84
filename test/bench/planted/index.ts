import { LOG_AND_GROUP_BUGS } from "./logs-and-groups.ts";
import { MEMBERSHIP_BUGS } from "./membership.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { REPLICATION_BUGS } from "./replication.ts";

/** Every bug that can be planted, by theme. None of them is in anything that ships. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...REPLICATION_BUGS,
  ...MEMBERSHIP_BUGS,
  ...LOG_AND_GROUP_BUGS,
];

/**
 * The source of its file with the bug in it.
 * @throws Error when the place is not there, or not the only one
 */
export function plant({ name, file, find, replace }: PlantedBug, source: string): string {
  const parts = source.replaceAll("\r\n", "\n").split(find);
  if (parts.length !== 2) {
    throw new Error(`${name}: ${parts.length - 1} places in sim/${file}, where one was expected`);
  }
  return parts.join(replace);
}
