import type { ExplainArguments } from "../sim/explore/explain/said.ts";
import type { FaultName } from "../sim/scenario/step-troubles.ts";
import type { Messages } from "./messages.ts";

/** 一个故障，或运维人员做的一件事；用在“如果没有……”里。 */
const FAULTS: Readonly<Record<FaultName, (targets: string) => string>> = {
  kill: (targets) => `强杀 ${targets}`,
  powerLoss: (targets) => `${targets} 断电`,
  shutdown: (targets) => `关闭 ${targets}`,
  pause: (targets) => `${targets} 停顿`,
  cut: (targets) => `断网 ${targets}`,
  hold: (targets) => `消息延迟 ${targets}`,
  reset: (targets) => `连接重置 ${targets}`,
  expireSession: (targets) => `${targets} 的会话过期`,
  jumpClock: (targets) => `${targets} 的时钟跳变`,
  failLogDir: (targets) => `${targets} 损坏`,
  corrupt: (targets) => `${targets} 磁盘上的数据损坏`,
  slow: (targets) => `${targets} 的磁盘变慢`,
  deleteTopic: (targets) => `删除主题 ${targets}`,
  deleteRecords: (targets) => `删除 ${targets} 的消息`,
  addPartitions: (targets) => `给 ${targets} 增加分区`,
  alterConfig: (targets) => `修改 ${targets} 的配置`,
  reassign: (targets) => `迁移 ${targets}`,
  electLeaders: (targets) => `要求进行的 ${targets} 选举`,
  resetOffsets: (targets) => `重置 ${targets} 的偏移量`,
  deleteGroup: (targets) => `删除消费组 ${targets}`,
  deleteOffsets: (targets) => `删除 ${targets} 的偏移量`,
  deleteZnode: (targets) => `删除 ${targets}`,
  decommission: (targets) => `下线 ${targets}`,
};

/** 一次运行出了什么错，以及什么本可以不同。 */
export const explainZh: Messages<ExplainArguments> = {
  "explain.lost": ({ values, partition }) => `${values} 已得到确认，却不在 ${partition} 中。`,
  "explain.lostUnacknowledged": ({ values, partition }) =>
    `${values} 不在 ${partition} 中；发送时没有要求确认。`,
  "explain.duplicated": ({ values, partition }) => `${values} 在 ${partition} 中不止一份。`,
  "explain.reordered": ({ values, partition }) =>
    `在 ${partition} 中，${values} 排到了更晚发送的消息后面。`,
  "explain.processed-twice": ({ values, group }) => `${values} 被 ${group} 处理了不止一次。`,
  "explain.never-processed": ({ values, group }) => `${group} 越过了 ${values}，却从未处理。`,
  "explain.overwritten": ({ values, group }) =>
    `在 ${group} 中，最后留下的是 ${values} 的结果，盖掉了更新的消息。`,
  "explain.violated": ({ invariant }) => `不变式 ${invariant} 被打破。`,
  "explain.first": ({ value }) => `以 ${value} 为例。`,

  "change.settings": ({ settings }) => settings,
  "change.switch": ({ setting, source }) => (source === "" ? setting : `${setting}（${source}）`),
  "change.fault": ({ fault, targets, step }) => `没有“${FAULTS[fault](targets)}”（第 ${step} 步）`,
  "change.replication": ({ factor }) => `${factor} 个副本`,
  "change.era": ({ era }) => `Kafka ${era}`,
};
