import * as fc from "fast-check";
import type { FaultKind } from "../../../sim/faults/plan.ts";
import type { PowerLossExtent } from "../../../sim/index.ts";

/** What a fault of a kind has beside its time and those whom it strikes. */
export type FaultDetail =
  | { readonly kind: "kill" | "shutdown" | "expireSession" | "failLogDir" }
  | { readonly kind: "powerLoss"; readonly lose: PowerLossExtent }
  | { readonly kind: "pause"; readonly clocks: "run" | "stop" }
  /** `peers`: names of hosts; those that are struck among them mean nothing. */
  | { readonly kind: "cut"; readonly peers: readonly string[]; readonly oneWay: boolean }
  | { readonly kind: "hold"; readonly peers: readonly string[]; readonly message: string }
  | { readonly kind: "reset"; readonly peers: readonly string[] }
  | { readonly kind: "jumpClock"; readonly byMs: number }
  | { readonly kind: "corrupt"; readonly partition: string; readonly offset: number }
  | { readonly kind: "slowDisk"; readonly slowdown: number | "stalled" }
  | { readonly kind: "zookeeper"; readonly trouble: "pause" | "kill" | "cut" | "slowSync" };

/** Messages that are worth holding: replication, and what controllers and leaders tell. */
const HELD_MESSAGES = [
  "FetchRequest",
  "FetchResponse",
  "LeaderAndIsrRequest",
  "UpdateMetadataRequest",
  "ProduceResponse",
];

/** What draws the rest of a fault; it holds nothing that its kind does not use. */
export function detailOf(kind: FaultKind, hosts: readonly string[]): fc.Arbitrary<FaultDetail> {
  const peers = fc.subarray([...hosts], { minLength: 1 });
  switch (kind) {
    case "kill":
    case "shutdown":
    case "expireSession":
    case "failLogDir":
      return fc.constant({ kind });
    case "powerLoss": {
      const lose = fc.constantFrom<PowerLossExtent>("all", "choice", "none");
      return fc.record({ kind: fc.constant(kind), lose });
    }
    case "pause": {
      const clocks = fc.constantFrom<"run" | "stop">("run", "stop");
      return fc.record({ kind: fc.constant(kind), clocks });
    }
    case "cut":
      return fc.record({ kind: fc.constant(kind), peers, oneWay: fc.boolean() });
    case "hold": {
      const message = fc.constantFrom(...HELD_MESSAGES);
      return fc.record({ kind: fc.constant(kind), peers, message });
    }
    case "reset":
      return fc.record({ kind: fc.constant(kind), peers });
    case "jumpClock": {
      const byMs = fc.constantFrom(1000, -1000, 60_000, -60_000);
      return fc.record({ kind: fc.constant(kind), byMs });
    }
    case "corrupt": {
      const partition = fc.constant("orders-0");
      return fc.record({ kind: fc.constant(kind), partition, offset: fc.nat({ max: 9 }) });
    }
    case "slowDisk": {
      const slowdown = fc.constantFrom<number | "stalled">(10, 100, "stalled");
      return fc.record({ kind: fc.constant(kind), slowdown });
    }
    case "zookeeper": {
      const trouble = fc.constantFrom<"pause" | "kill" | "cut" | "slowSync">(
        "pause",
        "kill",
        "cut",
        "slowSync",
      );
      return fc.record({ kind: fc.constant(kind), trouble });
    }
  }
}
