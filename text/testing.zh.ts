import type { TestingText } from "./testing.ts";

export const testingZh: TestingText = {
  failures: {
    lost: (count) => `期望运行不丢失任何消息，但有 ${count} 条已确认的消息丢失。`,
    duplicated: (count) => `期望运行没有重复，但有 ${count} 条消息在日志中出现多次。`,
    reordered: (count) => `期望运行保持发送顺序，但有 ${count} 条消息排在更晚发送的消息之后。`,
    neverProcessed: (count) => `期望消费组处理所有消息，但有 ${count} 条消息被所有成员跳过。`,
    processedTwice: (count) => `期望消费组不重复处理，但有 ${count} 条消息被处理了不止一次。`,
    bugs: (count) => `期望运行遵守承诺，但有 ${count} 项被违反。`,
    unmet: (unmet, violations) =>
      `期望运行符合预期，但${[
        ...(unmet > 0 ? [`有 ${unmet} 项不符`] : []),
        ...(violations > 0 ? [`有 ${violations} 项意外的违反属于缺陷`] : []),
      ].join("，")}。`,
    differs: (one, other) =>
      `期望运行可以重放，但相同的输入得到两种运行，哈希分别为 ${one} 和 ${other}。`,
    unmarked: (mark) => `期望运行到达标记 ${mark}，但没有。`,
  },
  missed: {
    lost: "期望运行丢失已确认的消息，但没有丢失。",
    duplicated: "期望运行出现重复，但没有重复。",
    reordered: "期望运行打乱发送顺序，但顺序没有变。",
    neverProcessed: "期望消费组漏掉消息，但全部都处理了。",
    processedTwice: "期望消费组重复处理消息，但没有重复。",
    bugs: "期望运行违反承诺，但承诺全部遵守。",
    unmet: "期望运行不符合预期，但全部符合。",
    differs: "期望运行不能重放，但两次的哈希相同。",
    unmarked: (mark) => `期望运行不到达标记 ${mark}，但到达了。`,
  },
  inconclusive: "运行没有结论，因此无法判断。",
  record: (value, partition, offset) =>
    offset < 0 ? `${value}，${partition}` : `${value}，${partition}，offset ${offset}`,
  more: (count) => `… 另有 ${count} 项`,
  again: "重现这次运行（把 run 换成 explain，可知怎样才能避免；换成 serve，就在浏览器中观看）：",
};
