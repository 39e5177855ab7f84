import type { FoundArguments } from "../sim/scenario/measurement.ts";
import { seconds } from "./format.ts";
import type { Messages } from "./messages.ts";

/** 为一条预期测得的结果。 */
export const foundZh: Messages<FoundArguments> = {
  "found.elapsed": ({ elapsedUs }) => `用时 ${seconds(elapsedUs)}`,
  "found.notBegun": () => "从未开始",
  "found.notEnded": () => "从未结束",
  "found.latency": ({ latencyUs }) => `用时 ${seconds(latencyUs)}`,
  "found.unacknowledged": ({ acked, records }) => `${records} 条中有 ${acked} 条得到确认`,
  "found.unconsumed": ({ unconsumedUs }) => `共 ${seconds(unconsumedUs)}`,
  "found.values": ({ values }) => (values === "" ? "实际没有" : `实际为 ${values}`),
  "found.messages": ({ count }) => `${count} 条消息`,
};
