import { ROLE_LEADER } from "../kafka/facts.ts";
import type { ShownFlaw } from "./flaws.ts";
import { lastOf } from "./last-of.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { PartitionModel, ReplicaModel } from "./model/partition-model.ts";
import type { Software } from "./software.ts";
import { listText } from "./told.ts";

/** What keeps a cluster from coming to rest: known by a KIP or a JIRA, or told as it happened. */
export interface Cause {
  readonly fix: string | null;
  readonly flaw: ShownFlaw | null;
}

type Truth = HistoryEntryOf<"truth">;

/**
 * Finds out which flaw of Kafka keeps a cluster from coming to rest; null when none explains it. What a
 * broker's version cannot do wrong is never blamed on it.
 */
export class Stuck {
  private readonly model: ClusterModel;
  private readonly software: Software;

  constructor(model: ClusterModel, software: Software) {
    this.model = model;
    this.software = software;
  }

  /**
   * Why there is no controller: the last one stopped in a new session, found its own id in `/controller`
   * and left it at that.
   */
  withoutController(): Cause | null {
    const last = this.lastController(() => true);
    if (last === undefined || last.active) return null;
    const { broker, event } = last;
    const { controllerAfterExpiry } = this.software.switchesAt(broker, event) ?? {};
    return controllerAfterExpiry === "stops" ? known("KAFKA-4229") : null;
  }

  /** Why a partition has no leader although members of its ISR run. */
  withoutLeader(partition: PartitionModel): Cause | null {
    for (const broker of partition.truth?.isr ?? []) {
      const cause = this.unregistered(broker);
      if (cause !== null) return cause;
    }
    const leader = partition.knownReplica(partition.truth?.leader ?? -1);
    const untold = leader === undefined ? null : this.notToldSinceRegistered(leader);
    return this.byDeposedController(partition) ?? untold;
  }

  /** Why a replica lives in an older leader epoch than its leader. */
  inOlderEpoch(replica: ReplicaModel): Cause | null {
    return (
      this.unregistered(replica.broker) ??
      this.byDeposedController(replica.partition) ??
      this.withForgottenEpoch(replica) ??
      this.notToldSinceRegistered(replica)
    );
  }

  /** Why a replica that lives in its leader's epoch does not join the ISR. */
  outOfIsr(replica: ReplicaModel, leader: ReplicaModel): Cause | null {
    return (
      this.withPendingIsr(leader) ?? this.withUnknownIsr(leader) ?? this.withEmptyEpoch(replica)
    );
  }

  /**
   * A running broker that is not registered found its znode with an older session of its own: a server
   * of ZooKeeper had told it of an expiry that the others did not know of.
   */
  private unregistered(broker: number): Cause | null {
    const { registrations } = this.model;
    const isGone = registrations.removedAt(broker) !== undefined;
    if (!isGone || registrations.registeredAt(broker) !== undefined) return null;
    const { registrationConflict } = this.software.switchesAt(broker, this.model.event) ?? {};
    if (registrationConflict === "waits") return known("KAFKA-1387");
    return registrationConflict === "fails" ? known("KAFKA-7165") : null;
  }

  /** A controller elected its leader when there was a newer one, to which brokers listen. */
  private byDeposedController(partition: PartitionModel): Cause | null {
    const election = this.lastElection(partition);
    if (election === undefined || election.after === null) return null;
    const { controllerEpoch } = election.after;
    const { event } = election;
    const newer = this.lastController(
      (entry) => entry.active && entry.epoch > controllerEpoch && entry.event < event,
    );
    const author = this.lastController(
      (entry) => entry.active && entry.epoch === controllerEpoch && entry.event < event,
    );
    if (newer === undefined || author === undefined) return null;
    const switches = this.software.switchesAt(author.broker, event);
    return switches?.controllerZkCheck === false ? known("KAFKA-6082") : null;
  }

  /** The controller raised the leader epoch for a reassignment, forgot it, and told the one before. */
  private withForgottenEpoch({ partition, leaderEpoch }: ReplicaModel): Cause | null {
    const raise = this.lastElection(partition);
    if (raise === undefined) return null;
    const { before, after } = raise;
    if (before === null || after === null || after.leaderEpoch <= leaderEpoch) return null;
    if (after.leader !== before.leader || !sameMembers(after.isr, before.isr)) return null;
    const controller = this.lastController(({ active, event }) => active && event <= raise.event);
    if (controller === undefined) return null;
    const switches = this.software.switchesAt(controller.broker, raise.event);
    return switches?.reassignmentEpochCached === false ? known("KAFKA-9212") : null;
  }

