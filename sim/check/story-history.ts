import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../kernel/kernel-facts.ts";
import type { Micros } from "../kernel/time.ts";
import { isInternal } from "./internal-topics.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntry, HistoryEntryOf } from "./model/history.ts";
import { valuesRangesText } from "./ranges-text.ts";
import type { StoryLine } from "./story.ts";
import { listText, type StoryCode, type Told } from "./told.ts";

/** Things of one kind are told together when they happen within this time. */
export const TOGETHER_US = 1_000_000;
/** Starts further apart than this have other reasons. */
const STARTED_TOGETHER_US: Micros = 100_000;
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
  private readonly down = new Set<number>();
  /** Consumers and partitions of which it was told that retention outran them. */
  private readonly outran = new Set<string>();
  /** Topics that are being deleted: what becomes of their ISRs is not told. */
  private readonly doomed = new Set<string>();

  constructor(model: ClusterModel) {
    this.model = model;
  }

  lines(): StoryLine[] {
    for (const entry of this.model.history) if (!isOfInternal(entry)) this.tell(entry);
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
      case "diskSync": {
        const { syncUs } = entry;
        const host = this.model.hostName(entry.host);
        if (syncUs === 0) this.alone(entry, { code: "story.fastDisk", args: { host } });
        else this.alone(entry, { code: "story.slowDisk", args: { host, syncUs } });
        break;
      }
      case "diskSpeed": {
        const { slowdown } = entry;
        const host = this.model.hostName(entry.host);
        if (slowdown === 1) this.alone(entry, { code: "story.fastDisk", args: { host } });
        else if (slowdown === 0) this.alone(entry, { code: "story.stalledDisk", args: { host } });
        else this.alone(entry, { code: "story.slowerDisk", args: { host, times: slowdown } });
        break;
      }
      case "quorum": {
        const { leads, epoch } = entry;
        const host = this.model.hostName(entry.host);
        if (leads) this.alone(entry, { code: "story.quorumLeader", args: { host, epoch } });
        else this.alone(entry, { code: "story.quorumLost", args: { host } });
        break;
      }
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
      case "damage": {
        const { partition, broker, base, count } = entry;
        const args = { partition, broker, first: base, last: base + count - 1 };
        this.alone(entry, { code: "story.damage", args });
        break;
      }
      case "directory": {
        const args = { host: this.model.hostName(entry.host), directory: entry.directory };
        const code = entry.failing ? "story.directoryFailed" : "story.directoryRepaired";
        this.alone(entry, { code, args });
        break;
      }
      case "deletionRequest": {
        const { topic, isThere } = entry;
        if (!isThere) {
          this.doomed.delete(topic);
          break;
        }
        this.doomed.add(topic);
        this.join(entry, "delete", topic, (names) => ({
          code: "story.deletionRequest",
          args: { topics: listText(names) },
        }));
        break;
      }
      case "partitionsAdded": {
        const { topic, count } = entry;
        this.alone(entry, { code: "story.partitionsAdded", args: { topic, count } });
        break;
      }
      case "reassigning": {
        const args = { from: entry.from.join(", "), to: entry.to.join(", ") };
        this.join(entry, `${args.from} > ${args.to}`, entry.partition, (names) => ({
          code: "story.reassigning",
          args: { partitions: partitionsText(names), ...args },
        }));
        break;
      }
      case "reassigned": {
        const replicas = entry.replicas.join(", ");
        this.join(entry, `reassigned ${replicas}`, entry.partition, (names) => ({
          code: "story.reassigned",
          args: { partitions: partitionsText(names), replicas },
        }));
        break;
      }
      case "settings":
        this.settings(entry);
        break;
      case "logStart":
        this.logStart(entry);
        break;
      case "compaction":
        this.compaction(entry);
        break;
      case "role":
      case "disk":
        break;
    }
  }

  private settings(entry: HistoryEntryOf<"settings">): void {
    const { of, name } = entry;
    const set = listText(Object.entries(entry.set).map((pair) => pair.join("=")));
    const removed = listText(entry.removed);
    if (of === "topic") {
      this.alone(entry, { code: "story.topicSettings", args: { topic: name, set, removed } });
    } else
      this.alone(entry, { code: "story.brokerSettings", args: { broker: name, set, removed } });
  }

  private life(entry: HistoryEntryOf<"life">): void {
    const { life, reason, event } = entry;
    const host = this.model.hostName(entry.host);
    if (life === LIFE_DOWN) this.down.add(entry.host);
    else this.down.delete(entry.host);
    if (life === LIFE_PAUSED) this.alone(entry, { code: "story.paused", args: { host } });
    else if (life === LIFE_UP && reason === "resumed") {
      this.alone(entry, { code: "story.resumed", args: { host } });
    } else if (life === LIFE_UP) {
      if (this.started.has(entry.host)) {
        this.alone(entry, { code: "story.restarted", args: { host } });
      } else {
        this.started.add(entry.host);
        this.join(
          entry,
          "started",
          host,
          (names) => ({
            code: "story.started",
            args: { hosts: names.length > MOST_NAMES ? valuesRangesText(names) : listText(names) },
          }),
          STARTED_TOGETHER_US,
        );
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
    if (after === null) {
      this.join(entry, "deleted", partition.name, (names) => ({
        code: "story.deleted",
        args: { partitions: partitionsText(names) },
      }));
      return;
    }
    if (this.doomed.has(partition.topic)) return;
    const { leader, leaderEpoch } = after;
    const isr = listText(after.isr);
    const was = listText(before?.isr ?? []);
    const elected =
      before === null || leader !== before.leader || leaderEpoch !== before.leaderEpoch;
    if (leader < 0) {
      if (before !== null && before.leader < 0) return;
      const othersLeft = before !== null && !after.isr.includes(before.leader);
      const code = othersLeft ? "story.leaderOut" : "story.noLeader";
      this.join(entry, `${code} ${isr}`, partition.name, (names) => ({
        code,
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

  /** What its leader deletes, the others delete too. */
  private logStart(entry: HistoryEntryOf<"logStart">): void {
    const { partition, to: below, byLeader, asked, retention, behind } = entry;
    if (!byLeader) return;
    if (asked) {
      this.join(entry, `deleteRecords ${below}`, partition.name, (names) => ({
        code: "story.recordsDeleted",
        args: { partitions: partitionsText(names), below },
      }));
    } else if (retention === null) {
      this.join(entry, `logStart ${below}`, partition.name, (names) => ({
        code: "story.logStartMoved",
        args: { partitions: partitionsText(names), below },
      }));
    } else {
      const { setting } = retention;
      this.join(entry, `${setting} ${below}`, partition.name, (names) => ({
        code: "story.retention",
        args: { partitions: partitionsText(names), below, setting },
      }));
    }
    for (const { client: index, position } of behind) {
      // What goes on being deleted while it is behind, or down, is nothing new.
      const key = `${index} ${partition.id}`;
      if (this.down.has(index) || this.outran.has(key)) continue;
      this.outran.add(key);
      const client = this.model.hostName(index);
      const args = { client, partition: partition.name, position, below };
      this.alone(entry, { code: "story.outran", args });
    }
  }

  private compaction(entry: HistoryEntryOf<"compaction">): void {
    const { partition, broker, byLeader } = entry;
    if (!byLeader) return;
    // A cleaning goes from segment to segment; it is told once.
    const all = this.model.history.filter(
      (other): other is HistoryEntryOf<"compaction"> =>
        other.type === "compaction" &&
        other.event === entry.event &&
        other.partition === partition &&
        other.broker === broker,
    );
    if (all[0] !== entry) return;
    const records = all
      .flatMap(({ offsets }) => offsets)
      .reduce((sum, [from, end]) => sum + end - from, 0);
    this.join(entry, `compaction ${broker} ${records}`, partition.name, (names) => ({
      code: "story.compacted",
      args: { partitions: partitionsText(names), broker, records },
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
    withinUs: Micros = TOGETHER_US,
  ): void {
    for (let i = this.groups.length - 1; i >= 0; i--) {
      const group = this.groups[i] as Group;
      if (group.key === "" || entry.timeUs - group.first.timeUs > withinUs) break;
      if (group.key !== key || group.names.includes(name)) continue;
      group.names.push(name);
      group.last = entry;
      return;
    }
    this.groups.push({ key, first: entry, last: entry, names: [name], say });
  }
}

/** Whether it is about a topic that only brokers write. */
function isOfInternal(entry: HistoryEntry): boolean {
  if (entry.type === "partitionsAdded") return isInternal(`${entry.topic}-0`);
  if (entry.type === "settings") return entry.of === "topic" && isInternal(`${entry.name}-0`);
  if (!("partition" in entry)) return false;
  const { partition } = entry;
  return isInternal(typeof partition === "string" ? partition : partition.name);
}

function partitionsText(names: readonly string[]): string {
  if (names.length <= MOST_NAMES) return listText(names);
  return `${listText(names.slice(0, MOST_NAMES))}, … (${names.length})`;
}
