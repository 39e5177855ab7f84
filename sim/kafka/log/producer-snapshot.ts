import { type BatchMetadata, ProducerStateEntry } from "./producer-state-entry.ts";

/** What a snapshot says of one producer: only its last batch. */
export interface SavedProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly lastBatch: BatchMetadata | null;
  readonly lastTimestampMs: number;
  readonly currentTxnFirstOffset: number;
  readonly coordinatorEpoch: number;
}

/** A snapshot file: the producers of everything below an offset. */
export interface ProducerSnapshot {
  readonly offset: number;
  readonly producers: readonly SavedProducer[];
}

/** Where a log keeps its snapshots, in the order of their offsets. */
export interface ProducerSnapshots {
  readSnapshots(): readonly ProducerSnapshot[];
  writeSnapshots(snapshots: readonly ProducerSnapshot[]): void;
}

export function savedProducer(entry: ProducerStateEntry): SavedProducer {
  return {
    producerId: entry.producerId,
    producerEpoch: entry.producerEpoch,
    lastBatch: entry.batches.at(-1) ?? null,
    lastTimestampMs: entry.lastTimestampMs,
    currentTxnFirstOffset: entry.currentTxnFirstOffset,
    coordinatorEpoch: entry.coordinatorEpoch,
  };
}

export function loadedProducer(saved: SavedProducer): ProducerStateEntry {
  const entry = new ProducerStateEntry(saved.producerId);
  entry.producerEpoch = saved.producerEpoch;
  entry.lastTimestampMs = saved.lastTimestampMs;
  entry.currentTxnFirstOffset = saved.currentTxnFirstOffset;
  entry.coordinatorEpoch = saved.coordinatorEpoch;
  if (saved.lastBatch !== null) entry.batches.push(saved.lastBatch);
  return entry;
}
