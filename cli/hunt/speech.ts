import type { Speech } from "../../sim/explore/hunt/finish.ts";
import type { Told } from "../../sim/index.ts";
import type { Language } from "../../text/messages.ts";
import { renderExplanation } from "../../text/paragraph.ts";
import { renderTold } from "../../text/render.ts";

/** How a search's findings become sentences: in both languages, and the run itself in one. */
export function speechOf(language: Language): Speech {
  return {
    language,
    say: {
      en: (told) => renderTold("en", told as Told),
      zh: (told) => renderTold("zh", told as Told),
    },
    explain: {
      en: (explanation) => renderExplanation("en", explanation),
      zh: (explanation) => renderExplanation("zh", explanation),
    },
  };
}
