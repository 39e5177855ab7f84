import { API_NAMES } from "../kafka/messages.ts";
import { KIND_MESSAGE } from "../kernel/kinds.ts";
import { ZOOKEEPER_KINDS } from "../zookeeper/messages.ts";
import { QUORUM_MESSAGE_KINDS } from "../zookeeper/quorum-messages.ts";

const ZOOKEEPER_MESSAGES = [...ZOOKEEPER_KINDS, ...QUORUM_MESSAGE_KINDS].filter(
  ({ code }) => code >= KIND_MESSAGE,
);

/**
 * The message kind of a name such as `LeaderAndIsrRequest` or `zookeeper.setData.response`; null when
 * there is none.
 */
export function messageKindOf(name: string): number | null {
  const known = ZOOKEEPER_MESSAGES.find((kind) => kind.name === name);
  if (known !== undefined) return known.code - KIND_MESSAGE;
  for (const [kind, api] of API_NAMES) {
    if (name === `${api}Request`) return kind;
    if (name === `${api}Response`) return kind + 1;
  }
  return null;
}

/** Names of the messages that can be held. */
export function messageNames(): readonly string[] {
  const apis = [...API_NAMES.values()].flatMap((api) => [`${api}Request`, `${api}Response`]);
  return [...apis, ...ZOOKEEPER_MESSAGES.map(({ name }) => name)];
}
