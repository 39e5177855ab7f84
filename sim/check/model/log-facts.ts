import * as K from "../../kafka/facts.ts";
import { partIn, rangesIn } from "../../trace/fold-logs.ts";
import type { ClusterModel } from "./cluster-model.ts";
import {
  type ReplicaModel,
  TOUCHED_APPEND,
  TOUCHED_BOUNDS,
  TOUCHED_CLEAN,
} from "./partition-model.ts";

/** What facts tell of logs beyond plain appends: pieces of batches, compaction, retention. */
export class LogFacts {
  private readonly model: ClusterModel;

  constructor(model: ClusterModel) {
    this.model = model;
  }

  /** Takes in the fact at `at`. */
  apply(code: number, data: Float64Array, at: number): void {
    const { model } = this;
    const replica = model.partition(data[at + 1] as number).replica(data[at + 2] as number);
    const c = data[at + 3] as number;
    const d = data[at + 4] as number;
    switch (code) {
      case K.FACT_LOG_APPEND_PART:
        this.appendPart(replica, c, d, data[at + 5] as number, data[at + 6] as number);
        break;
      case K.FACT_LOG_CLEAN:
        this.clean(replica, rangesIn(model.meanings.json(c)));
        break;
      case K.FACT_LOG_DAMAGED: {
        const partition = model.meanings.text(data[at + 1] as number);
        const broker = data[at + 2] as number;
        model.note({ type: "damage", partition, broker, base: c, count: d });
        break;
      }
      case K.FACT_LOG_RETENTION: {
        const amount = data[at + 5] as number;
        const limit = data[at + 6] as number;
        replica.retention = { setting: model.meanings.text(d), amount, limit };
        break;
      }
    }
  }

  private appendPart(
    replica: ReplicaModel,
    base: number,
    count: number,
    leaderEpoch: number,
    records: number,
  ): void {
    const { model } = this;
    const { event, timeUs } = model;
    const { log } = replica;
    if (log.end > base) model.overwrite(replica, base);
    replica.logEndOffset = base + count;
    const byLeader = replica.role === K.ROLE_LEADER;
    const { batch, runs } = partIn(model.meanings.json(records));
    const of = { batch, leaderEpoch, byLeader, event, timeUs };
    for (const { offset, index, count: held } of runs) {
      if (offset < log.end) replica.appendedAt = offset;
      log.appendPart(offset, held, offset - index, of);
    }
    log.endAt(base + count);
    if (byLeader) model.noteRepeated(replica, batch);
    model.touch(replica, TOUCHED_APPEND | TOUCHED_BOUNDS);
  }

  private clean(replica: ReplicaModel, offsets: readonly [from: number, end: number][]): void {
    for (const [from, end] of offsets) {
      replica.log.clean(from, end);
      replica.cleaned.push([from, end]);
    }
    const { partition, broker } = replica;
    const byLeader = replica.role === K.ROLE_LEADER;
    this.model.note({ type: "compaction", partition, broker, byLeader, offsets });
    this.model.touch(replica, TOUCHED_CLEAN);
  }
}
