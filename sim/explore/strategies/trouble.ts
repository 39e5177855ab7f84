import { FACT_STRIDE } from "../../kernel/facts.ts";
import * as F from "../../kernel/kernel-facts.ts";
import type { Simulation } from "../../kernel/simulation.ts";

/** Which kinds of trouble are under way, and whether that changed: a few bits for a whole cluster. */
export class Trouble {
  private readonly sim: Simulation;
  /** Links that are cut, as `from * hosts + to`. */
  private readonly cuts = new Set<number>();
  private readonly failingDirectories = new Set<number>();
  private readonly slowDisks = new Set<number>();
  private readonly wrongClocks = new Set<number>();

  constructor(sim: Simulation) {
    this.sim = sim;
  }

  /** Takes in the facts of an event; true when one of them may change what is under way. */
  apply(data: Float64Array, length: number): boolean {
    let changed = false;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const code = data[at] as number;
      if (code === F.FACT_HOST_LIFE) changed = true;
      else if (code === F.FACT_LINK) {
        const link = (data[at + 1] as number) * this.sim.hosts.length + (data[at + 2] as number);
        changed = note(this.cuts, link, data[at + 3] === 1) || changed;
      } else if (code === F.FACT_DISK_FAILURE) {
        const directory = (data[at + 2] as number) * this.sim.hosts.length;
        const key = directory + (data[at + 1] as number);
        changed = note(this.failingDirectories, key, data[at + 3] === 1) || changed;
      } else if (code === F.FACT_DISK_SPEED) {
        changed = note(this.slowDisks, data[at + 1] as number, data[at + 2] !== 1) || changed;
      } else if (code === F.FACT_DISK_SYNC) {
        changed = note(this.slowDisks, data[at + 1] as number, data[at + 2] !== 0) || changed;
      } else if (code === F.FACT_HOST_CLOCK) {
        changed = note(this.wrongClocks, data[at + 1] as number, data[at + 2] !== 0) || changed;
      }
    }
    return changed;
  }

  /**
   * A number for what is under way: how many brokers are down, whether brokers, ZooKeeper's servers or
   * clients are down or paused, which kinds of hosts are cut off from which and whether both ways, and
   * what is wrong with disks and clocks.
   */
  get code(): number {
    let down = 0;
    let bits = 0;
    for (const { kind, life } of this.sim.hosts) {
      if (kind === "broker" && life === F.LIFE_DOWN) down++;
      if (kind === "broker" && life === F.LIFE_PAUSED) bits |= 1;
      if (kind === "zookeeper" && life === F.LIFE_DOWN) bits |= 2;
      if (kind === "zookeeper" && life === F.LIFE_PAUSED) bits |= 4;
      if (isClient(kind) && life === F.LIFE_PAUSED) bits |= 8;
    }
    const hosts = this.sim.hosts.length;
    for (const link of this.cuts) {
      const to = link % hosts;
      const from = (link - to) / hosts;
      bits |= 16 << this.linkKind(from, to);
      if (!this.cuts.has(to * hosts + from)) bits |= 128;
    }
    if (this.failingDirectories.size > 0) bits |= 256;
    if (this.slowDisks.size > 0) bits |= 512;
    if (this.wrongClocks.size > 0) bits |= 1024;
    return bits * 4 + Math.min(down, 3);
  }

  /** Whether a link is between brokers (0), of ZooKeeper (1) or of a client (2). */
  private linkKind(from: number, to: number): number {
    const kinds = [this.sim.host(from).kind, this.sim.host(to).kind];
    if (kinds.includes("zookeeper")) return 1;
    return kinds.every((kind) => kind === "broker") ? 0 : 2;
  }
}

function isClient(kind: string): boolean {
  return kind === "producer" || kind === "consumer";
}

/** Whether membership changed. */
function note(set: Set<number>, member: number, isIn: boolean): boolean {
  if (set.has(member) === isIn) return false;
  if (isIn) set.add(member);
  else set.delete(member);
  return true;
}
