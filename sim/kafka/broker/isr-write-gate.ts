import type { Message } from "../../kernel/connection.ts";
import {
  FETCH,
  type FetchRequest,
  LEADER_AND_ISR,
  LIST_OFFSETS,
  OFFSETS_FOR_LEADER_EPOCH,
  PRODUCE,
  STOP_REPLICA,
} from "../messages.ts";
import type { FetchSessionCache } from "./fetch-session-cache.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";
import type { ZkIsrManager } from "./zk-isr-manager.ts";

/** A request that names partitions. */
interface OfPartitions {
  readonly partitions: readonly { readonly tp: number }[];
}

/**
 * Keeps requests from partitions whose ISR their leader is just writing to ZooKeeper: it holds
 * `leaderIsrUpdateLock` for writing meanwhile, and they would have to wait for it. A request waits as a
 * whole. If ZooKeeper is out of reach, that takes until it is there again.
 */
export class IsrWriteGate {
  private readonly isrManager: ZkIsrManager;
  private readonly replicaManager: ReplicaManager;
  private readonly sessions: FetchSessionCache;
  /** `readsTakeIsrLock` */
  private readonly readsWait: boolean;
  private blocked: RequestChannel[] = [];

  constructor(
    isrManager: ZkIsrManager,
    replicaManager: ReplicaManager,
    sessions: FetchSessionCache,
    readsWait: boolean,
  ) {
    this.isrManager = isrManager;
    this.replicaManager = replicaManager;
    this.sessions = sessions;
    this.readsWait = readsWait;
  }

  /** Whether the request has to wait. Then it is handled again when a write is over. */
  blocks(channel: RequestChannel, message: Message): boolean {
    if (!this.isrManager.isWriting || !this.isInTheWay(message)) return false;
    channel.block();
    this.blocked.push(channel);
    return true;
  }

  /** A write is over: whoever waits tries again, in the order in which they came. */
  release(): void {
    const blocked = this.blocked;
    this.blocked = [];
    for (const channel of blocked) channel.unblock();
  }

  private isInTheWay({ kind, body }: Message): boolean {
    switch (kind) {
      case PRODUCE:
      case OFFSETS_FOR_LEADER_EPOCH:
      case LEADER_AND_ISR:
      case STOP_REPLICA:
        return this.isWritingAny(body as OfPartitions);
      case LIST_OFFSETS:
        return this.readsWait && this.isWritingAny(body as OfPartitions);
      case FETCH:
        return this.stopsFetch(body as FetchRequest);
      default:
        return false;
    }
  }

  /**
   * Also the partitions of a session that the request does not name are read. Where reading needs no
   * lock, a follower's fetch waits later, as it is noted.
   */
  private stopsFetch(request: FetchRequest): boolean {
    if (!this.readsWait) return false;
    if (this.isWritingAny(request)) return true;
    const session = this.sessions.get(request.sessionId);
    return session?.isLocked ?? false;
  }

  private isWritingAny({ partitions }: OfPartitions): boolean {
    return partitions.some(({ tp }) => {
      const partition = this.replicaManager.partition(tp);
      return partition !== null && partition.isrWrite !== null;
    });
  }
}
