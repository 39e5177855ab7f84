import type { FindingName } from "../sim/explore/hunt/findings.ts";
import type { CaseArguments } from "../sim/explore/hunt/told.ts";
import type { Messages } from "./messages.ts";
import { classText } from "./outcome-classes.zh.ts";

/** 出了什么错，用作标题。 */
const WRONG: Readonly<Record<FindingName, string>> = {
  "ack-durability": "已确认的消息不见了",
  lost: "消息丢失",
  "committed-offset-durability": "已提交的偏移量不见了",
  "never-processed": "消费组越过了没有成员处理过的消息",
  "consistent-read": "消费者读到过的消息不见了",
  "leader-completeness": "leader 缺少此前已提交的消息",
  "log-matching": "高水位以下，各副本的消息不同",
  "offset-order": "日志中的偏移量倒退",
  idempotence: "幂等生产者重发的消息写入了两次，或顺序改变",
  duplicated: "消息在日志中出现两次",
  reordered: "消息在日志中的顺序与发送顺序不同",
  "min-insync-replicas": "同步副本少于 min.insync.replicas 时 acks=all 仍被确认",
  "failed-records": "生产者得知肯定没有写入的消息却在日志中",
  "strong-isr": "ZooKeeper 中的 ISR 成员缺少高水位以下的消息",
  "weak-isr": "leader 所知的 ISR 成员缺少高水位以下的消息",
  "hw-monotone": "leader 的高水位倒退",
  "one-leader-per-epoch": "同一 epoch 内有两个 broker 是同一分区的 leader",
  convergence: "故障结束后，集群没有稳定下来",
  "materialized-state": "压缩删掉了某个键的最后一条消息",
  "group-exclusivity": "同一消费组的两个成员拥有同一分区",
  "assignment-completeness": "稳定的消费组中有分区没有成员负责",
  "committed-offset-monotonicity": "已不是成员的消费者使已提交的偏移量倒退",
  "processed-twice": "消息被处理了两次",
  overwritten: "某个键最后留下的是较旧消息的结果",
  "epoch-cache-order": "副本的 leader epoch 顺序错乱",
  "log-order": "日志两端与高水位的顺序错乱",
  "maximal-isr": "leader 的高水位没有等待 ZooKeeper 中的 ISR",
  "fetcher-state": "副本的拉取来源过多或过少",
  "registry-state": "ZooKeeper 中的分区状态自相矛盾",
  assertion: "模拟器自行停止",
  nondeterminism: "同一种子的两次运行不同",
};

function wrong(invariant: string): string {
  return WRONG[invariant as FindingName] ?? invariant;
}

/** 关于搜索所得场景的文案。 */
export const caseZh: Messages<CaseArguments> = {
  "case.title": ({ invariant, era }) => `${wrong(invariant)}（${era}）`,
  "case.explanation": ({ invariant, class: judged, fix, message, era, seed }) =>
    `${wrong(invariant)}：${classText(judged)}${fix === "" ? "" : `，${fix}`}` +
    `${message === "" ? "" : `（“${message}”）`}。由搜索在 ${era} 版本、种子 ${seed} 下找到。`,
  "case.violations": ({ names }) =>
    names === "" ? "没有不变式被破坏" : `被破坏的不变式：${names}`,
  "case.lost": ({ values }) => (values === "" ? "没有已确认的消息丢失" : `已确认却丢失：${values}`),
  "case.lostUnacknowledged": ({ values }) =>
    values === "" ? "以 acks=0 发送的消息没有丢失" : `以 acks=0 发送而丢失：${values}`,
  "case.duplicated": ({ values }) =>
    values === "" ? "日志中没有重复的消息" : `在日志中出现多次：${values}`,
  "case.reordered": ({ values }) =>
    values === "" ? "所有消息都按发送顺序排列" : `排在后发送的消息之后：${values}`,
  "case.processedTwice": ({ values }) =>
    values === "" ? "没有消息被处理两次" : `被处理多次：${values}`,
  "case.overwritten": ({ keys }) =>
    keys === "" ? "每个键最后留下的都是最新的结果" : `最后留下较旧结果的键：${keys}`,
  "case.neverProcessed": ({ values, group }) =>
    values === "" ? `${group} 处理了它越过的每条消息` : `${group} 越过却从未处理：${values}`,
  "case.noFaults": () => "没有任何故障",
  "case.noSteps": () => "什么都不发生",
  "case.nothingSaves": () => "已尝试的单项设置、去掉的故障与更高的版本都不能避免它。",
};
