import { present } from "../../../kernel/assert.ts";
import type { Message } from "../../../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../../../kernel/event-queue.ts";
import { ms } from "../../../kernel/time.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { ElectLeadersRequest, ElectLeadersResponse } from "../../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import { TIMER_DELAYED_ELECT_LEADER } from "../../timers.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "../controller-api.ts";
import type { AskedElectionResult, AskedElections } from "./replica-leader-election.ts";

/** A request that is not answered yet. */
interface OpenRequest {
  readonly request: Message;
  readonly deadlineMs: number;
  /** Null until the controller has tried. */
  results: readonly AskedElectionResult[] | null;
  timer: EventHandle;
}

/**
 * ElectLeaders requests (`DelayedElectLeader`): the controller elects in its turn, and the answer waits
 * until this broker's metadata names the new leaders, or the request's time is up.
 */
export class ElectLeaders {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly open = new Map<number, OpenRequest>();
  private nextId = 1;

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks) {
    this.environment = environment;
    this.callbacks = callbacks;
  }

  /** What the controller is to do for a request. */
  begin(request: Message): AskedElections {
    const { electionType, partitions, timeoutMs } = request.body as ElectLeadersRequest;
    const id = this.nextId++;
    const deadlineMs = this.environment.host.wallMs() + timeoutMs;
    this.open.set(id, { request, deadlineMs, results: null, timer: NO_EVENT });
    const tps = partitions ?? this.callbacks.metadataCache.allPartitions;
    return { id, electionType, tps: [...new Set(tps)] };
  }

  /** This broker is not the controller, or its session expired before it was done. */
  refuse({ id, tps }: AskedElections, error: ErrorCode): void {
    const open = this.open.get(id);
    // It has been answered: what was left to do of the event came after that.
    if (open === undefined || open.results !== null) return;
    this.open.delete(id);
    this.respond(
      open,
      tps.map((tp) => ({ tp, error })),
    );
  }

  /** The controller has tried. */
  onElections(id: number, results: readonly AskedElectionResult[]): void {
    const open = present(this.open.get(id), "the request is open");
    open.results = results;
    if (this.answerIfDone(id, open)) return;
    const { host } = this.environment;
    const leftMs = Math.max(0, open.deadlineMs - host.wallMs());
    open.timer = host.setTimer(ms(leftMs), TIMER_DELAYED_ELECT_LEADER, id);
  }

  onMetadataUpdate(): void {
    for (const [id, open] of [...this.open]) this.answerIfDone(id, open);
  }

  /** The time of a request is up. */
  onTimer(id: number): void {
    const open = this.take(id);
    open.timer = NO_EVENT;
    this.answer(open);
  }

  private answerIfDone(id: number, open: OpenRequest): boolean {
    const isDone = open.results?.every((result) => this.isKnown(result)) ?? false;
    if (!isDone) return false;
    this.open.delete(id);
    this.answer(open);
    return true;
  }

  private answer(open: OpenRequest): void {
    open.timer = this.environment.host.cancelTimer(open.timer);
    const results = present(open.results, "the controller has tried");
    this.respond(
      open,
      results.map((result) => {
        const { tp, error } = result;
        return { tp, error: this.isKnown(result) ? error : Errors.REQUEST_TIMED_OUT };
      }),
    );
  }

  /** Whether there is nothing to wait for. */
  private isKnown({ tp, error, leader }: AskedElectionResult): boolean {
    if (error !== Errors.NONE) return true;
    return this.callbacks.metadataCache.partition(tp)?.leader === leader;
  }

  /** Who asks for all partitions does not hear of those that need nothing. */
  private respond(
    { request }: OpenRequest,
    results: readonly { readonly tp: number; readonly error: ErrorCode }[],
  ): void {
    const asksForAll = (request.body as ElectLeadersRequest).partitions === null;
    const partitions = asksForAll
      ? results.filter(({ error }) => error !== Errors.ELECTION_NOT_NEEDED)
      : results;
    const response: ElectLeadersResponse = { error: Errors.NONE, partitions };
    const bytes = MESSAGE_OVERHEAD_BYTES + partitions.length * PARTITION_OVERHEAD_BYTES;
    this.callbacks.respond(request, response, bytes);
  }

  private take(id: number): OpenRequest {
    const open = present(this.open.get(id), "the request is open");
    this.open.delete(id);
    return open;
  }
}
