import type { SwitchText } from "./switches.ts";

/** broker 对幂等生产者的记忆。 */
export const producerStateSwitchesZh: Readonly<Record<string, SwitchText>> = {
  producerBatches: {
    about: "日志凭生产者的哪些批次认出重发",
    states: {
      last: "最后一个；事务标记会取代它：单条消息的重发得到的是标记的偏移量",
      lastFive: "最后五个，因此可以有五个请求在途",
    },
  },
  unknownProducer: {
    about: "日志不认识的生产者发来的、不从 0 开始的批次",
    states: {
      outOfOrder: "OUT_OF_ORDER_SEQUENCE_NUMBER",
      unknownProducerId: "UNKNOWN_PRODUCER_ID；只认识一个标记时是 OUT_OF_ORDER_SEQUENCE_NUMBER",
      unknownSequenceToo: "UNKNOWN_PRODUCER_ID，只认识一个标记时也一样",
      accepted: "接受；只认识一个标记时是 OUT_OF_ORDER_SEQUENCE_NUMBER",
    },
  },
  producersOfDeletedRecords: {
    about: "一个生产者的最后几条消息在日志头部被删除",
    states: { forgotten: "随之被忘记", kept: "在过期之前仍然认识它" },
  },
  markersKeepProducers: {
    about: "空闲的生产者是否从最后一个标记算起",
    states: {
      true: "从最后一个批次或标记算起",
      false: "从最后一个批次算起：只留下一个标记的生产者立刻过期",
    },
  },
  emptyTransactions: {
    about: "在其分区里什么也没有结束的标记",
    states: {
      unstable: "算作只占一个偏移量的事务：读已提交的消费者要等它复制完",
      skipped: "不算事务",
    },
  },
  producerIdExpiry: {
    about: "哪个配置决定日志记住空闲生产者多久",
    states: {
      transactionalId: "transactional.id.expiration.ms",
      own: "producer.id.expiration.ms",
    },
  },
  producerSnapshots: {
    about: "日志保留哪些生产者快照",
    states: {
      lastTwoSegments: "从倒数第二个段开始的；更早的在刷盘时删除",
      unflushedToo: "还有从恢复点开始的；更早的在写恢复点检查点时删除",
      eachSegment: "每个段一个，以及正常关闭时的那个",
    },
  },
  "KAFKA-6003": {
    about: "follower 对其生产者另有所知的批次（0.11.0.0 和 0.11.0.1）",
    states: {
      false: "与分支末端一致",
      true: "follower 检查 leader 已经存下的批次的 epoch 和序号",
    },
  },
};
