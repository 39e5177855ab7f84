import type { RecordArguments } from "../sim/check/told-records.ts";
import { ageOf, number, sizeOf } from "./format.ts";
import type { Messages } from "./messages.ts";

const UNITS = { day: " 天", hour: " 小时", minute: " 分钟", second: " 秒", millisecond: " 毫秒" };

const seconds = (micros: number) => `${number(micros)} 秒`;

/** 保留策略、压缩和删除从日志中取走了什么，以及生产者无从得知的事。 */
export const checkRecordsZh: Messages<RecordArguments> = {
  "why.retentionByTime": ({ broker, below, ageMs, limitMs, timeUs }) =>
    `第 ${seconds(timeUs)}，broker ${broker} 删除了偏移量 ${below} 以下的全部消息：这些日志段里最新的消息已有 ${ageOf(ageMs, UNITS)}，而 retention.ms 为 ${ageOf(limitMs, UNITS)}。`,
  "why.retentionBySize": ({ broker, below, sizeBytes, limitBytes, timeUs }) =>
    `第 ${seconds(timeUs)}，broker ${broker} 删除了偏移量 ${below} 以下的全部消息：日志有 ${sizeOf(sizeBytes)}，而 retention.bytes 为 ${sizeOf(limitBytes)}。`,
  "why.logStartMoved": ({ broker, below, timeUs }) =>
    `第 ${seconds(timeUs)}，broker ${broker} 上的日志改从偏移量 ${below} 开始，以下的消息都没有了。`,
  "why.recordsDeleted": ({ broker, below, timeUs }) =>
    `有人要求删除偏移量 ${below} 以下的消息；leader（broker ${broker}）在第 ${seconds(timeUs)}照办。`,
  "why.notCommittedThen": ({ broker, highWatermark }) =>
    `当时它还没有提交：broker ${broker} 的高水位是 ${highWatermark}。没有人读到过它，以后也读不到了。`,
  "why.outran": ({ client, position }) => `${client} 还没有读到它：当时只读到偏移量 ${position}。`,
  "why.compactedAway": ({ broker, timeUs }) =>
    `第 ${seconds(timeUs)}，压缩把它从 broker ${broker} 的日志中清除。`,
  "why.laterWasCut": ({ broker, offset }) =>
    `当时 broker ${broker} 的偏移量 ${offset} 处有一条同键的后续消息；它还没有提交，后来被截断了。`,
  "class.retentionOutran": () => "它未被读取就因保留策略而删除：保留策略不等消费者。",
  "class.recordsDeleted": () => "它是按要求删除的（kafka-delete-records）。",
  "class.compactedWrongly": () => "后面没有同键的消息：压缩不得清除一个键的最后一条消息。",

  "why.toldError": ({ error, timeUs }) => `第 ${seconds(timeUs)}，应用得到错误 ${error}。`,
  "why.toldNothing": ({ client }) => `${client} 的应用没有得到任何答复。`,
  "why.inLog": ({ offset }) => `它在日志里，偏移量是 ${offset}。`,
  "why.notInLog": () => "它不在日志里。",
  "why.clientDown": ({ client, reason, timeUs }) =>
    `${client} 在第 ${seconds(timeUs)}${reason === "killed" ? "被强杀" : reason === "lost power" ? "断电" : `停止（${reason}）`}。`,
  "why.hiddenError": () => "acks=0 时 broker 不作答复：无论它为什么拒绝一个批次，生产者都听不到。",
  "class.indefinite": () =>
    "生产者无法得知它是否写入：这个错误只说明没有及时得到答复，或者答复的不是该答复的 broker。",
  "class.neverSent": () =>
    "send() 只是把消息放进生产者的内存；在回调或 flush() 之前，什么都没有承诺。",

  "why.sent": ({ attempt, broker, timeUs }) =>
    attempt === 1
      ? `它在第 ${seconds(timeUs)}发往 broker ${broker}。`
      : `第 ${attempt} 次尝试在第 ${seconds(timeUs)}发往 broker ${broker}。`,
  "why.attemptFailed": ({ attempt, error, timeUs }) =>
    `第 ${seconds(timeUs)}，生产者认为第 ${attempt} 次尝试失败了（${error}）。`,
  "why.otherAppended": ({ value, broker, offset, timeUs }) =>
    `broker ${broker} 在第 ${seconds(timeUs)}把 ${value} 追加到偏移量 ${offset}。`,
  "why.retryOvertaken": ({ attempts }) =>
    `它所在的批次发送了 ${attempts} 次；两次之间写入了后面的批次。`,
  "class.producerForgotten": ({ setting, expirationMs }) =>
    `这个生产者已有 ${ageOf(expirationMs, UNITS)}没有写入（${setting}），broker 已经忘记了它，分不清重试与新批次。`,
  "class.lateRequest": () => "生产者已经放弃了它，它的请求后来却还是被执行了。",

  "story.retention": ({ partitions, below, setting }) =>
    `${partitions}：保留策略删除偏移量 ${below} 以下的全部消息（${setting}）。`,
  "story.logStartMoved": ({ partitions, below }) => `${partitions}：日志改从偏移量 ${below} 开始。`,
  "story.recordsDeleted": ({ partitions, below }) =>
    `${partitions}：按要求删除偏移量 ${below} 以下的消息。`,
  "story.compacted": ({ partitions, broker, records }) =>
    `${partitions}：压缩从 broker ${broker} 的日志中清除 ${records} 条消息。`,
  "story.outran": ({ client, partition, position, below }) =>
    `${client} 只读到 ${partition} 的偏移量 ${position}，而日志现在从 ${below} 开始：它还没有拉取的消息已经没有了。`,
  "story.unsent": ({ values }) => `从未发送，也没有告诉任何人：${values}。`,
};
