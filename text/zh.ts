import type { TextArguments } from "./arguments.ts";
import { caseZh } from "./case.zh.ts";
import { checkZh } from "./check.zh.ts";
import { explainZh } from "./explain.zh.ts";
import { foundZh } from "./found.zh.ts";
import type { Messages } from "./messages.ts";
import { noticesZh } from "./notices.zh.ts";
import { problemsZh } from "./problems.zh.ts";

/** 模拟器的全部中文文案。 */
export const zh: Messages<TextArguments> = {
  ...problemsZh,
  ...noticesZh,
  ...foundZh,
  ...checkZh,
  ...caseZh,
  ...explainZh,
};
