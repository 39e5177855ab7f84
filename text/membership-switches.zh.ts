import type { SwitchText } from "./switches.ts";

/** 消费者如何作为消费组成员的行为开关，按名称和取值。 */
export const membershipSwitchesZh: Readonly<Record<string, SwitchText>> = {
  heartbeats: {
    about: "消费者发给组协调者的心跳",
    states: {
      inPoll: "只在应用调用 poll 期间发送；应用必须在 session.timeout.ms 之内再来",
      background: "由专门的线程发送；超过 max.poll.interval.ms 没有 poll，它就退出消费组",
    },
  },
  heartbeatsWhileJoining: {
    about: "参与再均衡的消费者的心跳",
    states: {
      pause: "停发，直到拿到分配",
      untilSynced: "一加入就继续发，等待分配期间也发",
    },
  },
  joinGroupVersion: {
    about: "消费者所用的 JoinGroup 版本；SyncGroup 的版本随之而定",
    states: {
      0: "0：没有单独的再均衡超时",
      1: "1：带再均衡超时",
      2: "2：响应会说明限流",
      3: "3：被限流的客户端自己回避",
      6: "6：可能被要求带着成员 id 再来；说明自己的 group.instance.id",
      7: "7：响应中有协议名",
      9: "9：回来的静态 leader 可能被告知不必分配",
    },
  },
  joinTimeout: {
    about: "消费者等待 JoinGroup 的响应多久",
    states: {
      request: "request.timeout.ms",
      rebalance: "比 max.poll.interval.ms 多 5 秒",
    },
  },
  consumerProtocolVersion: {
    about: "成员之间传递订阅和分配所用的版本",
    states: {
      0: "0：主题",
      1: "1：还有成员仍持有的分区",
      3: "3：还有从哪一代起持有，以及成员在哪个机架",
    },
  },
  membershipErrors: {
    about: "消费者得到 UNKNOWN_MEMBER_ID 或 ILLEGAL_GENERATION",
    states: {
      rejoin: "重新加入；成员 id 不被承认时才忘掉它",
      reset: "作为新成员加入，不管响应说的是哪一代",
      resetIfCurrent: "作为新成员加入，除非响应说的是旧的一代",
      keepsMemberId: "同上，但只是代过时的话，保留成员 id",
    },
  },
  failedJoin: {
    about: "消费者加入失败、但再试可能成功",
    states: {
      sleeps: "retry.backoff.ms 之后再试",
      forgetsMember: "立刻再试，但作为新成员",
      triesAtOnce: "立刻再试",
      nextRound: "poll 下一轮再试，最迟在 retry.backoff.ms 之后",
    },
  },
  wrongCoordinator: {
    about: "发给一个其实不是协调者的 broker 的请求",
    states: {
      keepsWaiting: "继续等响应",
      disconnects: "连同连接一起放弃",
    },
  },
  lostPartitions: {
    about: "成员身份丢失时，以及消费者退出时，告诉再均衡监听器什么",
    states: {
      revoked: "丢失时说分区被收回；退出时什么也不说",
      lost: "丢失时说分区已失去；退出时说分区被收回",
    },
  },
};
