import type { Log } from "../../../sim/kafka/log/log.ts";
import { Brokers } from "./support/brokers.ts";
import { check, type Fields } from "./support/fields.ts";
import { batchOf, markerBatch, markerType, values } from "./support/records.ts";
import { runSteps } from "./support/steps.ts";
import type { KafkaVector } from "./support/vector.ts";

const LOCAL = 0;
const LEADER_EPOCH = 0;
const PRODUCER_EPOCH = 0;

/** `firstUnstableOffset`: from where on a log's transactions are undecided, or not replicated. */
export function runFirstUnstableOffset({ era, input }: KafkaVector): void {
  const brokers = new Brokers({ era, ids: [LOCAL] });
  const log = brokers.log(LOCAL);
  const sequences = new Map<number, number>();
  runSteps(input, (op, step) => brokers.act(() => runStep(log, sequences, op, step)));
}

function runStep(log: Log, sequences: Map<number, number>, op: string, step: Fields): void {
  switch (op) {
    case "txnAppend": {
      const id = step.number("pid");
      const sequence = sequences.get(id) ?? 0;
      sequences.set(id, sequence + 1);
      const producer = { id, epoch: PRODUCER_EPOCH, sequence };
      log.appendAsFollower([
        batchOf(values(1), { producer, isTransactional: true }).stored(
          step.number("offset"),
          LEADER_EPOCH,
        ),
      ]);
      break;
    }
    case "endTxn": {
      const producer = { id: step.number("pid"), epoch: PRODUCER_EPOCH };
      const marker = markerBatch(markerType(step.text("type")), producer);
      log.appendAsFollower([marker.stored(step.number("offset"), LEADER_EPOCH)]);
      break;
    }
    case "highWatermark":
      raiseHighWatermark(log, step.number("offset"));
      break;
    default:
      throw new Error("no such operation is known");
  }
  const { firstUndecidedOffset, firstUnstableOffset } = log.producerState;
  if (step.has("expectUndecided")) {
    check("undecided", step.numberOrNull("expectUndecided") ?? -1, firstUndecidedOffset);
  }
  if (step.has("expectUnstable")) {
    check("unstable", step.numberOrNull("expectUnstable") ?? -1, firstUnstableOffset);
  }
}

/** Somebody else wrote what the HW needs below it. */
function raiseHighWatermark(log: Log, offset: number): void {
  const missing = offset - log.logEndOffset;
  if (missing > 0) log.appendAsLeader(batchOf(values(missing)), LEADER_EPOCH, "client");
  log.updateHighWatermark(offset);
}
