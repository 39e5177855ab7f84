import { decrementSequence, incrementSequence } from "../../../sim/kafka/record/record-batch.ts";
import { check } from "../kafka/support/fields.ts";
import type { ClientVector } from "./support/client-vector.ts";

/** `incrementSequence`: sequence numbers wrap. */
export function runIncrementSequence({ fields }: ClientVector): void {
  const sequence = incrementSequence(fields.number("sequence"), fields.number("increment"));
  check("the sequence", fields.number("expected"), sequence);
}

/** `decrementSequence`: and back. */
export function runDecrementSequence({ fields }: ClientVector): void {
  const sequence = decrementSequence(fields.number("sequence"), fields.number("decrement"));
  check("the sequence", fields.number("expected"), sequence);
}
