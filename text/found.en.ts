import type { FoundArguments } from "../sim/scenario/measurement.ts";
import { seconds } from "./format.ts";
import type { Messages } from "./messages.ts";

/** What was measured for an expectation. */
export const foundEn: Messages<FoundArguments> = {
  "found.elapsed": ({ elapsedUs }) => `took ${seconds(elapsedUs)}`,
  "found.notBegun": () => "never began",
  "found.notEnded": () => "never ended",
  "found.latency": ({ latencyUs }) => `took ${seconds(latencyUs)}`,
  "found.unacknowledged": ({ acked, records }) => `${acked} of ${records} were acknowledged`,
  "found.unconsumed": ({ unconsumedUs }) => `${seconds(unconsumedUs)} in all`,
  "found.values": ({ values }) => (values === "" ? "found none" : `found ${values}`),
  "found.messages": ({ count }) => (count === 1 ? "1 message" : `${count} messages`),
};
