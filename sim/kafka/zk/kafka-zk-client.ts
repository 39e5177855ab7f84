import { assert, present } from "../../kernel/assert.ts";
import type { Host } from "../../kernel/host.ts";
import {
  ZooKeeperClient,
  type ZooKeeperClientOwner,
  type ZooKeeperState,
} from "../../zookeeper/client.ts";
import type { Operation, Reply, SingleWriteOperation, WatchEvent } from "../../zookeeper/types.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { CONTROLLER_EPOCH_PATH } from "./zk-data.ts";

/** Operations that are sent together; what comes next needs all their replies. */
export interface ZkRequest {
  readonly operations: readonly Operation[];
  /**
   * Where `controllerZkCheck` holds, each write succeeds only while `/controller_epoch` has this
   * version: a controller that was deposed can write no more (KAFKA-6082). -1: not a controller's
   * write.
   */
  readonly controllerEpochZkVersion: number;
}

const NO_CHECK = -1;

export const NO_REQUEST: ZkRequest = { operations: [], controllerEpochZkVersion: NO_CHECK };

/** Operations that anybody may do. */
export function zkRequest(operations: readonly Operation[]): ZkRequest {
  return { operations, controllerEpochZkVersion: NO_CHECK };
}

/** A write that can be tied to the controller epoch. */
export type ZkWrite = Exclude<SingleWriteOperation, { readonly op: "check" }>;

/** Writes of a controller, each tied to its epoch. */
export function controllerWrites(
  operations: readonly ZkWrite[],
  epochZkVersion: number,
): ZkRequest {
  assert(epochZkVersion >= 0, "only an elected controller writes");
  return { operations, controllerEpochZkVersion: epochZkVersion };
}

/** `Purpose` is the owner's record of why it asked: plain data, given back with the replies. */
export interface KafkaZkClientOwner<Purpose> {
  /** One reply per operation, in their order, none of them a connection loss. */
  onZkReplies(purpose: Purpose, replies: readonly Reply[]): void;
  /** A controller's write found another epoch in `/controller_epoch`. */
  onZkControllerMoved(purpose: Purpose): void;
  onZkWatch(event: WatchEvent): void;
  onZkConnected(): void;
  /**
   * The session is no more; `unanswered` are those who waited and will get no answer, oldest first.
   * The owner opens the next one.
   */
  onZkSessionExpired(unanswered: readonly Purpose[]): void;
}

/** How requests are sent, by the broker's version. */
export type ZkClientRules = Pick<
  BrokerSwitches,
  "controllerZkCheck" | "zkPipelining" | "expiredSessionWork"
>;

interface Batch<Purpose> {
  readonly purpose: Purpose;
  readonly request: ZkRequest;
  readonly replies: (Reply | null)[];
  /** How many of the replies are there. */
  answered: number;
  /** Indices of operations that are queued or on their way. */
  open: number;
}

/** Whose operation a reply answers. */
interface ZkContext {
  readonly session: number;
  readonly batch: number;
  readonly index: number;
}

/** `zookeeper.max.in.flight.requests`. */
const MAX_IN_FLIGHT_REQUESTS = 10;

/**
 * Kafka's view of ZooKeeper (`KafkaZkClient`): batches of operations that are repeated, after the
 * connection is back, until every one of them has an answer; and a new session when one expired. A
 * write whose answer was lost is repeated too, and may then meet its own first execution.
 *
 * Up to 1.0 (`ZkUtils` over the zkclient library) every thread waited for the answer to each of its
 * operations, and went on in the next session where the last one had expired.
 */
export class KafkaZkClient<Purpose> implements ZooKeeperClientOwner<ZkContext> {
  private readonly host: Host;
  private readonly servers: readonly number[];
  private readonly sessionTimeoutMs: number;
  private readonly rules: ZkClientRules;
  private readonly owner: KafkaZkClientOwner<Purpose>;
  private client: ZooKeeperClient<ZkContext> | null = null;
  private session = 0;
  private nextBatch = 1;
  private readonly batches = new Map<number, Batch<Purpose>>();
  private readonly queue: ZkContext[] = [];
  private inFlight = 0;

  constructor(
    host: Host,
    servers: readonly number[],
    sessionTimeoutMs: number,
    rules: ZkClientRules,
    owner: KafkaZkClientOwner<Purpose>,
  ) {
    this.host = host;
    this.servers = servers;
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.rules = rules;
    this.owner = owner;
  }

  /** Id of the current session; 0 until it is established. */
  get sessionId(): number {
    return this.client?.sessionId ?? 0;
  }

  get isConnected(): boolean {
    return this.client?.isConnected ?? false;
  }

  /** Opens a session: the first, or the one after an expired one. */
  openSession(): void {
    assert(this.client === null, "a session is open");
    this.session++;
    const { servers, sessionTimeoutMs } = this;
    this.client = new ZooKeeperClient<ZkContext>(this.host, this, { servers, sessionTimeoutMs });
    this.client.connect();
  }

  /** Sends a batch of at least one operation. */
  send(request: ZkRequest, purpose: Purpose): void {
    const count = request.operations.length;
    assert(count > 0, "a request has operations");
    const id = this.nextBatch++;
    const replies = new Array<Reply | null>(count).fill(null);
    const batch: Batch<Purpose> = { purpose, request, replies, answered: 0, open: 0 };
    this.batches.set(id, batch);
    this.enqueueMissing(id, batch);
    this.pump();
  }

