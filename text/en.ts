import type { TextArguments } from "./arguments.ts";
import { caseEn } from "./case.en.ts";
import { checkEn } from "./check.en.ts";
import { explainEn } from "./explain.en.ts";
import { foundEn } from "./found.en.ts";
import type { Messages } from "./messages.ts";
import { noticesEn } from "./notices.en.ts";
import { problemsEn } from "./problems.en.ts";

/** Every sentence of the simulator, in English. */
export const en: Messages<TextArguments> = {
  ...problemsEn,
  ...noticesEn,
  ...foundEn,
  ...checkEn,
  ...caseEn,
  ...explainEn,
};
