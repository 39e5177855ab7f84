import { Errors } from "../kafka/errors.ts";
import { RECORD_STATUS } from "../kafka/facts.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { Verdict } from "./classify.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { ProducerPromise, Promises } from "./settings.ts";
import type { ClassCode, OutcomeClass, Told } from "./told.ts";

/** How something is to be judged, and which flaw that Kafka repaired it is. */
export type OrderVerdict = Omit<Verdict, "flaw">;

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

  /**
   * Of a record that a producer's own retry wrote again.
   * @param betweenUs time from the first copy to the second
   */
  duplicate({ client }: SentBatch, betweenUs: number): OrderVerdict {
    const promise = this.promiseOf(client);
    if (!promise.idempotence) return this.withoutIdempotence(promise, "class.notIdempotent");
    return this.ofIdempotent(client, betweenUs);
  }

  /** Of a record that lies behind one that the same producer sent later. */
  reordered({ client, attempts, status }: SentBatch, betweenUs: number): OrderVerdict {
    const promise = this.promiseOf(client);
    if (promise.idempotence) return this.ofIdempotent(client, betweenUs);
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
  private ofIdempotent(client: number, betweenUs: number): OrderVerdict {
    const { setting, ms } = this.promises.producerExpiration;
    if (betweenUs >= ms * US_PER_MS) {
      const reason: Told<ClassCode> = {
        code: "class.producerForgotten",
        args: { setting, expirationMs: ms },
      };
      return { class: ALLOWED, reason, fix: null };
    }
    // Its sequence began anew, and nothing could tell a repetition from a new batch.
    const wasUnknown = this.model.clients.firstErrors.some(
      (first) => first.client === client && first.error === Errors.UNKNOWN_PRODUCER_ID,
    );
    return wasUnknown ? repaired("KIP-360") : judged("protocol bug", "class.idempotent");
  }

  private withoutIdempotence(
    { idempotenceNotInEffect }: ProducerPromise,
    reason: "class.notIdempotent" | Told<ClassCode>,
  ): OrderVerdict {
    if (idempotenceNotInEffect === true) return repaired("KAFKA-13598");
    if (typeof reason === "string") return judged(ALLOWED, reason);
    return { class: ALLOWED, reason, fix: null };
  }

  private promiseOf(client: number): ProducerPromise {
    return this.promises.producer(this.model.hostName(client));
  }
}

const ALLOWED: OutcomeClass = "allowed by configuration";

function judged(
  outcome: OutcomeClass,
  code: "class.notIdempotent" | "class.idempotent" | "class.lateRequest" | "class.unexplained",
): OrderVerdict {
  return { class: outcome, reason: { code, args: {} }, fix: null };
}

function repaired(fix: string): OrderVerdict {
  return { class: "protocol bug", reason: { code: "class.repaired", args: { fix } }, fix };
}