  /** Ends the session, and with it the ephemeral znodes; nothing is answered any more. */
  close(): void {
    const client = this.client;
    this.forgetSession();
    this.batches.clear();
    client?.close();
  }

  onTimer(handler: number): void {
    this.client?.onTimer(handler);
  }

  onZooKeeperReply(context: ZkContext, reply: Reply): void {
    if (context.session !== this.session) return;
    this.inFlight--;
    const batch = present(this.batches.get(context.batch), "a reply belongs to a batch");
    const lost = reply.op === "error" && reply.error === "CONNECTION_LOSS";
    batch.open--;
    if (!lost) {
      batch.replies[context.index] = reply;
      batch.answered++;
    }
    if (batch.open === 0) this.proceed(context.batch, batch);
    this.pump();
  }

  onZooKeeperWatch(event: WatchEvent): void {
    if (this.client === null) return;
    this.owner.onZkWatch(event);
  }

  onZooKeeperState(state: ZooKeeperState): void {
    if (this.client === null) return;
    if (state === "SYNC_CONNECTED") {
      for (const [id, batch] of this.batches) {
        if (batch.open === 0) this.enqueueMissing(id, batch);
      }
      this.pump();
      this.owner.onZkConnected();
    } else if (state === "EXPIRED") {
      this.forgetSession();
      this.owner.onZkSessionExpired(this.unansweredAfterExpiry());
    }
  }

  /** All that was under way in a batch is answered, or lost. */
  private proceed(id: number, batch: Batch<Purpose>): void {
    if (batch.answered < batch.replies.length) {
      if (this.isConnected) this.enqueueMissing(id, batch);
      return;
    }
    this.batches.delete(id);
    const replies = batch.replies as Reply[];
    if (this.checkOf(batch.request) === NO_CHECK) this.owner.onZkReplies(batch.purpose, replies);
    else if (replies.some(failedCheck)) this.owner.onZkControllerMoved(batch.purpose);
    else this.owner.onZkReplies(batch.purpose, replies.map(withoutCheck));
  }

  /** Asks for what has no answer yet: all of it, or what comes next. */
  private enqueueMissing(id: number, batch: Batch<Purpose>): void {
    assert(batch.open === 0, "nothing of the batch is under way");
    if (!this.rules.zkPipelining) {
      this.enqueue(id, batch, batch.answered);
      return;
    }
    batch.replies.forEach((reply, index) => {
      if (reply === null) this.enqueue(id, batch, index);
    });
  }

  private enqueue(id: number, batch: Batch<Purpose>, index: number): void {
    batch.open++;
    this.queue.push({ session: this.session, batch: id, index });
  }

  /** Version that `/controller_epoch` must have for the writes of a request; -1 for any. */
  private checkOf(request: ZkRequest): number {
    return this.rules.controllerZkCheck ? request.controllerEpochZkVersion : NO_CHECK;
  }

  private pump(): void {
    const limit = this.rules.zkPipelining ? MAX_IN_FLIGHT_REQUESTS : Number.MAX_SAFE_INTEGER;
    while (this.client !== null && this.inFlight < limit) {
      const context = this.queue.shift();
      if (context === undefined) return;
      const { request } = present(this.batches.get(context.batch), "what is queued has a batch");
      const operation = present(request.operations[context.index], "a context has an operation");
      this.inFlight++;
      this.client.submit(withCheck(operation, this.checkOf(request)), context);
    }
  }

  private forgetSession(): void {
    this.client = null;
    this.session++;
    this.queue.length = 0;
    this.inFlight = 0;
  }

  /** Either nobody is forgotten, and the next session goes on, or all are. */
  private unansweredAfterExpiry(): readonly Purpose[] {
    if (this.rules.expiredSessionWork === "resumed") {
      for (const batch of this.batches.values()) batch.open = 0;
      return [];
    }
    const unanswered = [...this.batches.values()].map(({ purpose }) => purpose);
    this.batches.clear();
    return unanswered;
  }
}

/** Ties a write to the epoch of the controller. */
function withCheck(operation: Operation, epochZkVersion: number): Operation {
  if (epochZkVersion === NO_CHECK) return operation;
  assert(
    operation.op === "create" || operation.op === "setData" || operation.op === "delete",
    "a controller's write is a single write",
  );
  const check = { op: "check", path: CONTROLLER_EPOCH_PATH, version: epochZkVersion } as const;
  return { op: "multi", ops: [check, operation] };
}

function failedCheck(reply: Reply): boolean {
  return reply.op === "error" && reply.results !== undefined && reply.results[0] !== "OK";
}

/** The reply to the write itself. */
function withoutCheck(reply: Reply): Reply {
  if (reply.op === "multi") return present(reply.results[1], "check and write have two results");
  if (reply.op === "error" && reply.results !== undefined) {
    const error = present(reply.results[1], "check and write have two results");
    assert(error !== "OK", "a failed multi whose check held failed in its write");
    return { op: "error", error };
  }
  return reply;
}

/** The data and version that a `getData` found; null when there is no znode. */
export function dataOf(reply: Reply): { readonly data: string; readonly version: number } | null {
  if (reply.op === "getData") return { data: reply.data, version: reply.stat.version };
  assert(reply.op === "error" && reply.error === "NO_NODE", `unexpected reply ${reply.op}`);
  return null;
}

/** The children that a `getChildren` found; none when there is no znode. */
export function childrenOf(reply: Reply): readonly string[] {
  if (reply.op === "getChildren") return reply.children;
  assert(reply.op === "error" && reply.error === "NO_NODE", `unexpected reply ${reply.op}`);
  return [];
}
