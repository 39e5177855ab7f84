/** A text in the languages of the interface. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}

/** `50us`, `250ms`, `18s`, `2m`, `1h`, `7d`, or a number of milliseconds. */
export type Duration = string | number;

/**
 * A broker by id, or another host by name (`zookeeper`, a client's name). In faults, `controller` is the
 * broker that rules when the step is carried out; `restart: all` and `resume: all` mean whoever is down,
 * whoever is paused.
 */
export type HostRef = number | string;

/** Values: a list, or a range such as `r0..r9`. */
export type Values = string | readonly string[];

/** Values of records that are sent: null, in a list, is a tombstone. */
export type ProducedValues = string | readonly (string | null)[];

/** A whole number, or bounds. */
export type NumberMatch = number | { readonly atLeast?: number; readonly atMost?: number };
