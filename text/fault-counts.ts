import type { FaultEffect } from "../sim/explore/marks/effects.ts";
import type { FaultKind } from "../sim/faults/plan.ts";
import type { Language } from "./messages.ts";

/** A kind of fault in a report; `other` stands for what no fault is near to. */
type Kind = FaultKind | "other";
/** `count` comes with the thousands grouped; of `heldMs` it is a time with its unit. */
type CountText = (count: string) => string;

const KINDS: Readonly<Record<Language, Readonly<Record<Kind, string>>>> = {
  en: {
    kill: "kill",
    powerLoss: "power loss",
    shutdown: "shutdown",
    pause: "pause",
    cut: "cut",
    hold: "hold",
    reset: "reset",
    expireSession: "expired session",
    jumpClock: "clock jump",
    failLogDir: "failed directory",
    corrupt: "rot",
    slowDisk: "slow disk",
    zookeeper: "ZooKeeper",
    other: "other",
  },
  zh: {
    kill: "强杀",
    powerLoss: "断电",
    shutdown: "正常关闭",
    pause: "停顿",
    cut: "断网",
    hold: "扣住消息",
    reset: "连接重置",
    expireSession: "会话过期",
    jumpClock: "时钟跳变",
    failLogDir: "日志目录故障",
    corrupt: "数据腐坏",
    slowDisk: "慢磁盘",
    zookeeper: "ZooKeeper",
    other: "其他",
  },
};

function counted(one: string, many = `${one}s`): CountText {
  return (count) => `${count} ${count === "1" ? one : many}`;
}

/** `leaders lost`: the noun has a plural, what follows it has none. */
function happened(noun: string, what: string): CountText {
  return counted(`${noun} ${what}`, `${noun}s ${what}`);
}

const EFFECTS: Readonly<Record<Language, Readonly<Record<FaultEffect, CountText>>>> = {
  en: {
    injected: (count) => `${count} carried out`,
    skipped: (count) => `${count} left out`,
    leadersHit: happened("leader", "struck"),
    controllersHit: happened("controller", "struck"),
    leadersHitMidWrite: happened("leader", "struck mid-write"),
    leadersLost: happened("leader", "lost"),
    controllersLost: happened("controller", "lost"),
    isrMembersRemoved: happened("ISR member", "removed"),
    sessionsExpired: happened("session", "expired"),
    messagesHeld: happened("message", "held"),
    heldMs: (time) => `held for ${time} in all`,
    connectionsReset: happened("connection", "reset"),
    requestsTimedOut: happened("request", "timed out"),
    entriesLost: counted("file entry lost", "file entries lost"),
    recordsLost: happened("record", "lost"),
    replicasOffline: happened("replica", "offline"),
    processesHalted: counted("process halted", "processes halted"),
    batchesRotten: counted("batch rotten", "batches rotten"),
    batchesFound: counted("rotten batch found", "rotten batches found"),
    zookeeperLeadersLost: happened("ZooKeeper leader", "lost"),
  },
  zh: {
    injected: (count) => `注入 ${count} 次`,
    skipped: (count) => `略过 ${count} 次`,
    leadersHit: (count) => `击中 leader ${count} 个`,
    controllersHit: (count) => `击中控制器 ${count} 个`,
    leadersHitMidWrite: (count) => `写入途中击中 leader ${count} 个`,
    leadersLost: (count) => `失去 leader ${count} 个`,
    controllersLost: (count) => `失去控制器 ${count} 个`,
    isrMembersRemoved: (count) => `移出 ISR ${count} 个`,
    sessionsExpired: (count) => `会话过期 ${count} 个`,
    messagesHeld: (count) => `滞留消息 ${count} 条`,
    heldMs: (time) => `共滞留 ${time}`,
    connectionsReset: (count) => `重置连接 ${count} 个`,
    requestsTimedOut: (count) => `请求超时 ${count} 次`,
    entriesLost: (count) => `丢失文件条目 ${count} 条`,
    recordsLost: (count) => `丢失消息 ${count} 条`,
    replicasOffline: (count) => `副本离线 ${count} 个`,
    processesHalted: (count) => `停机进程 ${count} 个`,
    batchesRotten: (count) => `腐坏批次 ${count} 个`,
    batchesFound: (count) => `发现腐坏批次 ${count} 个`,
    zookeeperLeadersLost: (count) => `失去 ZooKeeper leader ${count} 个`,
  },
};

/** A kind of fault, as the label of what it did. */
export function faultKindName(language: Language, kind: Kind): string {
  return KINDS[language][kind];
}

/** How often a fault had an effect: `3 leaders lost`. */
export function faultCountText(language: Language, effect: FaultEffect, count: string): string {
  return EFFECTS[language][effect](count);
}
