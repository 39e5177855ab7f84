import { Errors } from "../kafka/errors.ts";
import { RECORD_STATUS } from "../kafka/facts.ts";
import { LIFE_UP } from "../kernel/kernel-facts.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { Verdict } from "./classify.ts";
import type { ShownFlaw } from "./flaws.ts";
import { lastOf } from "./last-of.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";
import type { ProducerPromise, Promises } from "./settings.ts";
import type { ClassCode, OutcomeClass, Told } from "./told.ts";

/** How something is to be judged, and which flaw of Kafka it is. */
export interface OrderVerdict extends Omit<Verdict, "flaw"> {
  readonly flaw: ShownFlaw | null;
}

/** From the append that came first to the one that should not have come after it. */
export interface Between {
  readonly partition: PartitionModel;
  /** Who made the second one. */
  readonly broker: number;
  /** Events of the two. */
  readonly from: number;
  readonly to: number;
  readonly us: number;
}

/** A batch in a log, and what is known of its sending. */
export interface SentBatch {
  /** Index of the producer's host. */
  readonly client: number;
  /** How often it was sent. */
  readonly attempts: number;
  /** What its producer said of it: a number of RECORD_STATUS, or that it is pending. */
  readonly status: number;
}

/** Judges records that are in a log twice, or behind others that were sent later. */
export class OrderVerdicts {
  private readonly model: ClusterModel;
  private readonly promises: Promises;

  constructor(model: ClusterModel, promises: Promises) {
    this.model = model;
    this.promises = promises;
  }

  /** Of a record that a producer's own retry wrote again. */
  duplicate({ client }: SentBatch, between: Between): OrderVerdict {
    const promise = this.promiseOf(client);
    if (!promise.idempotence) return this.withoutIdempotence(promise, "class.notIdempotent");
    return this.ofIdempotent(client, between);
  }

  /** Of a record that lies behind one that the same producer sent later. */
  reordered({ client, attempts, status }: SentBatch, between: Between): OrderVerdict {
    const promise = this.promiseOf(client);
    if (promise.idempotence) {
      // Its request came late, under an id of which the brokers did not know that it had been left.
      const isLate = status !== RECORD_STATUS.ACKED && promise.changesProducerId === true;
      const verdict = this.ofIdempotent(client, between);
      return isLate && verdict.reason.code === "class.idempotent" ? repaired("KIP-360") : verdict;
    }
    const { maxInFlight } = promise;
    if (maxInFlight > 1) {
      return this.withoutIdempotence(promise, {
        code: "class.inFlight",
        args: { maxInFlight },
      });
    }
    // Given up, it may have been carried out when later ones had been written already.
    if (status !== RECORD_STATUS.ACKED) return judged(ALLOWED, "class.lateRequest");
    if (attempts > 1 && promise.keepsOrder === false) return repaired("KAFKA-3197");
    return judged("protocol bug", "class.unexplained");
  }

  isIdempotent(client: number): boolean {
    return this.promiseOf(client).idempotence;
  }

  /** What a producer's idempotence excludes, but for what its brokers had forgotten. */
  private ofIdempotent(client: number, between: Between): OrderVerdict {
    const { setting, ms } = this.promises.producerExpiration;
    if (between.us >= ms * US_PER_MS) {
      const reason: Told<ClassCode> = {
        code: "class.producerForgotten",
        args: { setting, expirationMs: ms },
      };
      return { class: ALLOWED, reason, ...UNREPAIRED };
    }
    // Its sequence began anew, and nothing could tell a repetition from a new batch.
    const wasUnknown = this.model.clients.firstErrors.some(
      (first) => first.client === client && first.error === Errors.UNKNOWN_PRODUCER_ID,
    );
    if (wasUnknown) return repaired("KIP-360");
    const flaw = this.whenForgotten(client, between);
    return flaw === null
      ? judged("protocol bug", "class.idempotent")
      : { ...judged("protocol bug", "class.earlierForgotten"), flaw };
  }

  /**
   * When the leader forgot all but the last batch of each producer, because a snapshot holds no more: it
   * read its log again. It refuses the retry of an earlier one as out of order, and the producer takes that
   * for a loss (KAFKA-9199).
   */
  private whenForgotten(client: number, between: Between): OrderVerdict["flaw"] {
    const { model } = this;
    const { partition, broker, from, to } = between;
    const error = Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    if (!model.clients.metBetween(client, partition, error, from, to)) return null;
    const host = model.hostOfBroker(broker)?.index;
    const reading = lastOf(model.history, (entry) => {
      if (entry.event <= from || entry.event > to) return false;
      if (entry.type === "truncation")
        return entry.partition === partition && entry.broker === broker;
      const isStart = entry.type === "life" && entry.life === LIFE_UP && entry.reason !== "resumed";
      return isStart && entry.host === host;
    });
    if (reading === undefined) return null;
    const { event, timeUs } = reading;
    return { event, told: { code: "why.earlierForgotten", args: { broker, timeUs } } };
  }

  private withoutIdempotence(
    { idempotenceNotInEffect }: ProducerPromise,
    reason: "class.notIdempotent" | Told<ClassCode>,
  ): OrderVerdict {
    if (idempotenceNotInEffect === true) return repaired("KAFKA-13598");
    if (typeof reason === "string") return judged(ALLOWED, reason);
    return { class: ALLOWED, reason, ...UNREPAIRED };
  }

  private promiseOf(client: number): ProducerPromise {
    return this.promises.producer(this.model.hostName(client));
  }
}

const ALLOWED: OutcomeClass = "allowed by configuration";
const UNREPAIRED = { fix: null, flaw: null };

function judged(
  outcome: OutcomeClass,
  code:
    | "class.notIdempotent"
    | "class.idempotent"
    | "class.earlierForgotten"
    | "class.lateRequest"
    | "class.unexplained",
): OrderVerdict {
  return { class: outcome, reason: { code, args: {} }, ...UNREPAIRED };
}

function repaired(fix: string): OrderVerdict {
  const reason = { code: "class.repaired", args: { fix } } as const;
  return { class: "protocol bug", reason, fix, flaw: null };
}
