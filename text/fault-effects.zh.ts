import type { FaultEffect } from "../sim/explore/marks/effects.ts";

/** 对故障效果的各项计数。 */
export const faultEffectsZh: Readonly<Record<FaultEffect, string>> = {
  injected: "已注入",
  skipped: "已略过：没有对象处于可以注入的状态",
  leadersHit: "leader 被击中的分区",
  controllersHit: "被击中的控制器",
  leadersHitMidWrite: "leader 被击中时还有未提交消息的分区",
  leadersLost: "失去 leader 的分区",
  controllersLost: "被取代的控制器",
  isrMembersRemoved: "被移出 ISR 的成员",
  sessionsExpired: "过期的 ZooKeeper 会话",
  messagesHeld: "被迫等待的消息",
  heldMs: "消息等待的总毫秒数",
  connectionsReset: "被重置的连接",
  requestsTimedOut: "因请求没有按时得到响应而断开的连接",
  entriesLost: "断电丢失的文件条目",
  recordsLost: "断电从副本丢失的消息",
  replicasOffline: "在运行的 broker 上离线的副本",
  processesHalted: "自行停机的进程",
  batchesRotten: "腐坏的批次",
  batchesFound: "被发现的腐坏批次",
  zookeeperLeadersLost: "ZooKeeper 集群失去的 leader",
};
