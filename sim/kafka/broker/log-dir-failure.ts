import type { Host } from "../../kernel/host.ts";
import type { ControllerApi } from "../controller/controller-api.ts";
import type { LogDirFailureChannel } from "../log/log-dir-failure-channel.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";

/**
 * Deals with log directories that fail (`LogDirFailureHandler`, KIP-112): their partitions go offline
 * here, and the controller is told through ZooKeeper, so that it asks for the state of every replica of
 * this broker. A broker without a directory halts.
 */
export class LogDirFailureHandler {
  private readonly host: Host;
  private readonly channel: LogDirFailureChannel;
  private readonly replicas: ReplicaManager;
  private readonly controller: ControllerApi;

  constructor(
    host: Host,
    channel: LogDirFailureChannel,
    replicas: ReplicaManager,
    controller: ControllerApi,
  ) {
    this.host = host;
    this.channel = channel;
    this.replicas = replicas;
    this.controller = controller;
  }

  onTimer(): void {
    const directory = this.channel.takeNextOfflineLogDir();
    if (directory !== undefined) this.handleLogDirFailure(directory);
  }

  private handleLogDirFailure(directory: string): void {
    const { replicas, host } = this;
    const { logManager, fetcherManager } = replicas;
    // One that could not be read at the start was never online, and nobody is told.
    if (!logManager.isLogDirOnline(directory)) return;
    const newOffline = replicas.partitions().filter((one) => liesIn(one, directory));
    fetcherManager.removeFetchers(newOffline);
    for (const { tp } of newOffline) replicas.markPartitionOffline(tp);
    logManager.handleLogDirFailure(directory);
    if (!logManager.hasLiveLogDir) {
      host.simulation.halt(host, "halted: no log directory is left");
    }
    this.controller.propagateLogDirEvent();
  }
}

function liesIn({ log }: Partition, directory: string): boolean {
  return log !== null && log.directory.path === directory;
}
