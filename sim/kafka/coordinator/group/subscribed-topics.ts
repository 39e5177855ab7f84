import { deserializeSubscription } from "../../client/consumer/consumer-protocol.ts";
import type { MemberMetadata } from "./member-metadata.ts";

/**
 * The topics that the members of a consumer group subscribe to; null where no protocol was chosen yet, or
 * where what a member said is no subscription (`computeSubscribedTopics`). Every version of the protocol
 * begins as version 0, which is all that a broker reads.
 */
export function subscribedTopicsOf(
  members: readonly MemberMetadata[],
  protocol: string | null,
): ReadonlySet<string> | null {
  if (members.length === 0) return new Set();
  if (protocol === null) return null;
  const topics = new Set<string>();
  for (const member of members) {
    const subscription = deserializeSubscription(member.metadata(protocol), 0);
    if (subscription === null) return null;
    for (const topic of subscription.topics) topics.add(topic);
  }
  return topics;
}
