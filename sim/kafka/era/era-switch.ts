import type { Era, EraValues } from "./eras.ts";

/** One way in which Kafka behaved. */
export interface SwitchState {
  /** A text, or whether the rule holds. */
  readonly value: string | boolean;
  /** The first era that behaves so; null for a bug of single point releases, which no era has. */
  readonly since: Era | null;
  /** The KIP or the JIRA that brought it; null for what was there from the beginning. */
  readonly source: string | null;
  /** What brokers do then. */
  readonly doc: string;
}

/** A behaviour that changed from one Kafka version to another, and that can be set alone. */
export interface EraSwitch {
  readonly name: string;
  /** What it is about. */
  readonly doc: string;
  /**
   * True when brokers must agree on it: then `inter.broker.protocol.version` decides, where it is older
   * than the broker.
   */
  readonly wire: boolean;
  readonly states: readonly SwitchState[];
}

/** The values of a switch by era, without the bugs that no era has. */
export function presetsOf({ states }: EraSwitch): EraValues<string | boolean> {
  return states.flatMap(({ since, value }) => (since === null ? [] : [[since, value] as const]));
}
