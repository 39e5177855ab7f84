import type { SwitchText } from "./switches.ts";

/** 行为开关，按名称和取值。 */
export const switchesZh: Readonly<Record<string, SwitchText>> = {
  replication: {
    about: "分区有没有副本",
    states: {
      false: "一个分区只在一个 broker 上，没有任何确认",
      true: "follower 从 leader 拉取，控制器从 ISR 中选举 leader",
    },
  },
  truncation: {
    about: "follower 如何找到自己与 leader 的日志从哪里分叉",
    states: {
      hw: "截断到自己的高水位",
      kip101: "询问 leader：自己最新的 epoch 到哪里结束；回答只有一个偏移量",
      kip279: "回答还给出是哪个 epoch，follower 一直问到双方共有的 epoch 为止",
      kip320: "请求带上当前的 leader epoch，不一致的会被拒绝",
      onFetch: "拉取的响应直接指出日志从哪里分叉",
    },
  },
  epochCacheAssignment: {
    about: "与 leader epoch 缓存矛盾的 epoch",
    states: {
      ignoreOlder: "epoch 和偏移量不是都更新的，一律忽略",
      truncateAndAppend: "新条目挤掉与它矛盾的旧条目",
    },
  },
  truncationAtLogEnd: {
    about: "follower 截断到日志末端时，没有消息的 epoch",
    states: {
      keepsEpochs: "留下来，follower 可能永远追问它",
      dropsEpochs: "删除",
    },
  },
  makeLeaderAssignsEpoch: {
    about: "新 leader 写入之前是否先记下自己的 epoch",
    states: { false: "写第一条消息时才记", true: "当选时就记" },
  },
  makeFollowerSkip: {
    about: "什么时候 follower 当作没有变化，继续拉取",
    states: {
      sameLeader: "leader 还是同一个 broker",
      sameLeaderEpochUpToPlus1: "还是同一个 broker，而且没有漏掉 epoch",
      sameLeaderAndEpoch: "同一个 broker，同一个 epoch",
    },
  },
  offsetOutOfRange: {
    about: "follower 要拉取的偏移量 leader 没有",
    states: {
      haltOrStartOver:
        "leader 的日志更短就停机，除非允许不干净的选举；其他情况删除自己的日志（KAFKA-2143）",
      halt: "leader 的日志更短就停机，除非允许不干净的选举；其他情况只要 leader 还有它的末端就保留日志",
      exit: "同样，但 broker 有序关闭",
      truncate: "截断到 leader 日志的末端",
    },
  },
  fetcherFailure: {
    about: "拉取到的消息接不上 follower 的日志",
    states: {
      fetcher: "整个拉取线程结束，它的全部分区都不再拉取",
      partition: "只放弃这个分区，直到下一个 LeaderAndIsr",
    },
  },
  fetchErrorPause: {
    about: "拉取时连接断开的拉取线程",
    states: {
      twice: "先等 replica.fetch.backoff.ms，它的分区再等同样长的时间",
      once: "它的分区等一次",
    },
  },
  incrementalFetch: {
    about: "一个拉取请求列出哪些分区",
    states: { false: "全部分区", true: "会话中有变化的分区" },
  },
  isrUpdate: {
    about: "leader 如何修改 ISR",
    states: {
      zkWrite: "自己写 ZooKeeper，版本与已知的一致才成功；用到这个分区的都要等",
      alterIsr: "请控制器修改，得到答复之前按最大的 ISR 计算",
    },
  },
  overtakenIsrProposal: {
    about: "leader 提议的 ISR 还没有答复，它又当选 leader",
    states: {
      forgotten: "可以马上提议另一个，但迟到的答复会把它去掉，于是它一直悬而不决",
      awaited: "等到答复之后再提议另一个",
    },
  },
  refusedIsrWrite: {
    about: "ZooKeeper 因版本不符没有接受 leader 写的 ISR",
    states: {
      retried: "保留原来的 ISR，下次拉取或检查时再试",
      pending: "不再修改，按最大的 ISR 计算，直到下一个 LeaderAndIsr",
    },
  },
  isrChangeNotification: {
    about: "控制器如何得知 leader 写下的 ISR",
    states: {
      false: "不会得知，直到它自己去读",
      true: "通过 /isr_change_notification 下的 znode",
    },
  },
  readsTakeIsrLock: {
    about: "leader 向 ZooKeeper 写 ISR 期间，消费者怎么办",
    states: { false: "照常读取；生产者和 follower 要等", true: "也要等" },
  },
  hwEndsFetchWait: {
    about: "follower 的拉取正在等待消息，高水位此时上升",
    states: { false: "继续等，由下一次拉取告知", true: "立即答复" },
  },
  followerAnswersWaiting: {
    about: "leader 变成 follower 时，正在等待这个分区的请求",
    states: { false: "等到超时", true: "立即拒绝" },
  },
  isrLagRule: {
    about: "哪个 follower 离开 ISR",
    states: {
      "messages+time":
        "落后 replica.lag.max.messages 条，或者 replica.lag.time.max.ms 内没有拉取的",
      timeOnly: "replica.lag.time.max.ms 内没有追上的，哪怕什么也不缺",
      timeAndLeoDiffers: "缺少消息，并且 replica.lag.time.max.ms 内没有追上的",
    },
  },
  caughtUpRule: {
    about: "follower 什么时候算追上",
    states: {
      readToEnd: "拉取读到了 leader 日志的末端",
      previousFetch: "或者到达了 leader 在它上次拉取时的位置：算作那时追上",
    },
  },
  isrExpirationInterval: {
    about: "leader 多久检查一次落后的 follower",
    states: { full: "每隔 replica.lag.time.max.ms", half: "每隔它的一半" },
  },
  expandNeedsEpochStart: {
    about: "follower 什么时候可以加入 ISR",
    states: {
      false: "到达 leader 的高水位",
      true: "还要到达 leader 这个 epoch 的起点",
    },
  },
  expandNeedsLiveFollower: {
    about: "是否要确知 follower 活着，才让它加入 ISR，或者等待它",
    states: {
      false: "有拉取就够了",
      true: "leader 的元数据里必须有这个 broker；控制器拒绝正在关闭的 broker",
    },
  },
  hwWaitsForCaughtUp: {
    about: "高水位等待谁的日志",
    states: { false: "ISR 成员的", true: "还有不久前追上过的 follower 的" },
  },
  hwBlockedUnderMinIsr: {
    about: "ISR 小于 min.insync.replicas",
    states: {
      false: "高水位照样上升",
      true: "高水位不上升；min.insync.replicas 最多按副本数计",
    },
  },
  hwAfterIsrCommit: {
    about: "控制器接受 ISR 之后，是否重新计算高水位",
    states: { false: "等到下一次追加或拉取", true: "马上" },
  },
  acksAboveOne: {
    about: "要求两个或更多确认的生产者",
    states: {
      true: "ISR 中有那么多成员写入后回复",
      false: "拒绝：INVALID_REQUIRED_ACKS",
    },
  },
  offsetNotAvailable: {
    about: "新 leader 在自己的 epoch 提交之前，告诉客户端的日志末端",
    states: { false: "自己的高水位，可能比以前低", true: "OFFSET_NOT_AVAILABLE" },
  },
  producerIds: {
    about: "broker 是否认识幂等生产者",
    states: { false: "重发的批次成为重复消息", true: "凭序号认出重发" },
  },
  logDirFailure: {
    about: "一个日志目录失效",
    states: {
      halt: "broker 停机",
      offline: "其中的副本离线，其余照常；一个目录也不剩时 broker 停机",
    },
  },
  recoveryPointAfterRecovery: {
    about: "日志恢复之后，算作已刷盘到哪里",
    states: {
      kept: "和以前一样",
      logEnd: "到日志末端，尽管什么也没有刷盘：之后的正常关闭可能也不刷盘",
    },
  },
  cleanShutdownMarker: {
    about: "启动中的 broker 什么时候去掉正常关闭的标记",
    states: {
      deletedAfterLoading: "该目录的日志全部加载完之后：在那之前崩溃，标记会留下",
      deletedAsRead: "读到它的时候",
    },
  },
  disconnectDelaysMetadata: {
    about: "客户端需要元数据时连接断开",
    states: { false: "立刻问另一个 broker", true: "先等 retry.backoff.ms，与请求失败后一样" },
  },
  "KAFKA-13141": {
    about: "拉取发现分叉（2.7.0 至 2.8.0）",
    states: {
      false: "与分支末端一致",
      true: "leader 刚叫 follower 截断，却又把它的拉取偏移量计入",
    },
  },
  "KAFKA-14704": {
    about: "拉取发现分叉（2.7.0 至 3.4.0）",
    states: { false: "与分支末端一致", true: "follower 在截断之前就采用 leader 的高水位" },
  },
};
