import { ROLE_LEADER } from "../kafka/facts.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { HistoryEntryOf } from "./model/history.ts";
import type { ReplicaModel } from "./model/partition-model.ts";
import type { Software } from "./software.ts";

/**
 * Finds out which known flaw of Kafka keeps a cluster from coming to rest. Each answer is a KIP or a
 * JIRA, or null when no known flaw explains it; what a broker's version cannot do wrong is never blamed
 * on it.
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
  withoutController(): string | null {
    const last = this.lastController(() => true);
    if (last === undefined || last.active) return null;
    const { broker, event } = last;
    const { controllerAfterExpiry } = this.software.switchesAt(broker, event) ?? {};
    return controllerAfterExpiry === "stops" ? "KAFKA-4229" : null;
  }

  /**
   * Why a replica lives in an older leader epoch than its leader: the controller raised that epoch for a
   * reassignment, forgot it, and told the replica the one before.
   */
  inOlderEpoch(replica: ReplicaModel): string | null {
    const { history } = this.model;
    const { partition } = replica;
    const raise = history.find((entry) => {
      if (entry.type !== "truth" || entry.partition !== partition) return false;
      const { before, after } = entry;
      if (before === null || after === null || after.leaderEpoch <= replica.leaderEpoch)
        return false;
      const isSame = after.leader === before.leader && sameMembers(after.isr, before.isr);
      return isSame && after.leaderEpoch > before.leaderEpoch;
    });
    if (raise === undefined) return null;
    const controller = this.lastController(({ active, event }) => active && event <= raise.event);
    if (controller === undefined) return null;
    const switches = this.software.switchesAt(controller.broker, raise.event);
    return switches?.reassignmentEpochCached === false ? "KAFKA-9212" : null;
  }

  /** Why an ISR does not grow: its leader waits for the answer to a proposal that was thrown away. */
  withPendingIsr({ broker, isr, maximalIsr }: ReplicaModel): string | null {
    if (sameMembers(isr, maximalIsr)) return null;
    const switches = this.software.switchesAt(broker, this.model.event);
    return switches?.overtakenIsrProposal === "forgotten" ? "KAFKA-12686" : null;
  }

  /**
   * Why a follower asks for ever where to truncate: the latest epoch that it noted began where its log
   * ends, and truncating to there forgot nothing.
   */
  withEmptyEpoch({ partition, broker, logEndOffset }: ReplicaModel): string | null {
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
    return led ? "KAFKA-10706" : null;
  }

  private lastController(
    isMeant: (entry: HistoryEntryOf<"controller">) => boolean,
  ): HistoryEntryOf<"controller"> | undefined {
    const { history } = this.model;
    for (let i = history.length - 1; i >= 0; i--) {
      const entry = history[i];
      if (entry?.type === "controller" && isMeant(entry)) return entry;
    }
    return undefined;
  }
}

function sameMembers(x: readonly number[], y: readonly number[]): boolean {
  return x.length === y.length && x.every((broker) => y.includes(broker));
}
