import { BuiltInPartitioner } from "../../../sim/kafka/client/producer/partitioners/built-in-partitioner.ts";
import {
  partitionForKey,
  type TopicView,
} from "../../../sim/kafka/client/producer/partitioners/partitioner.ts";
import { partitionerOf } from "../../../sim/kafka/client/producer/partitioners/partitioner-of.ts";
import { producerSettings } from "../../../sim/kafka/client/producer/producer-config.ts";
import { type ChoiceStream, Choices } from "../../../sim/kernel/choices.ts";
import { check, type Fields } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

const TOPIC = "topic";
const STREAM = "partition";

/**
 * `defaultPartitioner`: the partition of a key, or how often each partition is chosen without one, by
 * the partitioner of that version or by `partitioner`, a class.
 */
export function runDefaultPartitioner({ era, fields }: ClientVector): void {
  const view = viewOf(fields, fields.number("numPartitions"));
  const count = view.partitions(TOPIC).length;
  const key = keyOf(fields);
  const name = fields.textOrNull("partitioner");
  const config = name === null ? {} : { "partitioner.class": classNamed(name) };
  const settings = producerSettings(config, era);
  const partitioner = partitionerOf(settings, new Choices("1").stream(STREAM), view);
  const choose = () => {
    if (partitioner !== null) return partitioner.partition(TOPIC, key);
    if (key === null) throw new Error(`without a key ${era} chooses while it appends`);
    return partitionForKey(key, count);
  };
  const chosen = Array.from({ length: fields.number("calls", 3) }, choose);
  if (fields.has("partition")) {
    for (const partition of chosen) check("partition", fields.number("partition"), partition);
  }
  if (fields.has("partitions")) check("partitions", fields.numbers("partitions"), chosen);
  const counts = countsOf(chosen, count);
  if (fields.has("expectedCounts")) check("counts", fields.numbers("expectedCounts"), counts);
  for (const never of fields.numbers("neverChosen", [])) {
    check(`how often ${never} is chosen`, 0, counts[never]);
  }
}

/**
 * `adaptivePartitioner`: the weights that queue lengths give, how often each partition is chosen when
 * all random numbers have their turn, and the partition for single ones.
 */
export function runAdaptivePartitioner({ fields }: ClientVector): void {
  const stated = fields.raw("queueSizes") === null ? null : fields.numbers("queueSizes");
  const all = stated ?? [];
  const length = fields.number("length", all.length);
  const queueSizes = all.slice(0, length);
  const ids = fields.numbers(
    "partitionIds",
    all.map((_, i) => i),
  );
  const partitions = ids.slice(0, length);
  const partitionCount = fields.number("numPartitions", all.length);
  const stream = new Choices("1").stream(STREAM);
  const partitioner = new BuiltInPartitioner(stream, viewOf(fields, partitionCount), TOPIC, 1);
  partitioner.updateLoadStats(stated === null ? null : queueSizes, partitions, partitionCount);
  const cumulative = partitioner.cumulativeWeights;
  if (fields.has("expectedCumulative")) {
    const expected = fields.raw("expectedCumulative");
    check(
      "cumulative",
      expected === null ? null : fields.numbers("expectedCumulative"),
      cumulative,
    );
  }
  if (fields.has("adaptive")) check("adaptive", fields.boolean("adaptive"), cumulative !== null);
  if (fields.has("rangeEnd")) check("rangeEnd", fields.number("rangeEnd"), cumulative?.at(-1));
  if (fields.has("expectedFrequencies")) {
    const range = cumulative?.at(-1) ?? 0;
    const chosen = Array.from({ length: range }, (_, r) => partitioner.weightedPartition(r));
    const cycles = fields.number("numberOfCycles", 1);
    const counts = partitions.map((id) => cycles * chosen.filter((one) => one === id).length);
    check("frequencies", fields.numbers("expectedFrequencies"), counts);
  }
  if (!fields.has("random")) return;
  const chosen = randomsOf(fields).map((random) => {
    const range = cumulative?.at(-1) ?? 1;
    return partitioner.weightedPartition(random % range);
  });
  const expected = fields.raw("expectedPartition");
  check("partition", Array.isArray(expected) ? expected : [expected], chosen);
}

