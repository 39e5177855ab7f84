import type { Scenario } from "../../sim/index.ts";
import { electionRaceVsQueue } from "./election-race-vs-queue-of.ts";

export const electionRaceVsQueue30: Scenario = electionRaceVsQueue(30, {
  id: "election-race-vs-queue-30",
  importance: 1,
  title: {
    en: "The herd: thirty brokers race for one znode, or queue up",
    zh: "惊群：三十个 broker 抢一个节点，或者排队",
  },
  explanation: {
    en:
      "The same election among thirty brokers. In the race the end of one znode wakes all 29 that are " +
      "left, and its return wakes them again: 58 notifications, and after each the broker reads the znode " +
      "and sets its watch anew. In the queue there are 2, however many brokers wait. The race is not " +
      "slower for that: the quickest of 29 wins, a little sooner than the next in the queue, which asks " +
      "one round trip more. What grows with the cluster is the load on ZooKeeper at the very moment when " +
      "the new controller needs it.",
    zh:
      "同样的选举，三十个 broker。抢占时，一个节点的消失会唤醒剩下的全部 29 个，它的重现又唤醒一遍：共 58 次" +
      "通知，每次之后 broker 都要读这个节点并重新设置监听。排队时只有 2 次，不管有多少 broker 在等。抢占并不因此" +
      "更慢：29 个里最快的胜出，比队列里的下一个还早一点，因为后者要多一次往返。随集群变大的是 ZooKeeper 的负载，" +
      "而且恰恰在新控制器最需要它的时刻。",
  },
});