  /**
   * It was told nothing since its broker was registered. Either the controller did not notice that the
   * broker had been away, or the broker refused what it was told.
   */
  private notToldSinceRegistered({ partition, broker }: ReplicaModel): Cause | null {
    const { registrations, history, event } = this.model;
    const since = registrations.registeredAt(broker);
    const election = this.lastElection(partition);
    const controller = this.lastController(({ active }) => active);
    if (since === undefined || election === undefined || controller === undefined) return null;
    const wasTold = history.some(
      (entry) =>
        entry.type === "role" &&
        entry.partition === partition &&
        entry.broker === broker &&
        entry.leaderEpoch >= 0 &&
        entry.event > since,
    );
    if (wasTold || controller.event > since) return null;
    const { bouncedBrokers } = this.software.switchesAt(controller.broker, since) ?? {};
    const wasAway = (registrations.removedAt(broker) ?? -1) > controller.event;
    const isOlder = election.event <= since;
    if (bouncedBrokers === "unnoticed" && wasAway && isOlder) return known("KIP-380");
    const { newerBrokerEpoch } = this.software.switchesAt(broker, event) ?? {};
    return newerBrokerEpoch === "refused" ? known("KAFKA-9839") : null;
  }

  /** Its leader waits for the answer to a proposal that was thrown away. */
  private withPendingIsr({ broker, isr, maximalIsr }: ReplicaModel): Cause | null {
    if (sameMembers(isr, maximalIsr)) return null;
    const switches = this.software.switchesAt(broker, this.model.event);
    return switches?.overtakenIsrProposal === "forgotten" ? known("KAFKA-12686") : null;
  }

  /**
   * Its leader does not know which ISR the controller wrote for it: ZooKeeper's answer was lost with the
   * connection, the controller's repetition met its own write, and a leader that is told of another
   * version waits for news that nobody sends (no JIRA is known).
   */
  private withUnknownIsr({ partition, broker, isr }: ReplicaModel): Cause | null {
    const { truth } = partition;
    if (truth === null || sameMembers(isr, truth.isr)) return null;
    const switches = this.software.switchesAt(broker, this.model.event);
    if (switches?.refusedIsrWrite !== "pending") return null;
    const written = this.lastTruth(partition, () => true);
    if (written === undefined) return null;
    const { event, timeUs } = written;
    const args = { leader: broker, isr: listText(truth.isr), timeUs };
    return { fix: null, flaw: { event, told: { code: "why.isrAnswerLost", args } } };
  }

  /**
   * It asks for ever where to truncate: the latest epoch that it noted began where its log ends, and
   * truncating to there forgot nothing.
   */
  private withEmptyEpoch({ partition, broker, logEndOffset }: ReplicaModel): Cause | null {
    const switches = this.software.switchesAt(broker, this.model.event);
    if (switches === undefined || switches.truncationAtLogEnd === "dropsEpochs") return null;
    const led = this.model.history.some(
      (entry) =>
        entry.type === "role" &&
        entry.partition === partition &&
        entry.broker === broker &&
        entry.role === ROLE_LEADER &&
        entry.logEndOffset === logEndOffset,
    );
    return led ? known("KAFKA-10706") : null;
  }

  /** When the leader epoch that the registry names was given. */
  private lastElection(partition: PartitionModel): Truth | undefined {
    return this.lastTruth(
      partition,
      ({ before, after }) => after !== null && after.leaderEpoch !== before?.leaderEpoch,
    );
  }

  private lastTruth(
    partition: PartitionModel,
    isMeant: (entry: Truth) => boolean,
  ): Truth | undefined {
    return lastOf(
      this.model.history,
      (entry): entry is Truth =>
        entry.type === "truth" && entry.partition === partition && isMeant(entry),
    );
  }

  private lastController(
    isMeant: (entry: HistoryEntryOf<"controller">) => boolean,
  ): HistoryEntryOf<"controller"> | undefined {
    return lastOf(
      this.model.history,
      (entry): entry is HistoryEntryOf<"controller"> =>
        entry.type === "controller" && isMeant(entry),
    );
  }
}

function known(fix: string): Cause {
  return { fix, flaw: null };
}

function sameMembers(x: readonly number[], y: readonly number[]): boolean {
  return x.length === y.length && x.every((broker) => y.includes(broker));
}
