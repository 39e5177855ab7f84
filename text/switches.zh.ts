import { accumulatorSwitchesZh } from "./accumulator-switches.zh.ts";
import { adminSwitchesZh } from "./admin-switches.zh.ts";
import { assignorSwitchesZh } from "./assignor-switches.zh.ts";
import { cleanerSwitchesZh } from "./cleaner-switches.zh.ts";
import { consumerSwitchesZh } from "./consumer-switches.zh.ts";
import { groupSwitchesZh } from "./group-switches.zh.ts";
import { logSwitchesZh } from "./log-switches.zh.ts";
import { membershipSwitchesZh } from "./membership-switches.zh.ts";
import { messageSwitchesZh } from "./message-switches.zh.ts";
import { offsetSwitchesZh } from "./offset-switches.zh.ts";
import { producerStateSwitchesZh } from "./producer-state-switches.zh.ts";
import { producerSwitchesZh } from "./producer-switches.zh.ts";
import type { SwitchText } from "./switches.ts";

/** 行为开关，按名称和取值。 */
export const switchesZh: Readonly<Record<string, SwitchText>> = {
  ...accumulatorSwitchesZh,
  ...adminSwitchesZh,
  ...assignorSwitchesZh,
  ...cleanerSwitchesZh,
  ...messageSwitchesZh,
  ...producerSwitchesZh,
  ...producerStateSwitchesZh,
  ...offsetSwitchesZh,
  ...groupSwitchesZh,
  ...membershipSwitchesZh,
  ...consumerSwitchesZh,
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
  expansionDuringDeletion: {
    about: "正在删除的主题被增加分区",
    states: {
      ignored: "新分区留在主题的 znode 里，控制器不认识：只有下一个控制器才把它们一并删除",
      undone: "控制器写回原来的副本分配",
    },
  },
  disabledDeletion: {
    about: "delete.topic.enable 为 false 时，删除主题的请求得到什么",
    states: {
      timesOut: "REQUEST_TIMED_OUT：请求记下来了，控制器又把它丢弃",
      refused: "TOPIC_DELETION_DISABLED",
    },
  },
  deletionsMarkedWhileDisabled: {
    about: "delete.topic.enable 为 false 时，ZooKeeper 里删除主题的请求",
    states: {
      kept: "留在那里：下一个允许删除主题的控制器会执行它们",
      dropped: "控制器把它们丢弃",
    },
  },
  brokerChangeMetadata: {
    about: "有 broker 加入或离开、或者控制器刚当选时，控制器告诉各 broker 什么",
    states: {
      whole: "它知道的所有分区的全部情况",
      brokers: "有哪些 broker 存活；只有新加入的 broker 得到所有分区的情况",
    },
  },
  controllerZkCheck: {
    about: "已被取代的控制器还能向 ZooKeeper 写什么",
    states: {
      false: "什么都能写；分区状态只在版本与它读到的一致时才写得进去",
      true: "什么也写不进去：每次写都要核对 /controller_epoch 的版本",
    },
  },
  controllerEpochRaise: {
    about: "当选控制器的 broker 何时提高 /controller_epoch",
    states: {
      afterwards: "创建 /controller 之后；其间别人提高了，它就用读到的 epoch 当控制器",
      afterwardsOrResigns: "创建 /controller 之后；其间别人提高了，它就删除 /controller",
      atomically: "与 /controller 在同一个事务里",
    },
  },
  zkPipelining: {
    about: "broker 的一个线程有许多请求要发给 ZooKeeper",
    states: { false: "等前一个得到答复再发下一个", true: "broker 最多同时有 10 个请求在途" },
  },
  controllerBatches: {
    about: "控制器要为许多分区选举 leader，或者把一个 broker 从许多 ISR 中移除",
    states: {
      false: "一个分区接一个分区：读取状态、决定、写入",
      true: "先读取全部状态，再决定，然后全部写入",
    },
  },
  controllerLostWrite: {
    about: "控制器写入分区状态的答复丢失，重写时遇到自己已经写入的内容",
    states: {
      recognised: "读取状态，认出是自己写的，继续",
      doneAgain: "重新决定，leader epoch 再加一",
    },
  },
  deadReplicasAtFailover: {
    about: "新控制器发现已经宕机的副本",
    states: {
      stayInIsr: "留在 ISR 中，直到 leader 发现它们不再跟上",
      leaveIsr: "被控制器移出 ISR",
    },
  },
  registrationOrder: {
    about: "broker 启动或开始新会话时，要注册自己，还要看谁是控制器",
    states: {
      afterElection: "先选举，胜出的话先做完控制器的全部工作，然后才注册",
      besideElection: "两个线程同时进行",
      beforeElection: "先注册；注册失败就不参加选举",
    },
  },
  expiredSessionWork: {
    about: "会话过期时，broker 的线程正在 ZooKeeper 中做的事",
    states: {
      resumed: "在下一个会话中继续；控制器要把手头的事全部做完，才知道自己已经不是控制器",
      dropped: "失败；控制器先卸任，下一个会话才开始",
    },
  },
  controllerAfterExpiry: {
    about: "新会话中的 broker 发现 /controller 里是自己的编号",
    states: {
      stops: "它已经不再当控制器，也不重新开始：集群没有控制器",
      continues: "原来是控制器，就继续当",
    },
  },
  registrationConflict: {
    about: "/brokers/ids 下 broker 的 znode 属于更早的会话",
    states: {
      fails: "注册失败",
      waits:
        "只要地址是自己的，线程就每隔 zookeeper.session.timeout.ms 再试，此外什么也不做，哪怕那正是它自己刚注册的",
      takesOver: "同一个进程删除它，重新注册；另一个进程则注册失败",
    },
  },
  bouncedBrokers: {
    about: "控制器读 /brokers/ids 之前，broker 离开又回来",
    states: { unnoticed: "等于什么也没发生", noticed: "znode 的 czxid 变了：它失败过，又启动了" },
  },
  brokerEpoch: {
    about: "控制器与重启过的 broker 之间的请求",
    states: {
      false: "不说明指的是哪个进程",
      true: "带上其注册的 czxid，较旧的被拒绝：STALE_BROKER_EPOCH",
    },
  },
  newerBrokerEpoch: {
    about: "broker 收到的请求带着比它所知更新的 broker epoch",
    states: { accepted: "照常执行", refused: "请求失败：UNKNOWN_SERVER_ERROR" },
  },
  stopReplicaEpoch: {
    about: "StopReplica 请求晚于这个分区更新的消息到达",
    states: {
      false: "副本停止",
      true: "请求带有 leader epoch，旧的被拒绝：FENCED_LEADER_EPOCH",
    },
  },
  controlledShutdownOrder: {
    about: "broker 正常关闭之后由谁接任 leader",
    states: {
      isr: "ISR 余下成员中的第一个",
      assignment: "按分配顺序，第一个在 ISR 余下成员中的副本",
    },
  },
  electLeadersApi: {
    about: "运维者怎样要求选举",
    states: {
      false: "通过 /admin/preferred_replica_election，而且只能选首选副本",
      true: "也可以向控制器发请求，还可以选 ISR 之外的副本",
    },
  },
  preferredLeaderElected: {
    about: "在 ZooKeeper 中要求选举首选副本，而它已经是 leader",
    states: { skipped: "不选", again: "再选它一次，进入新的 leader epoch" },
  },
  electionOfUnknown: {
    about: "在 ZooKeeper 中要求为不存在的分区选举",
    states: { blocks: "请求一直留在那里，控制器不再接受别的", ignored: "略过它" },
  },
  leadershipMoves: {
    about: "许多分区的领导权怎样离开正在关闭的 broker，或者回到某个 broker",
    states: {
      eachAlone: "一个分区接一个分区，各发各的请求",
      together: "一起进行：每个 broker 只收到一个请求",
    },
  },
  shutdownDuringDeletion: {
    about: "正常关闭怎样对待将被删除的主题",
    states: { waits: "也要移走它们的领导权，移不走就不放行", ignores: "不管它们" },
  },
  rebalanceCandidates: {
    about: "控制器尝试把领导权还给哪些首选副本",
    states: { live: "所在 broker 存活的", inSync: "据控制器所知还在 ISR 中的" },
  },
  uncleanElectionTrigger: {
    about: "分区没有 leader 时，unclean.leader.election.enable 变为 true",
    states: {
      none: "什么也不发生，直到有 broker 加入或离开，或者选出另一个控制器",
      brokers: "若是 broker 的设置，立刻选举 leader",
      topicsToo: "立刻选举 leader，主题的设置也一样",
    },
  },
  dynamicBrokerConfig: {
    about: "运行中的 broker 的设置",
    states: {
      false: "改动要重启才生效",
      true: "其中一些随 /config/brokers 而变，可以只针对一个 broker，也可以针对全部",
    },
  },
  alterConfigsApi: {
    about: "运维者怎样更改主题和 broker 的设置",
    states: { false: "在 ZooKeeper 中写", true: "也可以向 broker 发请求" },
  },
  reassignment: {
    about: "运维者怎样把分区搬到别的 broker",
    states: {
      zookeeper: "由 /admin/reassign_partitions 一次列出全部；最后一个搬完之前它一直在",
      kip455: "用请求逐个开始、替换、取消；主题的 znode 写明增加和移除哪些副本",
    },
  },
  reassignmentZnode: {
    about: "搬迁期间 /admin/reassign_partitions 有改动",
    states: {
      followed: "新列出的分区也开始搬迁",
      unnoticed: "控制器只在它创建时读它，之后会覆盖它",
    },
  },
  reassignmentEpochCached: {
    about: "控制器为了让副本得知分配而提高的 leader epoch",
    states: {
      false: "随即忘记：元数据和发给其他副本的请求里是旧的 epoch",
      true: "会记住",
    },
  },
  addedReplicaIsNew: {
    about: "搬迁所增加的副本，落在有日志目录失效的 broker 上",
    states: {
      false: "broker 以为它可能在失效的目录里：KAFKA_STORAGE_ERROR",
      true: "建在另一个目录里：第一个请求就说明它是新的",
    },
  },
  stopReplicaInEpoch: {
    about: "StopReplica 请求的 leader epoch 与副本的相同，例如取消搬迁之后",
    states: {
      refused: "FENCED_LEADER_EPOCH（请求带有 leader epoch 的版本）：副本留下",
      accepted: "副本停止",
    },
  },
  unassignedIsrMember: {
    about: "搬迁半途而止时，ISR 中已不属于该分区的成员",
    states: {
      lags: "replica.lag.time.max.ms 之后离开 ISR",
      failsCheck: "一直留着；leader 检查落后副本时出错，这个分区和其后的分区都查不成",
      leaves: "leader 下次检查落后副本时离开 ISR",
    },
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
  createTopicsThrough: {
    about: "工具怎样创建主题",
    states: {
      zookeeper: "自己安排副本，自己写主题的 znode",
      brokers: "请求控制器",
    },
  },
  deleteTopicsThrough: {
    about: "工具怎样删除主题",
    states: {
      none: "没有这样的工具",
      zookeeper: "在 /admin/delete_topics 下建一个 znode",
      brokers: "请求控制器",
    },
  },
  createPartitionsThrough: {
    about: "工具怎样给主题增加分区",
    states: {
      none: "没有这样的工具",
      zookeeper: "自己安排副本，自己写主题的 znode",
      brokers: "请求控制器",
    },
  },
  alterTopicConfigsThrough: {
    about: "工具怎样修改主题的配置",
    states: {
      none: "没有这样的工具",
      zookeeper: "写进 ZooKeeper，并在 /config/changes 下留一条通知",
      brokers: "请求任一 broker",
    },
  },
  alterBrokerConfigsThrough: {
    about: "工具怎样修改运行中的 broker 的配置",
    states: {
      none: "没有这样的工具",
      zookeeper: "写进 ZooKeeper，并在 /config/changes 下留一条通知",
      brokers: "请求该 broker；配置属于全体时，请求任一 broker",
    },
  },
  reassignPartitionsThrough: {
    about: "工具怎样把分区移到别的 broker",
    states: {
      none: "没有这样的工具",
      zookeeper: "建 /admin/reassign_partitions；进行中的不能取消，也不能再加",
      brokers: "请求控制器，也可以请它取消",
    },
  },
  electPreferredThrough: {
    about: "工具怎样把领导权交还给首选副本",
    states: {
      none: "没有这样的工具",
      zookeeper: "建 /admin/preferred_replica_election",
      brokers: "请求控制器",
    },
  },
  electUncleanThrough: {
    about: "工具怎样选举 ISR 之外的 leader",
    states: {
      none: "没有这样的工具",
      brokers: "请求控制器",
    },
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
  ...logSwitchesZh,
};
