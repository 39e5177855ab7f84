import type { Scenario } from "../../sim/index.ts";
import { electionRaceVsQueue } from "./election-race-vs-queue-of.ts";

export const electionRaceVsQueue3: Scenario = electionRaceVsQueue(3, {
  id: "election-race-vs-queue",
  importance: 2,
  title: {
    en: "Two ways to elect a controller: a race for one znode, or a queue",
    zh: "选举控制器的两种办法：抢一个节点，或者排队",
  },
  explanation: {
    en:
      "Kafka elects its controller by a race. Every broker watches the ephemeral znode /controller; when " +
      "it goes, all are woken, all try to create it, all but one fail, and all set their watches again. " +
      "ZooKeeper's own recipe is a queue: each broker has an ephemeral-sequential znode, the smallest " +
      "number rules, and each watches only the one before its own. Who the new controller is, the others " +
      "learn from its first request to them. Either way the failover takes seconds, because the dead " +
      "controller's session must expire first; the election itself takes milliseconds, in the queue one " +
      "round trip more, because the next must see that it is the first. The price of the queue: if the " +
      "next is itself paused or cut off, nobody else moves until its session has expired too.",
    zh:
      "Kafka 用抢占的办法选控制器。每个 broker 都监听临时节点 /controller；节点一消失，所有 broker 都被唤醒，" +
      "都去创建它，只有一个成功，然后全部重新设置监听。ZooKeeper 自己推荐的办法是排队：每个 broker 有一个" +
      "临时顺序节点，编号最小的当选，其余各自只监听排在自己前面的那一个。谁是新的控制器，其他 broker 从它发来的" +
      "第一个请求里得知。两种办法的故障转移都要好几秒，因为要先等已死控制器的会话过期；选举本身只要几毫秒，排队要" +
      "多一次往返，因为下一个要先确认自己排在最前。排队的代价是：如果下一个自己也暂停了或断了网，别人都不会动，" +
      "要等到它的会话也过期。",
  },
});
