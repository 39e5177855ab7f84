import type { Host } from "../../../kernel/host.ts";
import { deserializeAssignment } from "../../client/consumer/consumer-protocol.ts";
import { FACT_GROUP, FACT_GROUP_MEMBER } from "../../facts.ts";
import { CONSUMER_PROTOCOL_TYPE } from "../../group-messages.ts";
import type { GroupState } from "./group-state.ts";
import type { MemberMetadata } from "./member-metadata.ts";

const NONE = -1;

/** What a broker, as a coordinator, tells the trace of its groups. */
export class GroupFacts {
  private readonly host: Host;
  private readonly brokerId: number;

  constructor(host: Host, brokerId: number) {
    this.host = host;
    this.brokerId = brokerId;
  }

  /** The wall clock of the broker. */
  get wallMs(): number {
    return this.host.wallMs();
  }

  group(
    groupId: string,
    state: GroupState,
    generationId: number,
    protocolName: string | null,
    leader: string | null,
  ): void {
    const { facts } = this.host.simulation;
    facts.add(
      FACT_GROUP,
      facts.intern(groupId),
      this.brokerId,
      state,
      generationId,
      protocolName === null ? NONE : facts.intern(protocolName),
      leader === null ? NONE : facts.intern(leader),
    );
  }

  member(groupId: string, member: MemberMetadata): void {
    this.tell(groupId, member, partitionsOf(member));
  }

  memberRemoved(groupId: string, member: MemberMetadata): void {
    this.tell(groupId, member, null);
  }

  private tell(
    groupId: string,
    { memberId, clientHost, instanceId }: MemberMetadata,
    assignment: readonly string[] | null,
  ): void {
    const { facts, hosts } = this.host.simulation;
    facts.add(
      FACT_GROUP_MEMBER,
      facts.intern(groupId),
      this.brokerId,
      facts.intern(memberId),
      hosts.findIndex(({ name }) => name === clientHost),
      instanceId === null ? NONE : facts.intern(instanceId),
      assignment === null ? NONE : facts.intern(JSON.stringify(assignment)),
    );
  }
}

/** The partitions that a member of a consumer group was given; of other groups nothing is known. */
function partitionsOf({ protocolType, assignment }: MemberMetadata): readonly string[] {
  if (protocolType !== CONSUMER_PROTOCOL_TYPE || assignment.length === 0) return [];
  const partitions = deserializeAssignment(assignment)?.partitions ?? [];
  return partitions.map(({ topic, partition }) => `${topic}-${partition}`);
}