/**
 * `stickyPartitioner`: after which appends the built-in partitioner takes a new sticky partition. Random
 * numbers count up from 0 unless they are given.
 */
export function runStickyPartitioner({ fields }: ClientVector): void {
  const partitionCount = fields.number("numPartitions", 3);
  const view = viewOf(fields, partitionCount);
  if (fields.has("expectedError")) {
    checkRefusal(fields, view);
    return;
  }
  const appends = fields.numbers("appends");
  const choices = view.availablePartitions(TOPIC).length || partitionCount;
  const stream = sequential(fields.numbers("random", []), appends.length + 1, choices);
  const partitioner = new BuiltInPartitioner(stream, view, TOPIC, fields.number("stickyBatchSize"));
  const enabled = switchesOf(fields, appends.length);
  const before = [partitioner.currentPartition()];
  const switched = appends.map((bytes, i) => {
    const draws = stream.count;
    partitioner.update(bytes, enabled[i] ?? true);
    before.push(partitioner.currentPartition());
    return stream.count > draws;
  });
  if (fields.has("switchedAfter")) check("switchedAfter", fields.list("switchedAfter"), switched);
  if (fields.has("partitions")) check("partitions", fields.numbers("partitions"), before);
  for (const never of fields.numbers("neverChosen", [])) {
    check(`whether ${never} is chosen`, false, before.includes(never));
  }
}

/** A partitioner for batches without any bytes is refused. */
function checkRefusal(fields: Fields, view: TopicView): void {
  const stickyBatchSize = fields.number("stickyBatchSize");
  fields.skip("appends");
  let found: string | null = null;
  try {
    new BuiltInPartitioner(new Choices("1").stream(STREAM), view, TOPIC, stickyBatchSize);
  } catch {
    found = "IllegalArgumentException";
  }
  check("the error", fields.textOrNull("expectedError"), found);
}

/** Whether the caller allows a switch after each append; one answer may stand for all. */
function switchesOf(fields: Fields, count: number): readonly boolean[] {
  if (!fields.has("enableSwitch")) return new Array<boolean>(count).fill(true);
  const value = fields.raw("enableSwitch");
  return Array.isArray(value)
    ? value.map((one) => one === true)
    : new Array<boolean>(count).fill(fields.boolean("enableSwitch"));
}

/** A stream that draws these numbers, or 0, 1, 2… */
function sequential(randoms: readonly number[], draws: number, limit: number): ChoiceStream {
  const overrides = Array.from({ length: draws }, (_, index) => ({
    stream: STREAM,
    index,
    value: (randoms[index] ?? index) % limit,
  }));
  return new Choices("1", overrides).stream(STREAM);
}

function viewOf(fields: Fields, count: number): TopicView {
  const unavailable = fields.numbers("unavailablePartitions", []);
  const all = Array.from({ length: count }, (_, i) => i);
  const available = fields.numbers(
    "availablePartitions",
    all.filter((i) => !unavailable.includes(i)),
  );
  return { partitions: () => ({ length: count }), availablePartitions: () => available };
}

function keyOf(fields: Fields): string | null {
  return fields.has("keyUtf8") ? fields.textOrNull("keyUtf8") : fields.textOrNull("key");
}

function randomsOf(fields: Fields): readonly number[] {
  const random = fields.raw("random");
  return Array.isArray(random) ? fields.numbers("random") : [fields.number("random")];
}

function countsOf(chosen: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, i) => chosen.filter((one) => one === i).length);
}

/** A class by its full or its simple name. */
function classNamed(name: string): string {
  if (name.includes(".")) return name;
  const internals = name === "DefaultPartitioner" ? "internals." : "";
  return `org.apache.kafka.clients.producer.${internals}${name}`;
}
