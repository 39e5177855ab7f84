import { resolveConfig } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import type { AppendOrigin } from "../../../../sim/kafka/log/producer-append-validation.ts";
import type { ProducerSnapshot } from "../../../../sim/kafka/log/producer-snapshot.ts";
import {
  type CompletedTxn,
  ProducerStateManager,
} from "../../../../sim/kafka/log/producer-state.ts";
import {
  type ProducerStateConfig,
  producerStateConfig,
} from "../../../../sim/kafka/log/producer-state-config.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";

const FIRST_NOW_MS = 1_700_000_000_000;
/** `transaction.max.timeout.ms` of ProducerStateManagerTest. */
const MAX_TRANSACTION_TIMEOUT_MS = 300_000;

/** The producers of one log, its snapshots and a clock: what ProducerStateManagerTest works with. */
export class ProducerStateRig {
  nowMs = FIRST_NOW_MS;
  maxTransactionTimeoutMs = MAX_TRANSACTION_TIMEOUT_MS;
  /** Whom the last step was about. */
  producerId = 1;
  lastCompleted: CompletedTxn | null = null;
  snapshots: readonly ProducerSnapshot[] = [];
  manager: ProducerStateManager;
  private config: ProducerStateConfig;

  constructor(era: Era) {
    this.config = producerStateConfig(resolveConfig("broker", {}, era));
    this.manager = this.anew();
  }

  get expirationMs(): number {
    return this.config.producerIdExpirationMs;
  }

  set expirationMs(producerIdExpirationMs: number) {
    this.config = { ...this.config, producerIdExpirationMs };
    this.manager = this.anew();
  }

  /** Another process reads what the last one left on the disk. */
  reload(logStartOffset: number, logEndOffset: number, nowMs: number): void {
    this.manager = this.anew();
    this.manager.truncateAndReload(logStartOffset, logEndOffset, nowMs);
  }

  /** Appends a batch at its offset, if it is in order; one that repeats another is not looked for. */
  append(batch: RecordBatch, origin: AppendOrigin): ErrorCode {
    const error = this.manager.validate(batch, origin);
    if (error !== Errors.NONE) return error;
    this.lastCompleted = this.manager.update(batch);
    if (this.lastCompleted !== null) this.manager.completeTxn(this.lastCompleted);
    return Errors.NONE;
  }

  private anew(): ProducerStateManager {
    return new ProducerStateManager(
      {
        readSnapshots: () => this.snapshots,
        writeSnapshots: (all) => {
          this.snapshots = [...all].sort((x, y) => x.offset - y.offset);
        },
      },
      this.config,
    );
  }
}
