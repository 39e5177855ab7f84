import type { Cluster } from "../../sim/cluster/hosts.ts";
import { Broker } from "../../sim/kafka/broker/broker.ts";
import type { Coordinators } from "../../sim/kafka/broker/coordinators.ts";
import { ConsumerApplication } from "../../sim/kafka/client/application/consumer-application.ts";
import { deserializeAssignment } from "../../sim/kafka/client/consumer/consumer-protocol.ts";
import { KafkaConsumer } from "../../sim/kafka/client/consumer/kafka-consumer.ts";
import type { SubscriptionState } from "../../sim/kafka/client/consumer/subscription-state.ts";
import type { GroupMetadata } from "../../sim/kafka/coordinator/group/group-metadata.ts";
import type { GroupMetadataManager } from "../../sim/kafka/coordinator/group/group-metadata-manager.ts";
import { GROUP_STATES } from "../../sim/kafka/facts.ts";
import { CONSUMER_PROTOCOL_TYPE } from "../../sim/kafka/group-messages.ts";
import type { State } from "../../sim/trace/state.ts";

/** What coordinators hold of groups, by `group/broker`, and consumers' partitions, by name. */
export interface LiveGroups {
  readonly groups: Record<string, unknown>;
  readonly assignments: Record<string, unknown>;
}

/** Looks into the processes of a cluster. Called between events. */
export function liveGroups({ sim, names }: Pick<Cluster, "sim" | "names">): LiveGroups {
  const live: LiveGroups = { groups: {}, assignments: {} };
  const nameOf = (tp: number) => names.topicPartitions.name(tp);
  for (const { name, process } of sim.hosts) {
    if (process instanceof Broker) {
      for (const group of managerOf(process).currentGroups) {
        live.groups[`${group.groupId}/${process.brokerId}`] = groupOf(group, nameOf);
      }
    } else if (process instanceof ConsumerApplication) {
      const tps = subscriptionsOf(process)?.assignedPartitions();
      if (tps !== undefined) live.assignments[name] = tps.map(nameOf).sort();
    }
  }
  return live;
}

/** The same from a folded state. */
export function foldedGroups({ groups, clients }: State, keys: LiveGroups): LiveGroups {
  const folded: LiveGroups = { groups: {}, assignments: {} };
  for (const [group, { coordinators }] of Object.entries(groups)) {
    for (const [broker, held] of Object.entries(coordinators)) {
      folded.groups[`${group}/${broker}`] = {
        ...held,
        members: { ...held.members },
        offsets: { ...held.offsets },
      };
    }
  }
  for (const name of Object.keys(keys.assignments)) {
    folded.assignments[name] = [...(clients[name]?.assignment ?? [])].sort();
  }
  return folded;
}

function groupOf(group: GroupMetadata, nameOf: (tp: number) => string): unknown {
  const state = Object.entries(GROUP_STATES).find(([, code]) => code === group.state)?.[0];
  const members = group.allMemberMetadata.map(
    ({ memberId, clientHost, instanceId, protocolType, assignment }) => {
      const isEmpty = protocolType !== CONSUMER_PROTOCOL_TYPE || assignment.length === 0;
      const partitions = isEmpty ? [] : (deserializeAssignment(assignment)?.partitions ?? []);
      const names = partitions.map(({ topic, partition }) => `${topic}-${partition}`);
      return [memberId, { client: clientHost, instance: instanceId, assignment: names }] as const;
    },
  );
  const offsets = group.offsets.partitions.map((tp) => {
    return [nameOf(tp), group.offsets.offset(tp)?.offset] as const;
  });
  return {
    state,
    generation: group.generationId,
    protocol: group.protocolName,
    leader: group.leader,
    members: Object.fromEntries(members),
    offsets: Object.fromEntries(offsets),
  };
}

/** A broker shows its groups to nobody. */
function managerOf(broker: Broker): GroupMetadataManager {
  const { coordinators } = broker as unknown as { readonly coordinators: Coordinators };
  return (coordinators as unknown as { readonly manager: GroupMetadataManager }).manager;
}

/** Partitions that the group gave to a consumer; undefined of one that chose them itself. */
function subscriptionsOf(application: ConsumerApplication): SubscriptionState | undefined {
  const { thread } = application as unknown as { readonly thread: { readonly consumer: unknown } };
  const { consumer } = thread;
  if (!(consumer instanceof KafkaConsumer)) return undefined;
  const { subscriptions } = consumer as unknown as { readonly subscriptions: SubscriptionState };
  return subscriptions.hasAutoAssignedPartitions ? subscriptions : undefined;
}
