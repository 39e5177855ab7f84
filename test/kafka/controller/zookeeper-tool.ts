import type { Host } from "../../../sim/kernel/host.ts";
import { KAFKA_TIMERS } from "../../../sim/kernel/kinds.ts";
import type { Endpoint, Process } from "../../../sim/kernel/process.ts";
import { ZooKeeperClient, type ZooKeeperClientOwner } from "../../../sim/zookeeper/client.ts";
import type { Operation } from "../../../sim/zookeeper/types.ts";

/** An operator who writes znodes; connects with the first. */
export class ZooKeeperTool implements Process, ZooKeeperClientOwner<null> {
  private readonly client: ZooKeeperClient<null>;
  private isConnecting = false;

  constructor(host: Host, server: number) {
    const options = { servers: [server], sessionTimeoutMs: 6000 };
    this.client = new ZooKeeperClient<null>(host, this, options);
  }

  execute(operation: Operation): void {
    if (!this.isConnecting) this.client.connect();
    this.isConnecting = true;
    this.client.submit(operation, null);
  }

  start(): void {}

  onTimer(handler: number): void {
    if (handler !== KAFKA_TIMERS) this.client.onTimer(handler);
  }

  onAccept(): Endpoint {
    throw new Error("nobody connects to this process");
  }

  shutdown(): void {}
  onZooKeeperReply(): void {}
  onZooKeeperWatch(): void {}
  onZooKeeperState(): void {}
}
