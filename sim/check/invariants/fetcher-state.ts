import { ROLE_LEADER } from "../../kafka/facts.ts";
import { type ReplicaModel, TOUCHED_FETCHER, TOUCHED_ROLE } from "../model/partition-model.ts";
import type { Violations } from "../violation.ts";

/** A leader fetches its own partition from nobody, and a follower from one broker, not from itself. */
export class FetcherState {
  private readonly violations: Violations;

  constructor(violations: Violations) {
    this.violations = violations;
  }

  check(replica: ReplicaModel): void {
    if ((replica.touched & (TOUCHED_FETCHER | TOUCHED_ROLE)) === 0) return;
    const { partition, broker, fetchesFrom, fetchers } = replica;
    const wrong = fetchers > 1 || fetchesFrom === broker || replica.role === ROLE_LEADER;
    if (fetchers === 0 || !wrong) return;
    const args = { partition: partition.name, broker, source: fetchesFrom, fetchers };
    this.violations.report("fetcher-state", `${partition.name} ${broker}`, "protocol bug", {
      code: "violation.fetcher-state",
      args,
    });
  }
}
