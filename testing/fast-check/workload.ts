import * as fc from "fast-check";
import type { ConfigValues } from "../../sim/index.ts";
import { type Choice, drawn } from "./internals/choice.ts";
import { defaultOr, drawnSettings, type SettingChoices } from "./internals/settings.ts";
import { FIRST_MS, LAST_MS, times } from "./internals/times.ts";

/** Producers and what they send. */
export interface Workload {
  /** Settings of each producer, by Kafka's names. */
  readonly producers: readonly ConfigValues[];
  readonly sends: readonly Send[];
}

/** Records that a producer is given one after another. */
export interface Send {
  /** Virtual time of the run, in milliseconds. */
  readonly atMs: number;
  /** Which producer, from 0 on; what is too large begins again at the first. */
  readonly producer: number;
  /** Which topic, from 0 on; what is too large begins again at the first. */
  readonly topic: number;
  readonly records: number;
  /** How many keys they have, in turn; 0: none has one. */
  readonly keys: number;
  /** Milliseconds between two; 0: all at once. */
  readonly everyMs: number;
}

export interface WorkloadOptions {
  /** `all`, `1` or `0`; usually any of them. */
  readonly acks?: Choice<"all" | "1" | "0">;
  /** Exactly so many producers; usually one or two. */
  readonly producers?: number;
  /** The most sends that there are; 4 when absent. */
  readonly maxSends?: number;
  /** Records of each send; usually 1 to 40. */
  readonly records?: Choice<number>;
  /** Keys of each send; usually 0 to 3. */
  readonly keys?: Choice<number>;
  /** Milliseconds between two records of a send; usually 0 to 200. */
  readonly everyMs?: Choice<number>;
  /** More settings of the producers: such as hold in every case, or are drawn as you say. */
  readonly settings?: SettingChoices;
}

const USUALLY_MOST_PRODUCERS = 2;
const USUALLY_MOST_SENDS = 4;
const MOST_RECORDS = 40;

/**
 * What producers send, and with which settings. Producers do not give up soon (`retries`). A workload
 * shrinks towards one producer that sends one record without a key, early.
 */
export function workload(options: WorkloadOptions = {}): fc.Arbitrary<Workload> {
  const { producers: count, maxSends, settings } = options;
  const producer = drawnSettings(
    {
      acks: drawn<"all" | "1" | "0">(options.acks, fc.constantFrom("all", "1", "0")),
      retries: fc.constant(2_147_483_647),
      "linger.ms": defaultOr(5, 20),
      "max.in.flight.requests.per.connection": defaultOr(1),
    },
    settings ?? {},
  );
  const send = fc
    .record({
      records: drawn(options.records, fc.integer({ min: 1, max: MOST_RECORDS })),
      place: fc.nat({ max: MOST_RECORDS - 1 }),
      atMs: times(FIRST_MS, LAST_MS),
      producer: fc.nat({ max: (count ?? USUALLY_MOST_PRODUCERS) - 1 }),
      topic: fc.nat({ max: 2 }),
      keys: drawn(options.keys, fc.constantFrom(0, 1, 3)),
      everyMs: drawn(options.everyMs, fc.constantFrom(0, 10, 50, 200)),
    })
    .map(sendOf);
  return fc.record({
    producers: fc.array(producer, {
      minLength: count ?? 1,
      maxLength: count ?? USUALLY_MOST_PRODUCERS,
      size: "max",
    }),
    sends: fc.array(send, { minLength: 1, maxLength: maxSends ?? USUALLY_MOST_SENDS, size: "max" }),
  });
}

/**
 * A draft says when the last record is sent: in the `place`-th interval after `atMs`. With fewer records it
 * stays where it is, so that one whose time matters is still there when all the others are gone.
 */
function sendOf({ place, atMs, ...send }: Send & { readonly place: number }): Send {
  const firstMs = atMs + (place - send.records + 1) * send.everyMs;
  return { atMs: Math.max(FIRST_MS, firstMs), ...send };
}
