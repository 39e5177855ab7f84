import type { NoticeArguments } from "../sim/scenario/era-notices.ts";
import type { Messages } from "./messages.ts";

/** What should be known of a run and its era. */
export const noticesEn: Messages<NoticeArguments> = {
  "notice.silent": ({ era, eras }) =>
    `What this case expects holds in ${eras}; of ${era} it says nothing.`,
  "notice.fixed": ({ from }) =>
    `From ${from} on the bad outcome of this case is gone: what is expected here is that it does not happen.`,
  "notice.unknownSetting": ({ name, era, from }) =>
    `${name}: not known to ${era} (new in ${from}), no effect.`,
  "notice.noTool": ({ step, era, from }) =>
    `${step}: no tool of ${era} does this (new in ${from}): the operator meets UNSUPPORTED_VERSION.`,
};
