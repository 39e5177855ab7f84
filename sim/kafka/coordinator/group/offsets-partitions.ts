import type { Host } from "../../../kernel/host.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { TIMER_GROUP_METADATA_LOADING } from "../../timers.ts";

/** Who loads and unloads the groups of a partition of `__consumer_offsets`. */
export interface GroupLoader {
  /** How long it takes to read the partition. */
  loadingUs(partition: number): number;
  load(partition: number): void;
  unload(partition: number): void;
}

interface Task {
  readonly kind: "load" | "unload";
  readonly partition: number;
}

/**
 * Of which partitions of `__consumer_offsets` a broker is the coordinator, and the thread that loads and
 * unloads them, one after the other (`group-metadata-manager-`).
 */
export class OffsetsPartitions {
  private readonly host: Host;
  private readonly loader: GroupLoader;
  private readonly beforeLoading: BrokerSwitches["groupBeforeLoading"];
  private readonly owned = new Set<number>();
  private readonly loading = new Set<number>();
  private readonly tasks: Task[] = [];
  /** The first of the tasks is a load that is under way. */
  private isReading = false;

  constructor(
    host: Host,
    loader: GroupLoader,
    beforeLoading: BrokerSwitches["groupBeforeLoading"],
  ) {
    this.host = host;
    this.loader = loader;
    this.beforeLoading = beforeLoading;
  }

  /** Whether it is the coordinator, and has read what is in the partition's log. */
  isOwned(partition: number): boolean {
    return this.owned.has(partition);
  }

  isLoading(partition: number): boolean {
    return this.loading.has(partition);
  }

  get isLoadingAny(): boolean {
    return this.loading.size > 0;
  }

  /** This broker leads the partition now. */
  scheduleLoad(partition: number): void {
    if (this.beforeLoading === "loading") {
      if (this.loading.has(partition)) return;
      this.loading.add(partition);
    }
    this.schedule({ kind: "load", partition });
  }

  /** This broker leads the partition no longer. */
  scheduleUnload(partition: number): void {
    this.schedule({ kind: "unload", partition });
  }

  onTimer(): void {
    const [task] = this.tasks;
    if (task === undefined) return;
    const { kind, partition } = task;
    if (kind === "load" && !this.isReading && this.begin(partition)) return;
    this.tasks.shift();
    if (kind === "unload") {
      this.owned.delete(partition);
      this.loading.delete(partition);
      this.loader.unload(partition);
    } else if (this.isReading) {
      this.isReading = false;
      this.loader.load(partition);
      this.owned.add(partition);
      this.loading.delete(partition);
    }
    if (this.tasks.length > 0) this.host.setTimer(0, TIMER_GROUP_METADATA_LOADING);
  }

  /** Begins to read; false when the partition is being read already. */
  private begin(partition: number): boolean {
    if (this.beforeLoading === "notCoordinator" && this.loading.has(partition)) return false;
    this.loading.add(partition);
    this.isReading = true;
    this.host.setTimer(this.loader.loadingUs(partition), TIMER_GROUP_METADATA_LOADING);
    return true;
  }

  private schedule(task: Task): void {
    this.tasks.push(task);
    if (this.tasks.length === 1) this.host.setTimer(0, TIMER_GROUP_METADATA_LOADING);
  }
}
