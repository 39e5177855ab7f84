import type { CheckArguments } from "../sim/check/told.ts";
import { checkGroupsZh } from "./check-groups.zh.ts";
import { checkRecordsZh } from "./check-records.zh.ts";
import { clockOffset, number } from "./format.ts";
import type { Messages } from "./messages.ts";
import { classText } from "./outcome-classes.zh.ts";

const REASONS: Readonly<Record<string, string>> = {
  killed: "被强杀",
  "lost power": "断电",
  "shut down": "正常关闭",
  "halted: I/O error": "I/O 错误，停机",
  "halted: no log directory is left": "没有可用的日志目录，停机",
  "halted: shut down while it was starting": "启动期间被要求关闭，停机",
  "halted: its application failed": "应用处理失败，停机",
  "halted: it cannot send records on": "应用无法转发消息，停机",
  "halted rather than truncate its log": "因不得截断日志而停机",
};

const seconds = (micros: number) => `${number(micros)} 秒`;

/** 新的值，以及不再有的配置项。 */
function settingsText(set: string, removed: string): string {
  return [set, removed === "" ? "" : `不再有 ${removed}`].filter((part) => part !== "").join("；");
}

/** 消息的去向、原因，以及一次运行的经过。 */
export const checkZh: Messages<CheckArguments> = {
  ...checkRecordsZh,
  ...checkGroupsZh,

  "why.handedOver": ({ timeUs }) => `它在第 ${seconds(timeUs)}交给生产者。`,
  "why.notAppended": ({ attempts }) =>
    attempts === 0
      ? "生产者从未把它发给 broker。"
      : `它向 broker 发了 ${attempts} 次，没有 leader 追加它。`,
  "why.appended": ({ broker, offset, leaderEpoch, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}把它追加到偏移量 ${offset}${leaderEpoch < 0 ? "" : `，leader epoch 为 ${leaderEpoch}`}。`,
  "why.acked": ({ acks, timeUs }) => `acks=${acks}：它在第 ${seconds(timeUs)}得到确认。`,
  "why.neverFetched": ({ brokers, lastUs }) =>
    lastUs < 0
      ? `从未拉取到它的 broker：${brokers}。`
      : `从未拉取到它的 broker：${brokers}（最后一次拉取到消息是在第 ${seconds(lastUs)}）。`,
  "why.fetched": ({ brokers }) => `拉取到它的 broker：${brokers}。`,
  "why.committed": ({ leader, isrSize }) => `leader ${leader} 提交它时，ISR 有 ${isrSize} 个副本。`,
  "why.down": ({ broker, reason, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}${REASONS[reason] ?? reason}。`,
  "why.elected": ({ broker, leaderEpoch, logEndOffset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}成为 epoch ${leaderEpoch} 的 leader，日志末端为 ${logEndOffset}。`,
  "why.electedUncleanly": ({ broker, leaderEpoch, logEndOffset, timeUs }) =>
    `不在 ISR 中的 broker ${broker} 在第 ${seconds(timeUs)}成为 epoch ${leaderEpoch} 的 leader，日志末端为 ${logEndOffset}。`,
  "why.damageTook": ({ broker, offset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}启动，发现损坏的批次，丢弃了偏移量 ${offset} 及之后的全部内容。`,
  "why.powerTook": ({ broker, offset, timeUs }) =>
    `第 ${seconds(timeUs)}的断电使 broker ${broker} 丢失了偏移量 ${offset} 及之后的全部内容。`,
  "why.truncatedToHighWatermark": ({ broker, offset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}把日志截断到自己的高水位 ${offset}，它还不知道其后的消息已经提交。`,
  "why.keptBelowHighWatermark": ({ broker, offset, leader, timeUs }) =>
    `broker ${broker} 从第 ${seconds(timeUs)}起跟随 broker ${leader}。它只截断到自己的高水位，而高水位高于偏移量 ${offset}，于是保留了与 leader 不同的消息。`,
  "why.keptOwnEpoch": ({ broker, offset, leader, timeUs }) =>
    `broker ${broker} 从第 ${seconds(timeUs)}起跟随 broker ${leader}。leader 只回答了偏移量，没有说明 epoch，于是 broker ${broker} 从偏移量 ${offset} 起保留了与 leader 不同的消息。`,
  "why.leaderWithoutEpoch": ({ broker, offset, leader, leaderEpoch, timeUs }) =>
    `leader ${leader} 在 epoch ${leaderEpoch} 中还没有写过消息，答不出此前的 epoch 止于何处；于是 broker ${broker} 在第 ${seconds(timeUs)}把日志截断到自己的高水位 ${offset}。`,
  "why.joinedBeforeEpochStart": ({
    broker,
    logEndOffset,
    leader,
    leaderEpoch,
    epochStart,
    timeUs,
  }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}加入 ISR，当时它的日志末端是 ${logEndOffset}，而 leader（broker ${leader}）的 epoch ${leaderEpoch} 从 ${epochStart} 才开始。`,
  "why.compactedAboveHighWatermark": ({ broker, offset, timeUs }) =>
    `broker ${broker} 的压缩在第 ${seconds(timeUs)}删掉了 offset ${offset}，原因是同一个键后来有一条并未提交的消息。`,
  "why.countedInOtherEpoch": ({ broker, ownEpoch, leader, leaderEpoch }) =>
    `broker ${broker} 还处在 epoch ${ownEpoch}，持有不同的消息，epoch ${leaderEpoch} 的 leader ${leader} 却把它的拉取计算在内。`,
  "why.truncatedInOtherEpoch": ({ broker, leaderEpoch, leader, leadersEpoch, offset, timeUs }) =>
    leaderEpoch === leadersEpoch
      ? `broker ${broker} 已被更新的 leader 计算在内，却在第 ${seconds(timeUs)}按照旧 epoch ${leadersEpoch} 的 leader（broker ${leader}）的回答，把日志截断到 ${offset}。`
      : `处在 epoch ${leaderEpoch} 的 broker ${broker} 在第 ${seconds(timeUs)}按照 broker ${leader} 的回答把日志截断到 ${offset}，而后者处在 epoch ${leadersEpoch}。`,
  "why.missedEpoch": ({ broker, ownEpoch, leader, leaderEpoch, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}从 epoch ${ownEpoch} 直接进入 epoch ${leaderEpoch}，leader 仍是 broker ${leader}，它没有检查两者的日志是否已经分叉。`,
  "why.divergingFetchCounted": ({ broker, offset, leader }) =>
    `leader ${leader} 一边让 broker ${broker} 截断偏移量 ${offset} 起的分叉部分，一边又把这次拉取计算在内，好像 broker ${broker} 已有 leader 的消息。`,
  "why.sequenceReused": ({ producer, broker, offset }) =>
    `${producer} 放弃过一个其实已写在偏移量 ${offset} 的批次，又重用了它的序列号：broker ${broker} 把这一批当作那一批的重发，直接确认了。`,
  "why.isrAnswerLost": ({ leader, isr, timeUs }) =>
    `controller 在第 ${seconds(timeUs)}写入了 ISR [${isr}]，但连接断开，没有收到 ZooKeeper 的答复；重试时撞上了自己写下的版本。leader ${leader} 只被告知版本不符，于是一直等待该分区的新消息，而没有人会发来。`,
  "why.earlierForgotten": ({ broker, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}重新读取了日志：此后它只认得每个生产者的最后一个批次，把更早批次的重试当作乱序拒绝了。`,
  "why.ackedAfterLoss": ({ broker, offset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}作为 follower 截掉了它，却让生产者继续等待；再次当上 leader 后，高水位一越过偏移量 ${offset} 就确认了。`,
  "why.startedOver": ({ broker, leader, timeUs }) =>
    `broker ${leader} 回答说偏移量超出范围，broker ${broker} 便在第 ${seconds(timeUs)}删除了自己的全部日志。`,
  "why.formerRecords": ({ broker, partition, offset }) =>
    `broker ${broker} 还留着一个已删除的同名分区 ${partition} 的日志，而两者无从区分：那份日志在偏移量 ${offset} 处是另一条消息。`,
  "why.truncated": ({ broker, offset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}把日志截断到 ${offset}。`,
  "why.deletionRequested": ({ topic, timeUs }) =>
    `第 ${seconds(timeUs)}有人要求删除主题 ${topic}。`,
  "why.deleted": ({ partition, timeUs }) =>
    `到第 ${seconds(timeUs)}，${partition} 连同所有副本已被删除。`,
  "why.remains": ({ brokers }) => `broker ${brokers} 的日志里还有它，但在跟随 leader 时会丢弃。`,

  "class.acks0": () => "acks=0 不作任何承诺。",
  "class.acks1": () => "acks=1 只承诺一份：leader 的那份。",
  "class.acksSome": ({ acks }) =>
    `acks=${acks} 只等 ${acks} 个副本，不等整个 ISR（0.9 之前如此，见 KAFKA-1211）：当选的可能是别的成员。`,
  "class.isrTooSmall": ({ isrSize, needed }) =>
    `它由 ${isrSize} 个副本提交；要经得起一次故障，需要 ${needed} 个。`,
  "class.unclean": () => "设置或运维人员允许不干净选举，让缺少消息的副本当选。",
  "class.uncleanForbidden": () => "unclean.leader.election.enable 为 false，却发生了不干净选举。",
  "class.damage": () => "它随磁盘上损坏的批次一起被丢弃。",
  "class.power": () => "它随断电时尚未刷盘的数据一起丢失。",
  "class.lastReplica": () =>
    "断电使 ISR 中仅剩的副本丢失了它。其他副本仍有它，但已不在 ISR 中，只能跟随（KIP-966 会让它们当选）。",
  "class.retention": () => "它被保留策略删除。",
  "class.deleted": () => "有人要求删除它的主题。",
  "class.repaired": ({ fix }) => `这是该版本协议的缺陷，由 ${fix} 修复。`,
  "class.unexplained": () => "配置和故障都解释不了它。",

  "why.duplicated": ({ offsets, attempts }) => `发送 ${attempts} 次后，位于偏移量 ${offsets}。`,
  "why.resent": ({ offset, first, firstOffset }) =>
    `位于偏移量 ${offset}；应用以为失败的那一条在 ${first} 的偏移量 ${firstOffset}。`,
  "class.resent": () =>
    "应用收到错误后又发送了一次，而那个错误并不表示没有写入；对 Kafka 来说这是另一条消息。",
  "class.notIdempotent": () => "没有 enable.idempotence，重试可能再写一次。",
  "class.idempotent": () => "enable.idempotence 本应排除这种情况。",
  "class.earlierForgotten": () =>
    "生产者快照只保留每个生产者的最后一个批次。生产者把拒绝当成了丢失，提升 epoch，把日志里已有的消息又发了一遍。",
  "why.reordered": ({ offset, overtakenBy, overtakerOffset }) =>
    `位于偏移量 ${offset}，排在后发送的 ${overtakenBy}（偏移量 ${overtakerOffset}）之后。`,
  "class.inFlight": ({ maxInFlight }) =>
    `允许 ${maxInFlight} 个在途请求而没有幂等时，重试的批次可能被后来的超过。`,

  "violation.log-order": ({ partition, broker, logStartOffset, highWatermark, logEndOffset }) =>
    `${partition} 在 broker ${broker} 上：日志起点 ${logStartOffset}、高水位 ${highWatermark}、日志末端 ${logEndOffset} 的次序不对。`,
  "violation.two-leaders": ({ partition, leaderEpoch, broker, other }) =>
    `${partition}：broker ${broker} 和 ${other} 在 epoch ${leaderEpoch} 中都是 leader。`,
  "violation.unnamed-leader": ({ partition, leaderEpoch, broker }) =>
    `${partition}：broker ${broker} 以 epoch ${leaderEpoch} 当 leader，而注册中心没有把这个 epoch 给任何 broker。`,
  "violation.epoch-went-back": ({ partition, from, to }) =>
    `${partition}：leader epoch 从 ${from} 退回到 ${to}。`,
  "violation.version-went-back": ({ partition, from, to }) =>
    `${partition}：状态的版本从 ${from} 退回到 ${to}。`,
  "violation.leader-without-epoch": ({ partition, leaderEpoch, broker, other }) =>
    `${partition}：broker ${broker} 以 epoch ${leaderEpoch} 当 leader，而注册中心把这个 epoch 给了 ${other}。`,
  "violation.strong-isr": ({ partition, leader, highWatermark, member, offset, isr }) =>
    `${partition}：leader ${leader} 的高水位是 ${highWatermark}，但 ISR [${isr}] 中的 broker ${member} 缺少偏移量 ${offset} 起的消息。`,
  "violation.weak-isr": ({ partition, leader, highWatermark, member, offset, isr }) =>
    `${partition}：broker ${member} 在 leader ${leader} 所知的 ISR ${isr} 中，却从偏移量 ${offset} 起缺少其高水位 ${highWatermark} 以下的消息。`,
  "violation.leader-completeness": ({ partition, broker, leaderEpoch, offset, below }) =>
    `${partition}：broker ${broker} 在 epoch ${leaderEpoch} 担任 leader，却没有全部已提交的消息：它的日志从偏移量 ${offset} 起不同，而 ${below} 以下均已提交。`,
  "violation.epoch-cache-order": ({
    partition,
    broker,
    epoch,
    offset,
    epochBefore,
    offsetBefore,
  }) =>
    `${partition}：broker ${broker} 上，始于偏移量 ${offset} 的 leader epoch ${epoch} 排在始于 ${offsetBefore} 的 epoch ${epochBefore} 之后。`,
  "violation.epoch-ahead": ({ partition, broker, epoch, leaderEpoch }) =>
    `${partition}：broker ${broker} 处于 epoch ${leaderEpoch}，却有 leader epoch ${epoch} 的消息。`,
  "violation.registry-state": ({ partition, leader, isr, assignment }) =>
    `${partition}：ZooKeeper 中 leader 是 ${leader}，ISR 是 ${isr}，与副本分配 ${assignment} 不符。`,
  "violation.version-skipped": ({ partition, from, to }) =>
    `${partition}：状态 znode 的版本一次写入就从 ${from} 变成了 ${to}。`,
  "violation.unknown-epoch": ({ partition, broker, leaderEpoch, known }) =>
    `${partition}：broker ${broker} 处于 leader epoch ${leaderEpoch}，而 ZooKeeper 只知道 ${known}。`,
  "violation.maximal-isr": ({ partition, leader, maximalIsr, isr }) =>
    `${partition}：leader ${leader} 只等了 ${maximalIsr} 就提高了高水位，而 ZooKeeper 中的 ISR 是 ${isr}。`,
  "violation.fetcher-state": ({ partition, broker, source, fetchers }) =>
    `${partition}：broker ${broker} 上有 ${fetchers} 个拉取线程从 broker ${source} 拉取，与它的角色不符。`,
  "violation.not-in-isr": ({ partition, broker, isr }) =>
    `${partition}：故障已经结束，broker ${broker} 仍不在 ISR [${isr}] 中。`,
  "violation.logs-differ": ({ partition, broker, leader, offset }) =>
    `${partition}：故障已经结束，broker ${broker} 的日志从偏移量 ${offset} 起仍与 leader ${leader} 不同。`,
  "violation.uncommitted": ({ partition, highWatermark, logEndOffset }) =>
    `${partition}：故障已经结束，所有副本都在运行，高水位 ${highWatermark} 仍落后于日志末端 ${logEndOffset}。`,
  "violation.no-leader": ({ partition, isr }) =>
    `${partition}：故障已经结束，ISR ${isr} 的成员在运行，却仍然没有 leader。`,
  "violation.stale-role": ({ partition, broker, leaderEpoch, known }) =>
    `${partition}：故障已经结束，broker ${broker} 仍处于 leader epoch ${known}，而不是 ${leaderEpoch}。`,
  "violation.controllers": ({ brokers }) =>
    brokers === ""
      ? "故障已经结束，仍然没有控制器。"
      : `故障已经结束，broker ${brokers} 都认为自己是控制器。`,
  "violation.log-matching": ({ partition, broker, other, offset, below }) =>
    `${partition}：broker ${broker} 和 ${other} 在偏移量 ${offset} 上内容不同，而它低于两者的高水位（${below}）。`,
  "violation.ack-durability": ({ partition, offsets, leader, leaderEpoch }) =>
    `${partition}：epoch ${leaderEpoch} 的 leader ${leader} 缺少已确认的消息（${offsets}）。`,
  "violation.consistent-read": ({ partition, offsets, leader, leaderEpoch }) =>
    `${partition}：epoch ${leaderEpoch} 的 leader ${leader} 缺少消费者已读到的消息（${offsets}）。`,
  "violation.read-changed": ({ partition, offset, before, now }) =>
    `${partition}：偏移量 ${offset} 曾读到 ${before}，现在是 ${now}。`,
  "violation.hw-monotone": ({ partition, broker, leaderEpoch, from, to }) =>
    `${partition}：leader ${broker} 在 epoch ${leaderEpoch} 中的高水位从 ${from} 退回到 ${to}。`,

  "violation.offset-order": ({ partition, broker, offset }) =>
    `${partition}：broker ${broker} 在偏移量 ${offset} 处追加，而那里已有消息。`,
  "violation.materialized-state": ({ partition, broker, offsets }) =>
    `${partition}：broker ${broker} 上的压缩清除了不该清除的消息（${offsets}）：某个键的最后一条，或者前面还留有同键旧消息的墓碑。`,
  "violation.written-twice": ({ partition, broker, value, first, second }) =>
    `${partition}：leader ${broker} 把幂等生产者的一个批次（含 ${value}）写了两次，偏移量是 ${first} 和 ${second}。`,
  "violation.overtaken": ({ partition, broker, value, offset, overtakenBy }) =>
    `${partition}：leader ${broker} 把幂等生产者的 ${value} 写在偏移量 ${offset}，排在后发送的 ${overtakenBy} 之后。`,
  "violation.min-insync-replicas": ({ partition, offset, leader, isrSize, needed }) =>
    `${partition}：leader ${leader} 在 ISR 只有 ${isrSize} 个成员时就确认了偏移量 ${offset} 处 acks=all 的消息，而 min.insync.replicas 要求 ${needed} 个。`,
  "violation.failed-records": ({ partition, broker, offset, value }) =>
    `${partition}：生产者得知 ${value} 肯定没有写入，但 broker ${broker} 的偏移量 ${offset} 处有它。`,

  "story.started": ({ hosts }) => `启动：${hosts}。`,
  "story.killed": ({ host }) => `${host} 被强杀。`,
  "story.powerLost": ({ host, lost }) =>
    lost === 0 ? `${host} 断电，没有丢失未刷盘的数据。` : `${host} 断电，丢失 ${lost} 个批次。`,
  "story.stopped": ({ host, reason }) => `${host} 停止：${REASONS[reason] ?? reason}。`,
  "story.restarted": ({ host }) => `${host} 重新启动。`,
  "story.paused": ({ host }) => `${host} 卡住。`,
  "story.resumed": ({ host }) => `${host} 恢复运行。`,
  "story.cut": ({ links }) => `断开：${links}。`,
  "story.healed": ({ links }) => `恢复连通：${links}。`,
  "story.clockJumped": ({ host, offsetUs }) =>
    `${host} 的系统时钟跳变，现在偏差 ${clockOffset(offsetUs)} 秒。`,
  "story.damage": ({ partition, broker, first, last }) =>
    first === last
      ? `${partition} 偏移量 ${first} 的消息在 broker ${broker} 的磁盘上损坏。`
      : `${partition} 偏移量 ${first} 至 ${last} 所在的批次在 broker ${broker} 的磁盘上损坏。`,
  "story.directoryFailed": ({ host, directory }) =>
    `${host} 的目录 ${directory} 发生故障，无法读写。`,
  "story.directoryRepaired": ({ host, directory }) => `${host} 的目录 ${directory} 已修复。`,
  "story.sessionExpired": ({ host }) => `ZooKeeper 判定 ${host} 的会话过期。`,
  "story.slowDisk": ({ host, syncUs }) => `${host} 的磁盘变慢：每次刷盘 ${syncUs / 1000} 毫秒。`,
  "story.slowerDisk": ({ host, times }) => `${host} 的磁盘变慢：耗时为平常的 ${times} 倍。`,
  "story.stalledDisk": ({ host }) => `${host} 的磁盘停滞不动。`,
  "story.fastDisk": ({ host }) => `${host} 的磁盘恢复正常。`,
  "story.quorumLeader": ({ host, epoch }) =>
    `${host} 成为 ZooKeeper 集群的 leader，epoch ${epoch}。`,
  "story.quorumLost": ({ host }) => `${host} 失去法定人数，不再为 ZooKeeper 客户端服务。`,
  "story.controller": ({ broker, epoch }) => `broker ${broker} 成为控制器，epoch ${epoch}。`,
  "story.elected": ({ partitions, leader, leaderEpoch, isr }) =>
    `${partitions}：leader 为 ${leader}，leader epoch 为 ${leaderEpoch}，ISR 为 [${isr}]。`,
  "story.electedUncleanly": ({ partitions, leader, leaderEpoch, isr }) =>
    `${partitions}：ISR 之外的 broker ${leader} 成为 leader，leader epoch 为 ${leaderEpoch}，ISR 为 [${isr}]。`,
  "story.noLeader": ({ partitions, isr }) =>
    `${partitions}：没有 leader；ISR [${isr}] 中无人存活。`,
  "story.leaderOut": ({ partitions, isr }) =>
    `${partitions}：leader 被移出 ISR，ISR 剩下 [${isr}]；尚未选出新 leader。`,
  "story.isr": ({ partitions, before, after }) =>
    `${partitions}：ISR 从 [${before}] 变为 [${after}]。`,
  "story.partitionsAdded": ({ topic, count }) => `${topic} 现在有 ${count} 个分区。`,
  "story.reassigning": ({ partitions, from, to }) =>
    `${partitions}：要从 broker [${from}] 移到 [${to}]。`,
  "story.reassigned": ({ partitions, replicas }) =>
    `${partitions}：副本现在在 broker [${replicas}] 上。`,
  "story.topicSettings": ({ topic, set, removed }) =>
    `${topic} 的配置：${settingsText(set, removed)}。`,
  "story.brokerSettings": ({ broker, set, removed }) =>
    `${broker === "<default>" ? "全体 broker" : `broker ${broker}`} 的配置：${settingsText(set, removed)}。`,
  "story.deletionRequest": ({ topics }) => `有人要求删除 ${topics}。`,
  "story.deleted": ({ partitions }) => `${partitions}：已删除。`,
  "story.truncated": ({ partitions, broker, from, to }) =>
    `${partitions}：broker ${broker} 把日志从 ${from} 截断到 ${to}。`,
  "story.powerTook": ({ partitions, broker, from, to }) =>
    `${partitions}：broker ${broker} 的日志末端从 ${from} 变为 ${to}。`,
  "story.sent": ({ values, client }) => `${client} 发送 ${values}。`,
  "story.acked": ({ values, client, overUs }) => `${client} ${over(overUs)}得知 ${values} 已写入。`,
  "story.failed": ({ values, client, overUs }) =>
    `${client} ${over(overUs)}得知 ${values} 未写入。`,
  "story.unknown": ({ values, client, overUs }) =>
    `${client} ${over(overUs)}放弃 ${values}：有没有写入，它无从得知。`,
  "story.error": ({ clients, error }) => `${clients} 遇到 ${error}。`,
  "story.unavailable": ({ partition, fromUs, toUs }) =>
    `${partition} 有 ${seconds(toUs - fromUs)}没有 leader。`,
  "story.unavailableToTheEnd": ({ partition, fromUs }) =>
    `${partition} 从第 ${seconds(fromUs)}到最后都没有 leader。`,
  "story.lost": ({ values, class: outcome }) =>
    `已确认却丢失：${values}（${classText(outcome)}）。`,
  "story.lostUnacknowledged": ({ values }) => `丢失，且从未确认：${values}。`,
  "story.duplicated": ({ values }) => `写入多次：${values}。`,
  "story.reordered": ({ values }) => `次序颠倒：${values}。`,
  "story.more": ({ count }) => `……还有 ${count} 个事件未列出。`,
};

/** 历时较长才写出来。 */
function over(us: number): string {
  return us === 0 ? "" : `在之前 ${seconds(us)}里陆续`;
}
