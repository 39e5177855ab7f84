import type { SwitchText } from "./switches.ts";

/** 消费组偏移量的行为开关，按名称和取值。 */
export const offsetSwitchesZh: Readonly<Record<string, SwitchText>> = {
  groupApis: {
    about: "broker 认识哪些关于消费组的请求",
    states: {
      none: "都不认识：偏移量保存在 ZooKeeper 里",
      offsets: "提交和获取偏移量，查找消费组的协调者",
      membership: "还可以加入消费组、查看消费组",
      deletion: "还可以删除消费组",
      offsetDeletion: "还可以删除单个偏移量",
    },
  },
  offsetsTopicReplication: {
    about: "存活的 broker 太少时创建 __consumer_offsets，它有多少个副本",
    states: {
      liveBrokers: "有多少个存活的 broker，就有多少个副本",
      enforced: "不创建：在足够多的 broker 存活之前没有协调者",
    },
  },
  offsetsLoadedTo: {
    about: "新的协调者把自己的 __consumer_offsets 分区读到哪里",
    states: {
      highWatermark: "读到自己的高水位，它可能落后于已提交的内容",
      logEnd: "读到日志末尾",
    },
  },
  groupBeforeLoading: {
    about: "新的协调者还在先加载其他消费组时，对某个消费组如何回答",
    states: {
      loading: "与正在加载它时相同",
      notCoordinator: "NOT_COORDINATOR",
    },
  },
  offsetCommitRecord: {
    about: "提交的偏移量写下哪些内容",
    states: {
      v0: "偏移量、元数据和一个时刻",
      v1: "偏移量、元数据、提交的时刻和过期的时刻",
      v3: "偏移量、它的 leader epoch、元数据和提交的时刻",
    },
  },
  groupMetadataRecord: {
    about: "消费组的成员写下哪些内容",
    states: {
      v0: "没有再均衡超时",
      v1: "还有他们的再均衡超时",
      v2: "还有消费组从什么时候起处于当前状态",
      v3: "还有 group.instance.id",
    },
  },
  offsetsOfDeletedTopics: {
    about: "主题被删除时，消费组对它提交过的偏移量",
    states: {
      kept: "留着，对同名的新主题也有效",
      deleted: "被删除",
    },
  },
  offsetAppendErrors: {
    about: "__consumer_offsets 同步的副本太少时，提交得到什么回答",
    states: {
      asTheyAre: "NOT_ENOUGH_REPLICAS",
      coordinatorNotAvailable: "COORDINATOR_NOT_AVAILABLE，客户端会重试",
    },
  },
  offsetExpiry: {
    about: "提交的偏移量什么时候过期",
    states: {
      commitTime: "提交之后 offsets.retention.minutes",
      expireTime: "随它保存的时刻：提交的时刻加上提交所要求的保留时间",
      emptyGroup:
        "消费组失去最后一个成员之后 offsets.retention.minutes；没有成员订阅的主题，则从提交时算起",
      settledGroup: "同上，但消费组再均衡期间不会过期",
    },
  },
  commitInRebalance: {
    about: "成员等待分配时到来的提交，先检查什么",
    states: {
      groupState: "先看状态：REBALANCE_IN_PROGRESS",
      member: "先看成员和代；只有新一代的成员才得到 REBALANCE_IN_PROGRESS",
    },
  },
};
