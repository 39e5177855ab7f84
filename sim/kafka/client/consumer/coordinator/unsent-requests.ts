import type { Host } from "../../../../kernel/host.ts";
import type { Micros } from "../../../../kernel/time.ts";
import type { NetworkClient } from "../../network-client.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** A request that waits for its connection. */
export interface UnsentRequest {
  readonly nodeId: number;
  readonly kind: number;
  readonly body: unknown;
  readonly sizeBytes: number;
  /** Monotonic time at which it is given up. */
  readonly deadlineUs: Micros;
  readonly context: unknown;
}

/** Requests that wait until their node's connection is open (`ConsumerNetworkClient.UnsentRequests`). */
export class UnsentRequests {
  private readonly host: Host;
  private readonly client: NetworkClient;
  private queue: UnsentRequest[] = [];

  constructor(host: Host, client: NetworkClient) {
    this.host = host;
    this.client = client;
  }

  /** When `trySend` is worth calling without an event of the network. */
  get nextAttemptAtUs(): Micros {
    let earliest = NEVER;
    for (const { nodeId, deadlineUs } of this.queue)
      earliest = Math.min(earliest, deadlineUs, this.client.retryAtUs(nodeId));
    return earliest;
  }

  get isEmpty(): boolean {
    return this.queue.length === 0;
  }

  add(request: UnsentRequest): void {
    this.queue.push(request);
  }

  /** Sends what can be sent; answers what cannot be any more: its connection failed, or it took too long. */
  trySend(): readonly UnsentRequest[] {
    if (this.queue.length === 0) return this.queue;
    const nowUs = this.host.monotonicUs();
    const waiting: UnsentRequest[] = [];
    const failed: UnsentRequest[] = [];
    for (const request of this.queue) {
      const { nodeId, kind, body, sizeBytes, deadlineUs, context } = request;
      if (deadlineUs <= nowUs) failed.push(request);
      else if (this.client.ready(nodeId))
        this.client.send(nodeId, kind, body, sizeBytes, deadlineUs - nowUs, context);
      else if (this.client.isUnavailable(nodeId)) failed.push(request);
      else waiting.push(request);
    }
    this.queue = waiting;
    return failed;
  }

  /** Takes back what waits for a node. */
  removeOf(nodeId: number): readonly UnsentRequest[] {
    const removed = this.queue.filter((request) => request.nodeId === nodeId);
    this.queue = this.queue.filter((request) => request.nodeId !== nodeId);
    return removed;
  }
}
