import type { SwitchText } from "./switches.ts";

/** 日志段、保留策略与偏移量的开关，按名称和取值。 */
export const logSwitchesZh: Readonly<Record<string, SwitchText>> = {
  timeIndex: {
    about: "日志段何时滚动和过期、时间戳在哪里查找，以谁的时间为准",
    states: {
      false: "文件的时间：日志段的创建时间和最后修改时间",
      true: "消息的时间（如果有）；由时间索引找到某一时刻的消息",
    },
  },
  rollOfRefused: {
    about: "到了该滚动的时候，日志段会不会因为一个被拒绝或重复的批次而滚动",
    states: {
      false: "只有批次被写入时才滚动",
      true: "即使随后因生产者状态而没有写入，也会滚动",
    },
  },
  rolledSegmentBase: {
    about: "leader 的日志在此处有空洞时，follower 的新日志段从哪里开始",
    states: {
      logEnd: "从自己的日志末端开始",
      firstOffset: "从收到的第一个偏移量开始；旧的消息格式仍从日志末端开始",
    },
  },
  retentionBound: {
    about: "保留策略最多删到哪里",
    states: {
      logEnd: "日志末端：日志的起始偏移量可能超过高水位",
      highWatermark: "高水位",
    },
  },
  logStartOffset: {
    about: "日志能否从 DeleteRecords 指定的、日志段内部的位置开始",
    states: {
      false: "日志从第一个日志段开始，每个副本自行删除",
      true: "DeleteRecords 提高日志起始偏移量，follower 采用 leader 的起始偏移量",
    },
  },
  highWatermarkBelowStart: {
    about: "副本的日志在高水位之后重新开始时的高水位",
    states: {
      stays: "留在原处；在它上升之前，消费者什么也读不到",
      raised: "从不低于日志的起始偏移量",
    },
  },
  maxTimestampLookup: {
    about: "ListOffsets 能否找到时间戳最大的消息",
    states: { false: "不认识这个查询", true: "能" },
  },
  deleteRecordsThrough: {
    about: "工具怎样删除某个偏移量之前的消息",
    states: { none: "没有这样的工具", brokers: "请求分区的 leader" },
  },
  "KAFKA-9491": {
    about: "follower 落后于 leader 日志的开头（2.4.0）",
    states: {
      false: "与分支末端一致",
      true: "日志从头来过，高水位却留在开头之前；在它上升之前，读取都失败",
    },
  },
  "KAFKA-9196": {
    about: "读到高水位为止（2.4.0 之前的主干；没有任何发行版有此问题）",
    states: {
      false: "与分支末端一致",
      true: "高水位等于日志末端时日志段滚动，此后在高水位移动之前，读取会越过它",
    },
  },
};
