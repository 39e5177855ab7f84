import type { ChoiceStream } from "../../../kernel/choices.ts";

/** Digits of the groups of a UUID. */
const UUID_GROUPS = [8, 4, 4, 4, 12];
/** Which digit says the version (4), and which the variant (8 to b), of a random UUID. */
const VERSION_DIGIT = 12;
const VARIANT_DIGIT = 16;

/**
 * A new member id: the client's or the instance's name, and a random UUID.
 * @param name `client.id`, or `group.instance.id` of a static member
 */
export function generateMemberId(name: string, choices: ChoiceStream): string {
  let digit = 0;
  const groups = UUID_GROUPS.map((length) => {
    let text = "";
    for (let i = 0; i < length; i++) text += uuidDigit(digit++, choices);
    return text;
  });
  return `${name}-${groups.join("-")}`;
}

function uuidDigit(index: number, choices: ChoiceStream): string {
  const drawn = choices.next(16);
  if (index === VERSION_DIGIT) return "4";
  return (index === VARIANT_DIGIT ? 8 + (drawn & 3) : drawn).toString(16);
}
