import { API_NAMES } from "../kafka/messages.ts";

/** The message kind of a name such as `LeaderAndIsrRequest`; null when there is none. */
export function messageKindOf(name: string): number | null {
  for (const [kind, api] of API_NAMES) {
    if (name === `${api}Request`) return kind;
    if (name === `${api}Response`) return kind + 1;
  }
  return null;
}

/** Names of the messages that can be held. */
export function messageNames(): readonly string[] {
  return [...API_NAMES.values()].flatMap((api) => [`${api}Request`, `${api}Response`]);
}
