import type { SwitchText } from "./switches.ts";

/** 生产者（以及所有客户端）的行为开关。 */
export const producerSwitchesZh: Readonly<Record<string, SwitchText>> = {
  retryBackoff: {
    about: "客户端重试之前等多久",
    states: {
      fixed: "每次都是 retry.backoff.ms",
      exponential:
        "每失败一次加倍，最多 retry.backoff.max.ms，随机增减五分之一；元数据没有新内容时同样如此",
    },
  },
  olderMetadata: {
    about: "客户端得到的 leader epoch 比它知道的旧",
    states: {
      taken: "相信最后得到的",
      ignored: "保留已知的，主题删除重建之后也一样",
      ignoredWhileThere: "保留已知的，直到得知主题没有了",
    },
  },
  producerTimeouts: {
    about: "生产者为一个批次等多久",
    states: {
      none: "一直等；timeout.ms 只是 leader 等 follower 的时间",
      requestTimeout:
        "等响应最多 request.timeout.ms；批次写满或 linger.ms 已过之后，在队列里也最多等这么久",
      requestTimeoutInOrder:
        "同上，但最早的批次先过期；重试的从退避结束算起；max.in.flight 为 1 且前一批次在途时不过期",
      deliveryTimeout: "从批次创建算起 delivery.timeout.ms，在途的也算",
    },
  },
  requestTimeoutSetting: {
    about: "生产者的请求超时由哪个配置决定",
    states: {
      "timeout.ms": "timeout.ms，只要设了它，或者不认识别的",
      "request.timeout.ms": "只有 request.timeout.ms",
    },
  },
  guaranteeMessageOrder: {
    about: "max.in.flight.requests.per.connection=1 隔开的是什么",
    states: {
      false: "同一连接上的请求：leader 换了的分区可以有两个批次在途",
      true: "同一分区的批次也隔开",
    },
  },
  sequenceGaps: {
    about: "幂等生产者的序列号说不清时怎么办",
    states: {
      oneInFlight: "只有一个请求在途；让批次失败，重新申请 producer id",
      newProducerId:
        "被拒批次之后的重新编号；日志开头被删的从 0 重来（KAFKA-5793）；否则让批次失败，重新申请 producer id",
      bumpEpoch: "自己提高 epoch，把分区在途的批次重新编号，再重试",
    },
  },
  epochBump: {
    about: "生产者提高 epoch 时与此无关的分区",
    states: {
      keepsSequences: "接着用原来的序列号，而 leader 在新的 epoch 里会拒绝",
      restartsSequences: "旧 epoch 的批次不再在途之后，从 0 开始",
    },
  },
  duplicateSequence: {
    about: "生产者得到 DUPLICATE_SEQUENCE_NUMBER",
    states: { retried: "再试一次", success: "当作成功，没有偏移量" },
  },
  invalidProducerEpoch: {
    about: "幂等生产者得到 INVALID_PRODUCER_EPOCH",
    states: {
      fatal: "从此什么也不发",
      failsBatch: "批次失败，提高 epoch；PRODUCER_FENCED 才是致命的",
    },
  },
  tooLargeBatch: {
    about: "leader 嫌太大的多消息批次",
    states: { fails: "整批失败", split: "拆开重发" },
  },
  unknownTopicRefreshesMetadata: {
    about: "客户端得到 UNKNOWN_TOPIC_OR_PARTITION",
    states: { false: "再试同一个 broker", true: "还会刷新元数据" },
  },
  leaderChangeSkipsBackoff: {
    about: "批次等待重试时，分区换了 leader",
    states: { false: "等到退避结束", true: "立即发给新 leader" },
  },
  leaderlessPartitions: {
    about: "得知分区没有 leader、或主题有错误的生产者",
    states: {
      askedWhileUsed: "只要发送过的任何分区没有 leader，就再次请求元数据",
      askedWhileWaiting: "有记录在等待时才再次请求",
      asked: "总是再次请求",
    },
  },
  unansweredRequest: {
    about: "request.timeout.ms 内没有响应的请求，其批次得到的错误",
    states: {
      networkException: "NETWORK_EXCEPTION，与任何断开的连接一样",
      requestTimedOut: "REQUEST_TIMED_OUT",
    },
  },
  lateErrors: {
    about: "批次的结果已告诉应用之后才来的错误",
    states: { counted: "可能让生产者提高 epoch", ignored: "不算新消息" },
  },
  "KAFKA-13598": {
    about: "没有人设置 enable.idempotence 的生产者（3.0.0、3.1.0）",
    states: { false: "与分支末端一致", true: "默认值说是幂等的，其实不是" },
  },
};
