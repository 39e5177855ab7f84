import type { SwitchText } from "./switches.ts";

/** 生产者的 send 和缓冲区的行为开关，按名称和取值。 */
export const accumulatorSwitchesZh: Readonly<Record<string, SwitchText>> = {
  defaultPartitioner: {
    about: "没有键也没有指定分区的消息去哪里",
    states: {
      sharedRoundRobin: "轮流发往有 leader 的分区；所有主题共用一个计数器",
      roundRobin: "轮流发往有 leader 的分区，每个主题各数各的",
      sticky: "一直发往一个分区，直到它的一个批次结束，再换另一个",
      uniformSticky: "一直发往一个分区，直到它拿到 batch.size 字节，再换一个；队列短的分区更常选到",
    },
  },
  unknownPartition: {
    about: "发往生产者不认识的分区的消息",
    states: {
      refused: "当场拒绝",
      askedOnce: "下一次元数据里还没有，就拒绝",
      awaited: "最多等 max.block.ms",
    },
  },
  sendBlocking: {
    about: "send 等元数据和等内存各等多久",
    states: {
      separately:
        "等元数据最多 metadata.fetch.timeout.ms；等内存没有期限，或者根本不等（block.on.buffer.full）",
      deprecatedSettings: "合计 max.block.ms；设置了旧的参数则以旧的为准",
      maxBlock: "合计 max.block.ms",
    },
  },
  drainIndex: {
    about: "发给一个 broker 的请求从哪个分区开始",
    states: {
      stays: "上一个请求（不管发给谁）装不下的那个分区",
      shared: "上一个请求（不管发给谁）装不下的那个分区的下一个：有的分区可能一直轮不到",
      perNode: "上一个发给这个 broker 的请求结束处的分区",
    },
  },
  flush: {
    about: "等待已发消息写完的应用",
    states: { false: "还要等 linger.ms", true: "调用 flush：立即全部发出" },
  },
  closeTimeout: {
    about: "还有消息没发完就关闭生产者",
    states: { false: "先发完，不管多久", true: "到了关闭期限就放弃" },
  },
};
