import type { SwitchText } from "./switches.ts";

/** 消费组成员的行为开关，按名称和取值。 */
export const groupSwitchesZh: Readonly<Record<string, SwitchText>> = {
  groupWhileLoading: {
    about: "新的协调者在加载消费组时如何回答",
    states: {
      notCoordinator: "NOT_COORDINATOR：客户端另找协调者",
      loading: "COORDINATOR_LOAD_IN_PROGRESS；心跳照常被接受，等待分配的成员重新加入",
    },
  },
  emptyGroup: {
    about: "最后一个成员离开后的消费组",
    states: {
      removed: "被删除；下一个加入者从第 1 代开始",
      kept: "保留为 Empty 并进入下一代，只要它还有偏移量",
    },
  },
  heartbeatDuringRebalance: {
    about: "消费组再均衡期间成员的心跳",
    states: {
      unheard: "不延长会话；发送者得到 REBALANCE_IN_PROGRESS",
      whileJoining: "成员加入期间延长会话，等待分配期间不延长",
      throughout: "始终延长会话；等待分配期间不返回错误",
    },
  },
  commitKeepsSession: {
    about: "成员提交偏移量对其会话的作用",
    states: { false: "没有作用", true: "算作一次心跳" },
  },
  newMemberTimeout: {
    about: "等待再均衡结束的新成员",
    states: {
      false: "一直保留，无论其客户端是否还在；每次重试都再多一个成员",
      true: "5 分钟后被放弃",
    },
  },
  newMemberSession: {
    about: "新成员的会话何时开始",
    states: {
      afterJoin: "得知自己的第一代时",
      afterFirstRequest: "从它的下一个请求开始：始终没有得知代数的成员一直保留，消费组一直等待",
    },
  },
  memberIdRequired: {
    about: "没有成员 id 的动态成员得到什么回答",
    states: {
      false: "立即成为成员，等待其他成员",
      true: "MEMBER_ID_REQUIRED 和它的 id，再用该 id 加入（JoinGroup 第 4 版）",
    },
  },
  staticMembership: {
    about: "带 group.instance.id 的成员",
    states: {
      false: "被拒绝：UNSUPPORTED_VERSION",
      true: "在会话结束之前保留位置，回来时不引起再均衡",
    },
  },
  staticMemberRejoin: {
    about: "没有再均衡在等它时，不带成员 id 回来的静态成员",
    states: {
      untold: "得到日志不知道的新 id；如果分配正在进行，它分不到分区",
      persisted: "得到写入日志的新 id；正在进行的分配重新开始",
    },
  },
  groupMaxSizeCheck: {
    about: "消费组已有 group.max.size 个成员时，谁被拒绝",
    states: {
      newMembers: "还没有成员 id 的；超员时还有重新加入的成员",
      awaitingMembers: "成员加入期间，名额用完之后到来的所有成员",
    },
  },
  pendingSync: {
    about: "得知新一代却不来取分配结果的成员",
    states: {
      awaited: "只要还发送心跳就一直等；没有 leader，消费组就停在 CompletingRebalance",
      timesOut: "再均衡超时之后被移除",
    },
  },
  rejoinTimeouts: {
    about: "成员重新加入时带来的不同的会话超时和再均衡超时",
    states: { kept: "保持原来的值", updated: "换成新的值" },
  },
  skipAssignment: {
    about: "领导稳定消费组的静态成员回来时",
    states: {
      false: "不被告知自己是 leader：到下一次再均衡为止没有人关注主题的变化",
      true: "被告知自己是 leader，但无需分配（JoinGroup 第 9 版）",
    },
  },
};
