import { errorName } from "../kafka/errors.ts";
import { RECORD_STATUS } from "../kafka/facts.ts";
import { LIFE_DOWN } from "../kernel/kernel-facts.ts";
import type { Accounts, RecordEntry } from "./accounts.ts";
import type { Classifier, Verdict } from "./classify.ts";
import { explanationOf, type Step, stepsOfAppend, stepsOfLoss } from "./explain-loss.ts";
import { type FinalLog, offsetsIn } from "./final-log.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import { STATUS_PENDING } from "./model/record-table.ts";
import { outcomeOf, type RecordOutcome } from "./record-outcome.ts";
import type { Promises } from "./settings.ts";
import type { ClassCode, Told } from "./told.ts";

/** What producers left undecided. */
export interface ProducerDoubts {
  /** In the memory of a producer that died: never sent to a broker. */
  readonly unsent: readonly RecordOutcome[];
  /** Its producer gave it up, or died after sending it: each with where it is (-1: nowhere). */
  readonly ambiguous: readonly RecordOutcome[];
}

type Down = HistoryEntryOf<"life">;

/** Finds out what became of the records of which nobody can tell from outside. */
export function producerDoubts(
  model: ClusterModel,
  accounts: Accounts,
  classifier: Classifier,
  promises: Promises,
  logs: ReadonlyMap<PartitionModel, FinalLog>,
): ProducerDoubts {
  const unsent: RecordOutcome[] = [];
  const ambiguous: RecordOutcome[] = [];
  for (const record of accounts.records) {
    const { status, batch } = record;
    if (status !== RECORD_STATUS.UNKNOWN && status !== STATUS_PENDING) continue;
    const down = status === STATUS_PENDING ? deathOf(model, record) : undefined;
    // Its producer runs and may still send it.
    if (status === STATUS_PENDING && down === undefined) continue;
    const { acks } = promises.producer(model.hostName(record.client));
    const wasSent = (batch?.attempts.length ?? 0) > 0;
    const told = down === undefined ? errorSteps(record) : downSteps(model, record, down);
    if (!wasSent && status === STATUS_PENDING) {
      const handed: Step = {
        event: record.sentEvent,
        told: { code: "why.handedOver", args: { timeUs: record.sentUs } },
      };
      unsent.push(outcomeOf(record, allowed("class.neverSent"), explanationOf([handed, ...told])));
      continue;
    }
    const place = placeOf(record, logs);
    const steps =
      place >= 0
        ? stepsOfAppend(record, model, acks)
        : stepsOfLoss(record, { model, classifier, acks, flaw: null });
    const where: Told =
      place >= 0
        ? { code: "why.inLog", args: { offset: place } }
        : { code: "why.notInLog", args: {} };
    const found = inOrder([...steps, ...told]);
    const last = Math.max(record.sentEvent, ...found.map(({ event }) => event));
    const event = place < 0 ? last : appendEvent(record, place);
    const all = [...found, { event, told: where }];
    ambiguous.push(outcomeOf(record, allowed("class.indefinite"), explanationOf(all), place));
  }
  return { unsent, ambiguous };
}

/** What is said of an earlier event, such as the last fetch of somebody, stays behind what it is about. */
function inOrder(steps: readonly Step[]): Step[] {
  let latest = -1;
  const placed = steps.map((step) => {
    const isAside = step.told.code === "why.neverFetched";
    if (!isAside) latest = step.event;
    return { step, at: latest };
  });
  return placed.sort((x, y) => x.at - y.at).map(({ step }) => step);
}

/** When a leader put a record where it is. */
function appendEvent({ batch, index, sentEvent }: RecordEntry, offset: number): number {
  const append = batch?.appends.find(({ base }) => base + index === offset);
  return append?.event ?? sentEvent;
}

function placeOf(record: RecordEntry, logs: ReadonlyMap<PartitionModel, FinalLog>): number {
  const log = record.partition === null ? undefined : logs.get(record.partition);
  const replica = log?.replica;
  return replica === undefined || replica === null ? -1 : (offsetsIn(replica, record)[0] ?? -1);
}

function errorSteps({ error, statusEvent, statusUs }: RecordEntry): Step[] {
  const args = { error: errorName(error), timeUs: statusUs };
  return [{ event: statusEvent, told: { code: "why.toldError", args } }];
}

function downSteps(model: ClusterModel, record: RecordEntry, down: Down): Step[] {
  const client = model.hostName(record.client);
  const { event, reason, timeUs } = down;
  return [
    { event, told: { code: "why.clientDown", args: { client, reason, timeUs } } },
    { event, told: { code: "why.toldNothing", args: { client } } },
  ];
}

/** The first end of its producer's process after a record was handed to it. */
function deathOf({ history }: ClusterModel, record: RecordEntry): Down | undefined {
  return history.find(
    (entry): entry is Down =>
      entry.type === "life" &&
      entry.life === LIFE_DOWN &&
      entry.host === record.client &&
      entry.event >= record.sentEvent,
  );
}

function allowed(
  code: ClassCode & ("class.neverSent" | "class.indefinite"),
): Omit<Verdict, "flaw"> {
  return { class: "allowed by configuration", reason: { code, args: {} }, fix: null };
}
