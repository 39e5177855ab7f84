import {
  FACT_RECORD_PROCESSED,
  FACT_RECORD_READ,
  FACT_RECORD_SENT,
  FACT_RECORD_STATUS,
  PROCESSING_OUTCOMES,
  RECORD_STATUS,
} from "../kafka/facts.ts";
import { FACT_STRIDE, type FactLog } from "../kernel/facts.ts";
import type { RecordStatusName } from "./types.ts";

const STATUS_NAMES: ReadonlyMap<number, RecordStatusName> = new Map([
  [RECORD_STATUS.ACKED, "acked"],
  [RECORD_STATUS.FAILED, "failed"],
  [RECORD_STATUS.UNKNOWN, "unknown"],
  [RECORD_STATUS.UNACKNOWLEDGED, "unacknowledged"],
]);

interface BookedRecord {
  readonly value: string;
  status: RecordStatusName;
  /** Hosts of the consumers that read it. */
  readonly readBy: number[];
  /** Hosts of the applications that processed it, one for each time. */
  readonly processedBy: number[];
}

/** What scenarios ask about single records: they go by their values. */
export class RecordBook {
  private readonly byId = new Map<number, BookedRecord>();
  private readonly byValue = new Map<string, BookedRecord[]>();
  private pendingCount = 0;

  /** Records of which a producer has not yet heard what became of them. */
  get pending(): number {
    return this.pendingCount;
  }

  /** Takes in the facts of one event. */
  observe(facts: FactLog): void {
    const { data, length } = facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at];
      if (code === FACT_RECORD_SENT) {
        this.sent(data[at + 2] ?? 0, facts.texts.text(data[at + 5] ?? -1) ?? "");
      } else if (code === FACT_RECORD_STATUS) {
        this.status(data[at + 1] ?? 0, data[at + 3] ?? 0);
      } else if (code === FACT_RECORD_READ) this.read(data[at + 4] ?? 0, data[at + 1] ?? -1);
      else if (code === FACT_RECORD_PROCESSED && hasSucceeded(data[at + 6])) {
        this.byId.get(data[at + 4] ?? 0)?.processedBy.push(data[at + 1] ?? -1);
      }
    }
  }

  /** Whether records with that value were sent and all have that status. */
  haveStatus(value: string, status: RecordStatusName): boolean {
    const records = this.byValue.get(value);
    return records?.every((record) => record.status === status) ?? false;
  }

  /** Whether a record with that value was read, by that host or by any (null). */
  wasRead(value: string, host: number | null): boolean {
    const records = this.byValue.get(value) ?? [];
    return records.some((r) => (host === null ? r.readBy.length > 0 : r.readBy.includes(host)));
  }

  /** How often records with that value were processed, by that host or in all (null). */
  timesProcessed(value: string, host: number | null): number {
    let times = 0;
    for (const { processedBy } of this.byValue.get(value) ?? []) {
      for (const by of processedBy) if (host === null || by === host) times++;
    }
    return times;
  }

  /** Statuses of the records with that value; `not sent` when there is none. */
  describe(value: string): string {
    const records = this.byValue.get(value) ?? [];
    return records.length === 0 ? "not sent" : records.map((r) => r.status).join(", ");
  }

  private sent(id: number, value: string): void {
    const record: BookedRecord = { value, status: "pending", readBy: [], processedBy: [] };
    this.byId.set(id, record);
    const alike = this.byValue.get(value);
    if (alike === undefined) this.byValue.set(value, [record]);
    else alike.push(record);
    this.pendingCount++;
  }

  private status(id: number, code: number): void {
    const record = this.byId.get(id);
    const status = STATUS_NAMES.get(code);
    if (record === undefined || status === undefined) return;
    if (record.status === "pending") this.pendingCount--;
    record.status = status;
  }

  private read(id: number, host: number): void {
    const record = this.byId.get(id);
    if (record !== undefined && !record.readBy.includes(host)) record.readBy.push(host);
  }
}

/** Whether processing was no failure, whatever the outside system said to its effect. */
function hasSucceeded(outcome: number | undefined): boolean {
  return outcome !== PROCESSING_OUTCOMES.SKIPPED && outcome !== PROCESSING_OUTCOMES.FAILED;
}
