import type { SwitchText } from "./switches.ts";

/** 消息格式和校验的开关。 */
export const messageSwitchesZh: Readonly<Record<string, SwitchText>> = {
  messageFormat: {
    about: "日志所能用的最新消息格式",
    states: {
      v0: "v0：消息一条一条存放，没有时间戳",
      v1: "v1：消息有时间戳；message.format.version 可以指定 v0",
      v2: "v2：以批次存放，带 leader epoch、producer id 和 header；message.format.version 可以指定 v0 或 v1",
      onlyV2: "v2，不论 message.format.version 怎么写",
    },
  },
  invalidRecord: {
    about: "对任何日志都不能存的记录（例如压缩主题里没有 key 的记录）的回答",
    states: {
      corruptMessage: "CORRUPT_MESSAGE，客户端会重试",
      invalidRecord: "INVALID_RECORD，直接失败",
    },
  },
  corruptFetch: {
    about: "follower 拉取到校验和不符的批次",
    states: {
      passedOver: "什么也不追加，却从它后面继续拉取：下一次响应到来时 fetcher 终止",
      retried: "什么也不追加，等 replica.fetch.backoff.ms 之后再次拉取",
    },
  },
  corruptBatch: {
    about: "消费者拉取到校验和不符的批次",
    states: {
      failsFetch: "poll 抛出异常，这次拉取的内容一条也不返回",
      failsThere: "先返回它前面的记录，然后 poll 抛出异常",
    },
  },
  producedFormat: {
    about: "生产者发送的消息格式",
    states: { v0: "v0", v1: "v1", v2: "v2" },
  },
};
