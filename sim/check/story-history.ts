import { LIFE_PAUSED, LIFE_UP } from "../kernel/kernel-facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntry, HistoryEntryOf } from "./model/history.ts";
import type { StoryLine } from "./story.ts";
import { listText, type StoryCode, type Told } from "./told.ts";

/** Things of one kind are told together when they happen within this time. */
export const TOGETHER_US = 1_000_000;
/** More partitions than this are only counted. */
const MOST_NAMES = 6;

/** A line under way: what else happens of the same kind joins it. */
interface Group {
  /** Entries with the same key are told in one line. */
  readonly key: string;
  readonly first: HistoryEntry;
  last: HistoryEntry;
  /** Partitions, links or hosts. */
  readonly names: string[];
  readonly say: (names: readonly string[]) => Told<StoryCode>;
}

/** Tells the history of a run, like things together. */
export class HistoryLines {
  private readonly model: ClusterModel;
  private readonly groups: Group[] = [];
  private readonly started = new Set<number>();

  constructor(model: ClusterModel) {
    this.model = model;
  }

  lines(): StoryLine[] {
    for (const entry of this.model.history) this.tell(entry);
    return this.groups.map(({ last, names, say }) => {
      const { event, timeUs } = last;
      return { event, timeUs, ...say(names) };
    });
  }

  private tell(entry: HistoryEntry): void {
    switch (entry.type) {
      case "life":
        this.life(entry);
        break;
      case "clock": {
        const host = this.model.hostName(entry.host);
        const { offsetUs } = entry;
        this.alone(entry, { code: "story.clockJumped", args: { host, offsetUs } });
        break;
      }
      case "link":
        this.link(entry);
        break;
      case "session":
        if (entry.reason !== "expired") break;
        this.alone(entry, {
          code: "story.sessionExpired",
          args: { host: this.model.hostName(entry.host) },
        });
        break;
      case "controller": {
        const { broker, epoch, active } = entry;
        if (active) this.alone(entry, { code: "story.controller", args: { broker, epoch } });
        break;
      }
      case "truth":
        this.truth(entry);
        break;
      case "truncation":
        this.truncation(entry);
        break;
      case "directory": {
        const args = { host: this.model.hostName(entry.host), directory: entry.directory };
        const code = entry.failing ? "story.directoryFailed" : "story.directoryRepaired";
        this.alone(entry, { code, args });
        break;
      }
      case "role":
      case "disk":
        break;
    }
  }

  private life(entry: HistoryEntryOf<"life">): void {
    const { life, reason, event } = entry;
    const host = this.model.hostName(entry.host);
    if (life === LIFE_PAUSED) this.alone(entry, { code: "story.paused", args: { host } });
    else if (life === LIFE_UP && reason === "resumed") {
      this.alone(entry, { code: "story.resumed", args: { host } });
    } else if (life === LIFE_UP) {
      if (this.started.has(entry.host)) {
        this.alone(entry, { code: "story.restarted", args: { host } });
      } else {
        this.started.add(entry.host);
        this.join(entry, "started", host, (names) => ({
          code: "story.started",
          args: { hosts: listText(names) },
        }));
      }
    } else if (reason === "killed") this.alone(entry, { code: "story.killed", args: { host } });
    else if (reason === "lost power") {
      let lost = 0;
      for (const other of this.model.history) {
        if (other.type === "disk" && other.event === event && other.host === entry.host) {
          lost += other.lost;
        }
      }
      this.alone(entry, { code: "story.powerLost", args: { host, lost } });
    } else this.alone(entry, { code: "story.stopped", args: { host, reason } });
  }

  private link(entry: HistoryEntryOf<"link">): void {
    const name = `${this.model.hostName(entry.from)} → ${this.model.hostName(entry.to)}`;
    const code = entry.cut ? "story.cut" : "story.healed";
    this.join(entry, code, name, (names) => ({ code, args: { links: listText(names) } }));
  }

  private truth(entry: HistoryEntryOf<"truth">): void {
    const { partition, before, after, unclean } = entry;
    if (after === null) return;
    const { leader, leaderEpoch } = after;
    const isr = listText(after.isr);
    const was = listText(before?.isr ?? []);
    const elected =
      before === null || leader !== before.leader || leaderEpoch !== before.leaderEpoch;
    if (leader < 0) {
      if (before !== null && before.leader < 0) return;
      this.join(entry, `none ${isr}`, partition.name, (names) => ({
        code: "story.noLeader",
        args: { partitions: partitionsText(names), isr },
      }));
    } else if (elected && leader !== before?.leader) {
      const code = unclean ? "story.electedUncleanly" : "story.elected";
      const key = `${code} ${leader} ${leaderEpoch} ${isr}`;
      this.join(entry, key, partition.name, (names) => ({
        code,
        args: { partitions: partitionsText(names), leader, leaderEpoch, isr },
      }));
    } else if (isr !== was) {
      this.join(entry, `isr ${was} ${isr}`, partition.name, (names) => ({
        code: "story.isr",
        args: { partitions: partitionsText(names), before: was, after: isr },
      }));
    }
  }

  private truncation(entry: HistoryEntryOf<"truncation">): void {
    const { partition, broker, from, to, powerLost } = entry;
    const code = powerLost ? "story.powerTook" : "story.truncated";
    this.join(entry, `${code} ${broker} ${from} ${to}`, partition.name, (names) => ({
      code,
      args: { partitions: partitionsText(names), broker, from, to },
    }));
  }

  private alone(entry: HistoryEntry, told: Told<StoryCode>): void {
    this.groups.push({ key: "", first: entry, last: entry, names: [], say: () => told });
  }

  /** Adds a name to the latest line with that key, if it is not long ago and nothing else came. */
  private join(
    entry: HistoryEntry,
    key: string,
    name: string,
    say: (names: readonly string[]) => Told<StoryCode>,
  ): void {
    for (let i = this.groups.length - 1; i >= 0; i--) {
      const group = this.groups[i] as Group;
      if (group.key === "" || entry.timeUs - group.first.timeUs > TOGETHER_US) break;
      if (group.key !== key || group.names.includes(name)) continue;
      group.names.push(name);
      group.last = entry;
      return;
    }
    this.groups.push({ key, first: entry, last: entry, names: [name], say });
  }
}

function partitionsText(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return listText(names);
  return `${listText(names.slice(0, MOST_NAMES))}, … (${names.length})`;
}
