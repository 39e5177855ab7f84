import type { GroupArguments, MembersGone } from "../sim/check/told-groups.ts";
import { number } from "./format.ts";
import type { Messages } from "./messages.ts";
import { classText } from "./outcome-classes.zh.ts";

const seconds = (micros: number) => `${number(micros)} 秒`;

/** 消费组里消息、分区归属与偏移量的去向。 */
export const checkGroupsZh: Messages<GroupArguments> = {
  "why.processedBy": ({ client, generation, timeUs }) =>
    `${client} 在第 ${seconds(timeUs)}处理了它${generation < 0 ? "" : `（在第 ${generation} 代拉取）`}。`,
  "why.failedOn": ({ client, timeUs }) => `${client} 处理失败，在第 ${seconds(timeUs)}放弃了它。`,
  "why.clientPaused": ({ client, timeUs }) => `${client} 从第 ${seconds(timeUs)}起停顿。`,
  "why.rebalanced": ({ group, generation, timeUs }) =>
    `组 ${group} 发生再均衡，第 ${generation} 代在第 ${seconds(timeUs)}稳定。`,
  "why.startedFrom": ({ client, offset, committed, timeUs }) =>
    `${client} 在第 ${seconds(timeUs)}从偏移量 ${offset} 开始：${committed < 0 ? "此前没有提交" : `已提交的偏移量是 ${committed}`}。`,
  "why.commitRefused": ({ client, error, timeUs }) =>
    `${client} 的提交在第 ${seconds(timeUs)}失败：${error}。`,
  "why.offsetCommitted": ({ client, partition, offset, timeUs }) =>
    `${client} 在第 ${seconds(timeUs)}得知 ${partition} 的偏移量 ${offset} 已提交。`,
  "why.offsetsRead": ({ broker, partition, to, logEndOffset, timeUs }) =>
    to < logEndOffset
      ? `新的协调者 broker ${broker} 在第 ${seconds(timeUs)}读取 ${partition}，只读到自己的高水位 ${to}；日志末端是 ${logEndOffset}。`
      : `新的协调者 broker ${broker} 在第 ${seconds(timeUs)}读取 ${partition}，读到末端 ${to}。`,
  "why.offsetExpired": ({ group, partition, timeUs }) =>
    `组 ${group} 在 ${partition} 的偏移量于第 ${seconds(timeUs)}过期。`,
  "why.offsetDeleted": ({ group, partition, timeUs }) =>
    `组 ${group} 在 ${partition} 的偏移量于第 ${seconds(timeUs)}被删除。`,
  "why.offsetSet": ({ group, partition, offset, timeUs }) =>
    `第 ${seconds(timeUs)}，组 ${group} 在 ${partition} 的偏移量被设为 ${offset}。`,
  "why.twiceInLog": ({ offsets }) => `它在日志里不止一份：偏移量 ${offsets}。`,
  "why.polled": ({ client }) => `${client} 拉取了它。`,
  "why.committedPast": ({ client, offset, timeUs }) =>
    `${client} 在第 ${seconds(timeUs)}得知偏移量 ${offset} 已提交，而它还没有处理完。`,
  "why.skippedOver": ({ client, from, to, timeUs }) =>
    from < 0
      ? `${client} 在第 ${seconds(timeUs)}从它之后的偏移量 ${to} 开始。`
      : `${client} 在第 ${seconds(timeUs)}从偏移量 ${from} 跳到 ${to}。`,
  "why.cutBelowReader": ({ partition, broker, offset, timeUs }) =>
    `第 ${seconds(timeUs)}，broker ${broker} 把 ${partition} 截断到偏移量 ${offset}，低于已读到的位置；日志从那里继续写，却没有人读。`,
  "why.newerEffect": ({ key, value, newer, offset }) =>
    `外部系统里键 ${key} 原为 ${newer}（偏移量 ${offset}），此后变成 ${value}。`,

  "class.atLeastOnce": () =>
    "处理过而尚未提交的消息会再次投递：至少一次，这正是先处理后提交所承诺的。",
  "class.staleOwner": () =>
    "分区已交给别人，它仍继续处理先前拉取的消息；Kafka 能拒绝它的提交，却管不了它在别处的效果。",
  "class.sought": () => "消费者自己移动了位置，或这样提交了偏移量。",
  "class.offsetsExpired": () =>
    "已提交的偏移量过期了（offsets.retention.minutes），从哪里继续由 auto.offset.reset 决定。",
  "class.offsetsSet": () => "组外有人设置或删除了它的偏移量。",
  "class.offsetsInZooKeeper": () =>
    "消费组的偏移量提交在 ZooKeeper，Kafka 里没有，而它只在 Kafka 里找（dual.commit.enabled=false）；从哪里开始由 auto.offset.reset 决定。",
  "class.resetToLatest": () =>
    "没有提交过偏移量，而 auto.offset.reset 是 latest：此前已有的消息被略过。",
  "class.committedBefore": () => "它在处理之前就已提交：至多一次，这正是先提交后处理所承诺的。",
  "class.autoCommitOfWorker": () =>
    "自动提交提交的是 poll 返回过的位置，不管另一个线程是否已处理完。",
  "class.processingFailed": () => "处理失败，应用继续往下走。",
  "class.effectRefused": () => "外部系统拒绝了它的效果：它来自已经过去的一代。",
  "class.twiceInLog": () => "组把两份都处理了：消费者看不出它们是同一条消息。",

  "violation.assigned-twice": ({ group, broker, generation, partition, one, other }) =>
    `broker ${broker} 上组 ${group} 第 ${generation} 代：${partition} 同时分给了 ${one} 和 ${other}。`,
  "violation.owned-twice": ({ group, generation, partition, one, other }) =>
    `组 ${group} 第 ${generation} 代：${one} 和 ${other} 都认为自己拥有 ${partition}。`,
  "violation.instance-twice": ({ group, generation, partition, one, other, instance }) =>
    `组 ${group} 第 ${generation} 代：${one} 和 ${other} 都认为自己拥有 ${partition}，因为两者被配了同一个 group.instance.id ${instance}；先来的要到下一次请求才被协调者拒绝。`,
  "violation.unassigned": ({ group, broker, generation, partitions }) =>
    `broker ${broker} 上组 ${group} 第 ${generation} 代已稳定，却没有人分得 ${partitions}。`,
  "violation.offset-lost": ({ group, partition, broker, committed, found, client }) =>
    `${client} 曾得知组 ${group} 在 ${partition} 的偏移量 ${committed} 已提交；现在的协调者 broker ${broker} ${found < 0 ? "却没有" : `却是 ${found}`}。`,
  "violation.stale-commit": ({ group, partition, from, to, client }) =>
    `组 ${group} 在 ${partition} 的已提交偏移量从 ${from} 退回 ${to}：提交者 ${client} 已不是成员。`,

  "story.rebalanced": (told) =>
    `组 ${told.group} 进入第 ${told.generation} 代：${told.members} 个成员，${told.protocol}${changesText(told)}；再均衡用了 ${seconds(told.tookUs)}${waitText(told)}。`,
  "story.moreRebalances": ({ group, times }) => `……组 ${group} 另有 ${times} 次再均衡。`,
  "story.moreRestarts": ({ count }) => `……另有 ${count} 次客户端停止与启动。`,
  "story.groupEmpty": (told) => `组 ${told.group} 不再有成员${changesText(told)}。`,
  "story.groupMoved": ({ group, broker, before }) =>
    `组 ${group} 的协调者由 broker ${before} 改为 broker ${broker}。`,
  "story.offsetsExpired": ({ group, partitions }) => `组 ${group} 的偏移量过期：${partitions}。`,
  "story.offsetsDeleted": ({ group, partitions }) => `组 ${group} 的偏移量被删除：${partitions}。`,
  "story.offsetsSet": ({ group, partitions }) => `组 ${group} 的偏移量由组外设置：${partitions}。`,
  "story.offsetsLost": ({ group, partitions }) => `组 ${group} 已提交的偏移量丢失：${partitions}。`,
  "story.staleOwner": ({ group, clients, generation, ownerGeneration, partitions }) =>
    `${clients} 仍以组 ${group} 第 ${generation} 代的身份认为自己拥有 ${partitions}，而第 ${ownerGeneration} 代里它们已归别人。`,
  "story.processingFailed": ({ client, value }) => `${client} 处理 ${value} 失败。`,
  "story.processedTwice": ({ group, values, class: judged }) =>
    `在组 ${group} 中处理不止一次（${classText(judged)}）：${values}。`,
  "story.neverProcessed": ({ group, values, class: judged }) =>
    `在组 ${group} 中从未处理（${classText(judged)}）：${values}。`,
  "story.overwritten": ({ group, keys }) => `组 ${group} 让这些键留下了较旧消息的效果：${keys}。`,
};

type Waiting = Pick<GroupArguments["story.rebalanced"], "waitedFor" | "who" | "isMember">;

/** 再均衡为何这么久。 */
function waitText({ waitedFor, who, isMember }: Waiting): string {
  switch (waitedFor) {
    case "more":
      return "，以等待更多成员加入";
    case "gone":
      return isMember ? `，直到重启前的 ${who} 被移出` : `，直到 ${who} 离组`;
    case "join":
      return `，直到 ${who} ${isMember ? "重新" : ""}加入`;
    default:
      return "";
  }
}

function changesText(gone: MembersGone & { joined?: string }): string {
  const { joined = "" } = gone;
  const parts = [
    joined === "" ? "" : `${joined} 加入`,
    gone.down === "" ? "" : `${gone.down} 已停止`,
    gone.paused === "" ? "" : `${gone.paused} 停顿`,
    gone.left === "" ? "" : `${gone.left} 离开`,
    gone.late === "" ? "" : `${gone.late} 未及时 poll 而离开`,
    gone.out === "" ? "" : `${gone.out} 被移出`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `（${parts.join("；")}）`;
}
