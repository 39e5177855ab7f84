import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";

/** The protocol with which a follower asks where epochs end before it fetches. */
const ASKS_BEFORE = "2.6";
const PROTOCOLS: Readonly<Record<string, string | null>> = {
  preKip101: "0.10.2",
  noTruncateOnFetch: ASKS_BEFORE,
  truncateOnFetch: null,
};

/** Broker settings with which fetchers work as in a mode of the vectors, and wait for nothing. */
export function settingsOfMode(mode: string): ConfigValues {
  const protocol = PROTOCOLS[mode];
  if (protocol === undefined) throw new Error(`no mode is called ${mode}`);
  const waits = { "replica.fetch.wait.max.ms": 0, "replica.fetch.backoff.ms": 0 };
  return protocol === null ? waits : { ...waits, "inter.broker.protocol.version": protocol };
}
