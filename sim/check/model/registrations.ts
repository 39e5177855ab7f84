/** Which brokers are registered in ZooKeeper (`/brokers/ids`), and when they came and went. */
export class Registrations {
  private readonly came = new Map<number, number>();
  private readonly went = new Map<number, number>();

  /** The znode of a broker was written; it may be written more than once. */
  written(broker: number, event: number): void {
    if (!this.came.has(broker)) this.came.set(broker, event);
  }

  removed(broker: number, event: number): void {
    this.came.delete(broker);
    this.went.set(broker, event);
  }

  /** Those that are registered now. */
  get brokers(): Iterable<number> {
    return this.came.keys();
  }

  /** The event in which a broker was registered for the last time; undefined: it is not registered. */
  registeredAt(broker: number): number | undefined {
    return this.came.get(broker);
  }

  /** The event in which it was taken out for the last time; undefined: never. */
  removedAt(broker: number): number | undefined {
    return this.went.get(broker);
  }
}
