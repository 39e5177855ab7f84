import type { Era } from "../sim/kafka/era/eras.ts";
import type { Localized } from "../sim/scenario/types.ts";

/** A version in the history of Kafka. */
export interface EraText {
  /** Year and month of the first release of the branch. */
  readonly released: string;
  /** What it brought, in a line. */
  readonly brought: Localized;
}

/** What each era brought to what is simulated here. */
export const ERA_TEXTS: Readonly<Record<Era, EraText>> = {
  "0.7": {
    released: "2012-01",
    brought: {
      en: "No replicas and no controller: a partition lives on one broker.",
      zh: "没有副本，没有控制器：一个分区只在一个 broker 上。",
    },
  },
  "0.8.2": {
    released: "2015-02",
    brought: {
      en: "Replication: an ISR in ZooKeeper, a controller that elects leaders; acks.",
      zh: "副本：follower 拉取，ISR 记在 ZooKeeper，由控制器选举；有了 acks。",
    },
  },
  "0.9": {
    released: "2015-11",
    brought: {
      en: "Time alone decides who leaves the ISR; acks above 1 are refused.",
      zh: "只按时间决定谁离开 ISR；大于 1 的 acks 被拒绝。",
    },
  },
  "0.10.2": {
    released: "2017-02",
    brought: {
      en: "The high watermark also waits for followers that were caught up lately.",
      zh: "高水位也等待不久前还跟得上的 follower。",
    },
  },
  "0.11": {
    released: "2017-06",
    brought: {
      en: "Leader epochs decide where logs part; idempotence; no unclean elections.",
      zh: "由 leader epoch 决定日志在哪里分叉；幂等生产者；默认不做不干净的选举。",
    },
  },
  "1.1": {
    released: "2018-03",
    brought: {
      en: "Fetch sessions; a log directory may fail alone; followers never halt.",
      zh: "拉取会话；日志目录可以单独失效；follower 不再因截断而停机。",
    },
  },
  "2.0": {
    released: "2018-07",
    brought: {
      en: "Answers about an epoch name it: logs meet after any number of failovers.",
      zh: "回答 epoch 时也给出是哪个 epoch：无论切换多少次，日志都能对齐。",
    },
  },
  "2.1": {
    released: "2018-11",
    brought: {
      en: "Fetches are fenced by epoch; producers retry until delivery.timeout.ms.",
      zh: "拉取受 epoch 隔离；生产者一直重试到 delivery.timeout.ms。",
    },
  },
  "2.4": {
    released: "2019-12",
    brought: {
      en: "A new leader hides the end of its log until sure: it never goes back.",
      zh: "新 leader 确定之前不透露日志末端，“最新位置”不会后退。",
    },
  },
  "2.6": {
    released: "2020-08",
    brought: {
      en: "Longer patience: ZooKeeper sessions of 18 s, replica lag of 30 s.",
      zh: "更有耐心：ZooKeeper 会话 18 秒，副本滞后 30 秒。",
    },
  },
  "2.8": {
    released: "2021-04",
    brought: {
      en: "ISR changes go through the controller; a fetch tells where logs part.",
      zh: "leader 通过控制器修改 ISR；拉取的响应指出日志从哪里分叉。",
    },
  },
  "3.9": {
    released: "2024-11",
    brought: {
      en: "The last with ZooKeeper; acks=all and idempotence are the default.",
      zh: "最后一个支持 ZooKeeper 的版本；默认 acks=all 且幂等。",
    },
  },
};
