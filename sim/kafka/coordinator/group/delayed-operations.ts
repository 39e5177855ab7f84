import type { EventHandle } from "../../../kernel/event-queue.ts";
import type { Host } from "../../../kernel/host.ts";
import { ms } from "../../../kernel/time.ts";
import { TIMER_GROUP_COORDINATOR } from "../../timers.ts";
import type { GroupMetadata } from "./group-metadata.ts";

interface Scheduled {
  /** Number of the operation, by which its timer names it. */
  readonly id: number;
  readonly timer: EventHandle;
  readonly group: GroupMetadata;
}

/** A rebalance waits for members to join (`DelayedJoin`). */
export interface DelayedJoin extends Scheduled {
  readonly kind: "join";
  /**
   * Of the first rebalance of an empty group, which waits for members that may come (KIP-134): how long
   * this wait is, and how long it may yet be prolonged by; null: the members are known, and it is
   * through as soon as all have joined.
   */
  readonly initial: { readonly delayMs: number; readonly remainingMs: number } | null;
}

/** Members that were told of a generation have yet to ask for their assignment (`DelayedSync`). */
export interface DelayedSync extends Scheduled {
  readonly kind: "sync";
  readonly generationId: number;
}

/** A member is to be heard of (`DelayedHeartbeat`). */
export interface DelayedHeartbeat extends Scheduled {
  readonly kind: "heartbeat";
  readonly memberId: string;
  /** It was given this id, and has not joined with it yet. */
  readonly isPending: boolean;
}

export type DelayedOperation = DelayedJoin | DelayedSync | DelayedHeartbeat;

/** What the groups of a coordinator wait for (`DelayedOperationPurgatory`). */
export class DelayedOperations {
  private readonly host: Host;
  private readonly operations = new Map<number, DelayedOperation>();
  private lastId = 0;

  constructor(host: Host) {
    this.host = host;
  }

  scheduleJoin(group: GroupMetadata, timeoutMs: number, initial: DelayedJoin["initial"]): void {
    this.cancelJoin(group);
    const operation: DelayedJoin = { kind: "join", initial, ...this.scheduled(group, timeoutMs) };
    this.operations.set(operation.id, operation);
    group.delayedJoin = operation;
  }

  cancelJoin(group: GroupMetadata): void {
    this.cancel(group.delayedJoin);
    group.delayedJoin = null;
  }

  scheduleSync(group: GroupMetadata, timeoutMs: number): void {
    this.cancelSync(group);
    const { generationId } = group;
    const scheduled = this.scheduled(group, timeoutMs);
    const operation: DelayedSync = { kind: "sync", generationId, ...scheduled };
    this.operations.set(operation.id, operation);
    group.delayedSync = operation;
  }

  cancelSync(group: GroupMetadata): void {
    this.cancel(group.delayedSync);
    group.delayedSync = null;
  }

  scheduleHeartbeat(
    group: GroupMetadata,
    memberId: string,
    timeoutMs: number,
    isPending: boolean,
  ): void {
    this.cancelHeartbeat(group, memberId);
    const scheduled = this.scheduled(group, timeoutMs);
    const operation: DelayedHeartbeat = { kind: "heartbeat", memberId, isPending, ...scheduled };
    this.operations.set(operation.id, operation);
    group.delayedHeartbeats.set(memberId, operation);
  }

  cancelHeartbeat(group: GroupMetadata, memberId: string): void {
    this.cancel(group.delayedHeartbeats.get(memberId) ?? null);
    group.delayedHeartbeats.delete(memberId);
  }

  cancelAll(group: GroupMetadata): void {
    this.cancelJoin(group);
    this.cancelSync(group);
    for (const operation of group.delayedHeartbeats.values()) this.cancel(operation);
    group.delayedHeartbeats.clear();
  }

  /** The operation whose timer fired; it waits no longer. */
  expire(id: number): DelayedOperation | null {
    const operation = this.operations.get(id);
    if (operation === undefined) return null;
    this.operations.delete(id);
    const { group, kind } = operation;
    if (kind === "join") group.delayedJoin = null;
    else if (kind === "sync") group.delayedSync = null;
    else group.delayedHeartbeats.delete(operation.memberId);
    return operation;
  }

  private scheduled(group: GroupMetadata, timeoutMs: number): Scheduled {
    const id = ++this.lastId;
    const timer = this.host.setTimer(ms(timeoutMs), TIMER_GROUP_COORDINATOR, id);
    return { id, timer, group };
  }

  private cancel(operation: DelayedOperation | null): void {
    if (operation === null) return;
    this.host.cancelTimer(operation.timer);
    this.operations.delete(operation.id);
  }
}
