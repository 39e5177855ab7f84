import { FACT_RECORD_SENT, FACT_RECORD_STATUS, RECORD_STATUS } from "../kafka/facts.ts";
import { FACT_STRIDE } from "../kernel/facts.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { Micros } from "../kernel/time.ts";
import type { Found, Measurement } from "./measurement.ts";
import type { Expectation } from "./types.ts";
import { expandValues } from "./values.ts";

export type LatencyExpectation = Extract<Expectation, { readonly latency: unknown }>;

/**
 * Measures how long records wait for their acknowledgement, from `send` on: what a producer's
 * application sees. Records that never get one are slower than all others.
 */
export class AckLatency implements Measurement {
  private readonly wanted: ReadonlySet<string>;
  private readonly percentile: number;
  /** When each record was sent, by its number, until it is acknowledged. */
  private readonly sentAt = new Map<number, Micros>();
  private readonly latencies: Micros[] = [];

  constructor({ latency }: LatencyExpectation) {
    this.wanted = new Set(expandValues(latency.records) ?? []);
    this.percentile = latency.percentile;
  }

  onEvent(sim: Simulation): void {
    const { data, length, texts } = sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      if (data[at] === FACT_RECORD_SENT) {
        const value = texts.text(data[at + 5] as number);
        if (value !== null && this.wanted.has(value)) {
          this.sentAt.set(data[at + 2] as number, sim.now);
        }
      } else if (data[at] === FACT_RECORD_STATUS && data[at + 3] === RECORD_STATUS.ACKED) {
        this.acked(data[at + 1] as number, sim.now);
      }
    }
  }

  found(): Found {
    const sorted = [...this.latencies].sort((x, y) => x - y);
    const records = sorted.length + this.sentAt.size;
    const latencyUs = sorted[Math.max(1, Math.ceil((records * this.percentile) / 100)) - 1];
    if (latencyUs !== undefined) return { code: "found.latency", args: { latencyUs } };
    return { code: "found.unacknowledged", args: { acked: sorted.length, records } };
  }

  private acked(id: number, now: Micros): void {
    const sentAt = this.sentAt.get(id);
    if (sentAt === undefined) return;
    this.sentAt.delete(id);
    this.latencies.push(now - sentAt);
  }
}
