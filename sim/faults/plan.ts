import type { PowerLossExtent } from "../kernel/disk.ts";

/** Kinds of trouble that a search may switch on or off, each wholly. */
export const FAULT_KINDS = [
  /** Processes end without warning and start again. */
  "kill",
  /** Machines lose power, alone or together. */
  "powerLoss",
  /** Clean restarts. */
  "shutdown",
  "pause",
  /** Hosts no longer reach each other, both ways or one way. */
  "cut",
  /** One kind of message waits, and what follows it on the same connection. */
  "hold",
  "reset",
  "expireSession",
  "jumpClock",
  "failLogDir",
  "corrupt",
  "slowDisk",
  /** ZooKeeper's servers die, pause, are cut off or sync slowly. */
  "zookeeper",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

/** What clients and networks of a cluster may be asked to live through: crashes, cuts, pauses, expiries. */
export const DEFAULT_FAULT_KINDS: readonly FaultKind[] = ["kill", "cut", "pause", "expireSession"];

/** A stretch of trouble as plain data. Hosts go by name; times are virtual milliseconds of the run. */
export type Episode = {
  readonly atMs: number;
  /** How long it lasts; 0: it is over at once. */
  readonly forMs: number;
} & Trouble;

export type Trouble =
  | { readonly kind: "kill" | "shutdown"; readonly hosts: readonly string[] }
  | {
      readonly kind: "powerLoss";
      readonly hosts: readonly string[];
      readonly lose: PowerLossExtent;
    }
  | {
      readonly kind: "pause";
      readonly hosts: readonly string[];
      readonly clocks: "run" | "stop";
    }
  | {
      readonly kind: "cut";
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly oneWay: boolean;
    }
  | {
      readonly kind: "hold";
      readonly from: readonly string[];
      readonly to: readonly string[];
      readonly message: string;
    }
  | { readonly kind: "reset"; readonly from: readonly string[]; readonly to: readonly string[] }
  | { readonly kind: "expireSession"; readonly host: string }
  | { readonly kind: "jumpClock"; readonly host: string; readonly byMs: number }
  | { readonly kind: "failLogDir"; readonly broker: number; readonly dir: string }
  | {
      readonly kind: "corrupt";
      readonly broker: number;
      readonly partition: string;
      readonly offset: number;
    }
  /** The disk of a broker whose work takes time. */
  | {
      readonly kind: "slowDisk";
      readonly hosts: readonly string[];
      readonly slowdown: number | "stalled";
    }
  /** Each fsync of a ZooKeeper server takes so long. */
  | { readonly kind: "slowSync"; readonly hosts: readonly string[]; readonly fsyncMs: number };

/** Faults over a run, by the time at which they begin. */
export type FaultPlan = readonly Episode[];
