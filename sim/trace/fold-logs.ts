import * as K from "../kafka/facts.ts";
import type { Entities } from "./entities.ts";
import { addRange, appendRun, cutHead, cutRangesBelow, cutRangesFrom, cutTail } from "./ranges.ts";
import { integersOf, type TextMeanings } from "./registry.ts";
import type { ReplicaState } from "./state.ts";

/** Applies what facts tell of logs beyond plain appends: pieces of batches, compaction, segments. */
export class FoldedLogs {
  private readonly meanings: TextMeanings;
  private readonly entities: Entities;

  constructor(meanings: TextMeanings, entities: Entities) {
    this.meanings = meanings;
    this.entities = entities;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const a = data[at + 1] as number;
    const b = data[at + 2] as number;
    const c = data[at + 3] as number;
    switch (code) {
      case K.FACT_LOG_APPEND_PART: {
        const replica = this.entities.replicaLog(a, b);
        const end = c + (data[at + 4] as number);
        appendToLog(replica, c, end, data[at + 5] as number);
        let covered = c;
        for (const { offset, count } of partIn(this.meanings.json(data[at + 6] as number)).runs) {
          addRange(replica.gaps, covered, offset);
          covered = offset + count;
        }
        addRange(replica.gaps, covered, end);
        break;
      }
      case K.FACT_LOG_CLEAN: {
        const { gaps, logStartOffset } = this.entities.replicaLog(a, b);
        for (const [from, end] of rangesIn(this.meanings.json(c))) {
          addRange(gaps, Math.max(from, logStartOffset), end);
        }
        break;
      }
      case K.FACT_LOG_DAMAGED:
        addRange(this.entities.replicaLog(a, b).damaged, c, c + (data[at + 4] as number));
        break;
      case K.FACT_LOG_SEGMENTS:
        this.entities.replicaLog(a, b).segmentBaseOffsets = integersOf(this.meanings.json(c));
        break;
    }
  }
}

/** Records of one batch at consecutive offsets. */
export interface PartRun {
  readonly offset: number;
  /** Position of the first of them in the batch as its producer made it. */
  readonly index: number;
  readonly count: number;
}

/** What a `log.append.part` has in `records`. */
export function partIn(json: unknown): { readonly batch: number; readonly runs: PartRun[] } {
  if (!Array.isArray(json)) return { batch: -1, runs: [] };
  const [batch, runs] = json;
  return {
    batch: typeof batch === "number" ? batch : -1,
    runs: (Array.isArray(runs) ? runs : []).map((run) => {
      const [offset = 0, index = 0, count = 0] = integersOf(run);
      return { offset, index, count };
    }),
  };
}

/** What a `log.clean` has in `offsets`. */
export function rangesIn(json: unknown): [from: number, end: number][] {
  if (!Array.isArray(json)) return [];
  return json.map(integersOf).map((range) => [range[0] ?? 0, range[1] ?? 0]);
}

/** The log goes on at `base`, to `end`; whatever was there is replaced. */
export function appendToLog(replica: ReplicaState, base: number, end: number, epoch: number): void {
  const before = replica.logEndOffset;
  if (before < base) addRange(replica.gaps, Math.max(before, replica.logStartOffset), base);
  else if (before > base) cutLog(replica, base);
  replica.logEndOffset = end;
  appendRun(replica.epochRuns, base, end, epoch);
}

/** Everything from `offset` on is gone. */
export function cutLog({ epochRuns, gaps, damaged }: ReplicaState, offset: number): void {
  cutTail(epochRuns, offset);
  cutRangesFrom(gaps, offset);
  cutRangesFrom(damaged, offset);
}

/** Everything before `offset` is gone. */
export function cutLogHead({ epochRuns, gaps, damaged }: ReplicaState, offset: number): void {
  cutHead(epochRuns, offset);
  cutRangesBelow(gaps, offset);
  cutRangesBelow(damaged, offset);
}
