import type { ConfigValues } from "../kafka/config/config.ts";
import type { ApplicationChange, ClientSpec } from "./types-clients.ts";
import type { ClusterHardwareSpec, ClusterSpec, TopicSpec } from "./types-cluster.ts";
import type { Expectation } from "./types-expectations.ts";
import type { Duration, Localized } from "./types-parts.ts";
import type { Step } from "./types-steps.ts";

export type * from "./types-clients.ts";
export type * from "./types-cluster.ts";
export type * from "./types-conditions.ts";
export type * from "./types-expectations.ts";
export type * from "./types-operator.ts";
export type * from "./types-parts.ts";
export type * from "./types-steps.ts";

/**
 * A case: a cluster, what its clients and its operators do, which faults strike, what must come of
 * it, and one change (the control) that makes the difference. Plain data.
 */
export interface Scenario {
  readonly id: string;
  /** Theme, such as `durability`. */
  readonly group: string;
  /** 3: everybody should know it; 1: for experts. */
  readonly importance: 1 | 2 | 3;
  readonly title: Localized;
  readonly explanation: Localized;
  /** Eras in which what is expected comes true; absent: all. */
  readonly eras?: readonly string[];
  readonly cluster: ClusterSpec;
  readonly topics: readonly TopicSpec[];
  readonly clients: readonly ClientSpec[];
  readonly steps: readonly Step[];
  readonly expect: readonly Expectation[];
  readonly control: Control;
  readonly limits?: Limits;
  /**
   * `skip`: a step that a host is in no state for (killing what is down) is left out. Absent: it ends the
   * run as inconclusive.
   */
  readonly whenImpossible?: "skip";
  /** How it runs unless one asks for something else. */
  readonly run?: RunDefaults;
}

export interface RunDefaults {
  /** Unsigned 64-bit, decimal; absent: 1. */
  readonly seed?: string;
  /** Choices that are not those of the seed: the `index`-th draw of a stream is that value. */
  readonly overrides?: readonly (readonly [stream: string, index: number, value: number])[];
}

/** The one change: settings are merged, given steps replace the steps. */
export interface Control {
  readonly title: Localized;
  readonly change: {
    /** Another version of everything; then nothing else need change. */
    readonly era?: string;
    readonly cluster?: {
      readonly settings?: ConfigValues;
      readonly hardware?: ClusterHardwareSpec;
    };
    readonly topics?: Readonly<Record<string, ConfigValues>>;
    readonly clients?: Readonly<Record<string, ConfigValues>>;
    /** What is otherwise in the applications of consumers; null: absent. */
    readonly applications?: Readonly<Record<string, ApplicationChange>>;
    readonly steps?: readonly Step[];
  };
  /** What must come of the control. */
  readonly expect: readonly Expectation[];
}

export interface Limits {
  readonly events?: number;
  readonly virtualTime?: Duration;
}
