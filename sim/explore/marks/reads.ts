import type { PartitionModel } from "../../check/model/partition-model.ts";
import type { Seen } from "./seen.ts";

interface ReadTime {
  first: number;
  last: number;
}

/** Whether a consumer read of a partition before and after its leader changed. */
export function readAcrossFailover(seen: Seen): boolean {
  const times = new Map<PartitionModel, readonly ReadTime[]>();
  return seen.of("truth").some(({ partition, before, after, event }) => {
    if (before === null || after === null || before.leader === after.leader) return false;
    const known = times.get(partition) ?? readTimes(seen, partition);
    times.set(partition, known);
    return known.some(({ first, last }) => first < event && event < last);
  });
}

/** When each consumer read first and last of a partition, of the records that it read before others. */
function readTimes({ model }: Seen, { read }: PartitionModel): readonly ReadTime[] {
  const { table } = model;
  const times = new Map<number, ReadTime>();
  for (let i = 0; i < read.rows.length; i++) {
    const row = read.rows.at(i);
    const event = table.readEvents.at(row);
    const known = times.get(table.readers.at(row));
    if (known === undefined) times.set(table.readers.at(row), { first: event, last: event });
    else {
      known.first = Math.min(known.first, event);
      known.last = Math.max(known.last, event);
    }
  }
  return [...times.values()];
}
