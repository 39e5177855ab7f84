import type { NoticeArguments } from "../sim/scenario/era-notices.ts";
import type { Messages } from "./messages.ts";

/** 关于一次运行及其版本，需要知道的事。 */
export const noticesZh: Messages<NoticeArguments> = {
  "notice.silent": ({ era, eras }) => `这个案例的预期适用于 ${eras}；对 ${era} 没有预期。`,
  "notice.fixed": ({ from }) => `从 ${from} 起，这个案例的坏结果不再出现：这里的预期就是它不发生。`,
  "notice.unknownSetting": ({ name, era, from }) =>
    `${name}：${era} 还没有这个参数（${from} 才有），不起作用。`,
  "notice.noTool": ({ step, era, from }) =>
    `${step}：${era} 还没有能做这件事的工具（${from} 才有）：运维者得到 UNSUPPORTED_VERSION。`,
};
