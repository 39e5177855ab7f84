import type { Era } from "../../../sim/kafka/era/eras.ts";
import { CompactionRig } from "../../kafka/log/cleaner/compaction-rig.ts";
import { check, type Fields } from "../kafka/support/fields.ts";

const T0_MS = 4_000_000_000_000;
const DAY_MS = 86_400_000;
/** Keys of control records: version 0, then the type. */
const CONTROL_KEYS = { ABORT: "\0\0\0\0", COMMIT: "\0\0\0\u0001" } as const;

/** Checks one claim, of which the expression found the parts; fails when it is not so. */
type Claim = (parts: RegExpExecArray, era: Era, fields: Fields) => void;

const CLAIMS: readonly (readonly [RegExp, Claim])[] = [
  [/key bytes equal an? (COMMIT|ABORT) control key does not supersede the marker/i, markerStays],
  [/tombstone with a very (old|late) timestamp survives the first (one|two|\d+) pass/i, survives],
];

/**
 * What a vector without a log says in words. A claim that nobody knows is an error: nothing would be
 * checked.
 */
export function checkClaim(era: Era, fields: Fields): void {
  const words = fields.text("note", "");
  const known = CLAIMS.flatMap(([pattern, claim]) => {
    const parts = pattern.exec(words);
    return parts === null ? [] : [{ parts, claim }];
  });
  if (known.length === 0) {
    throw new Error(`there is no log, and nobody knows how to check '${words}'`);
  }
  for (const { parts, claim } of known) claim(parts, era, fields);
}

/** Two transactions: of the second, the record has the key of the first one's marker. */
function markerStays([, type]: RegExpExecArray, era: Era, fields: Fields): void {
  const name = type?.toUpperCase() === "ABORT" ? "ABORT" : "COMMIT";
  const rig = new CompactionRig(era, {});
  const keys = ["1", CONTROL_KEYS[name]];
  keys.forEach((key, i) => {
    const producer = { id: i + 1, epoch: 0 };
    rig.append([{ key, value: "v" }], { producer, isTransactional: true });
    rig.append([{ key: null, value: name }], {
      producer,
      isTransactional: true,
      marker: { type: name, coordinatorEpoch: 0 },
      origin: "coordinator",
    });
  });
  rig.roll();
  rig.clean(rig.rig.nowMs);
  check("offsets", fields.numbers("expectedOffsets"), rig.offsets);
}

/** A record, then its tombstone, each in a segment that is cleaned when it is written. */
function survives([, age, times]: RegExpExecArray, era: Era): void {
  const rig = new CompactionRig(era, {});
  const passes = times === "one" ? 1 : times === "two" ? 2 : Number(times);
  const offMs = DAY_MS + 10_000;
  rig.append([{ key: "0", value: "0" }], { timestampMs: T0_MS + offMs });
  rig.roll();
  rig.clean(T0_MS);
  const timestampMs = T0_MS + (age === "old" ? -offMs : offMs);
  rig.append([{ key: "0", value: null }], { timestampMs });
  for (let pass = 1; pass <= passes; pass++) {
    rig.append([{ key: `other ${pass}`, value: "1" }], { timestampMs: T0_MS });
    rig.roll();
    rig.clean(T0_MS);
    check(`the tombstone after pass ${pass}`, ["0"], rig.tombstones);
  }
  rig.clean(T0_MS + DAY_MS);
  check("the tombstone when it may go", [], rig.tombstones);
}
