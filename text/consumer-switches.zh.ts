import type { SwitchText } from "./switches.ts";

/** 消费者的位置与提交的行为开关，按名称和取值。 */
export const consumerSwitchesZh: Readonly<Record<string, SwitchText>> = {
  consumerFetchSession: {
    about: "消费者的 fetch 请求里列出什么",
    states: {
      false: "在该处读取的全部分区",
      true: "有变化的分区，其余由会话记住",
    },
  },
  consumerTruncation: {
    about: "消费者所读的分区换了 leader",
    states: {
      unnoticed: "不管那里现在是什么，都从自己的偏移量接着读",
      detected: "询问它上次读到的 epoch 在哪里结束，并退回两份日志分岔的地方",
    },
  },
  pollDuringRebalance: {
    about: "等待再均衡结束的消费者的 poll",
    states: {
      waits: "在那之前什么也不返回",
      returns: "返回消费者手里仍有的分区的记录",
    },
  },
  newAssignment: {
    about: "再均衡之后消费者又分到的、它原来就有的分区",
    states: {
      startsAnew: "从已提交的偏移量开始，暂停也不再有效",
      keepsState: "从原处继续，除非协议要求它先放弃",
    },
  },
  pausedPartition: {
    about: "分区暂停时已经拉取到的数据",
    states: {
      fetchedAgain: "下一次 poll 时丢弃，以后重新拉取",
      kept: "保留到分区恢复",
    },
  },
  autoCommit: {
    about: "消费者何时自动提交",
    states: {
      oneInFlight: "距上次提交开始 auto.commit.interval.ms，且上次已有响应；不知道协调者时不提交",
      toKnownCoordinator:
        "距上次 auto.commit.interval.ms；失败但可能成功的，隔 retry.backoff.ms 再来；不知道协调者时不提交",
      onTime: "同上，但不知道协调者时去寻找它",
    },
  },
  asyncCommit: {
    about: "不知道协调者时的 commitAsync",
    states: {
      fails: "失败",
      waits: "找到协调者后发送",
    },
  },
  commitDuringRebalance: {
    about: "消费者的提交得到 REBALANCE_IN_PROGRESS，或来自它已离开的代",
    states: {
      losesMembership: "放弃成员 id，作为新成员加入",
      rejoins: "以原来的成员身份重新加入；对旧代的响应仍会结束新的一代",
      rejoinsUnlessStale: "同上，但对旧代的响应不起作用",
    },
  },
  commitToUnknownTopic: {
    about: "协调者对提交响应 UNKNOWN_TOPIC_OR_PARTITION",
    states: {
      fails: "提交失败",
      retried: "再试",
    },
  },
};
