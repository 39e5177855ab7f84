import type { Language } from "../../text/messages.ts";
import { testingText } from "../../text/testing.ts";
import { commandLines } from "./message.ts";
import { resultOf, runAgain } from "./subject.ts";
import type { Verdict } from "./verdict.ts";

/** Whether a run of the same inputs has the same hash; a result without a hash is run twice. */
export function replayed(received: unknown, language: Language): Verdict {
  const given = resultOf(received);
  const first = given.hash === null ? runAgain(given).finish() : given;
  const second = runAgain(first).finish();
  const { failures, missed } = testingText(language);
  const pass = first.hash === second.hash;
  const headline = pass ? missed.differs : failures.differs(first.hash ?? "", second.hash ?? "");
  return { pass, message: () => [headline, "", ...commandLines(second, language)].join("\n") };
}
