import { assert, present } from "../../../kernel/assert.ts";
import type { Reply, WatchEvent } from "../../../zookeeper/types.ts";
import { childrenOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import { ELECTION_QUEUE_PATH } from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { CANDIDACY } from "./controller-election.ts";

export type ElectionQueueStep = { readonly machine: "electionQueue" } & (
  | { readonly step: "readQueue" }
  | { readonly step: "join" }
  | { readonly step: "watchPredecessor"; readonly path: string }
);

export const READ_QUEUE: ElectionQueueStep = { machine: "electionQueue", step: "readQueue" };

/** A place in the queue: an ephemeral-sequential znode. */
interface Place {
  readonly name: string;
  readonly brokerId: number;
  readonly sequence: number;
}

/**
 * The other way to elect a controller: brokers queue up with ephemeral-sequential znodes, and the
 * smallest number rules. Each waits for the znode right before its own, so that the end of one
 * wakes only its successor (ZooKeeper's recipe for leader election, without the herd). The first in
 * the queue then takes `/controller` and the epoch as in the race: from there on all is the same.
 *
 * Only the first watches `/controller`. Those who wait do not: whom they are to obey they learn from
 * the controller itself, whose UpdateMetadata names it.
 */
export class SequentialElection implements StepMachine<ElectionQueueStep> {
  private readonly environment: BrokerEnvironment;
  /** The znode before one's own; null at the head of the queue or outside it. */
  private predecessor: string | null = null;

  constructor(environment: BrokerEnvironment) {
    this.environment = environment;
  }

  /** True when somebody else is before this broker. */
  get isWaiting(): boolean {
    return this.predecessor !== null;
  }

  /** A new session has no place in the queue. */
  sessionExpired(): void {
    this.predecessor = null;
  }

  /** Whether the watch event says that the predecessor is gone. */
  isTurn(event: WatchEvent): boolean {
    return event.type === "NODE_DELETED" && event.path === this.predecessor;
  }

  ask(step: ElectionQueueStep): ZkRequest {
    switch (step.step) {
      case "readQueue":
        return zkRequest([{ op: "getChildren", path: ELECTION_QUEUE_PATH, watch: false }]);
      case "join": {
        const { brokerId } = this.environment;
        const path = `${ELECTION_QUEUE_PATH}/${brokerId}-n_`;
        return zkRequest([
          { op: "create", path, data: String(brokerId), mode: "ephemeralSequential" },
        ]);
      }
      case "watchPredecessor":
        return zkRequest([{ op: "exists", path: step.path, watch: true }]);
    }
  }

  proceed(step: ElectionQueueStep, replies: readonly Reply[]): readonly ControllerStep[] {
    const reply = present(replies[0], "the request is answered");
    switch (step.step) {
      case "readQueue":
        return this.queueRead(childrenOf(reply));
      case "join":
        return [READ_QUEUE];
      case "watchPredecessor":
        assert(reply.op === "exists", "the answer says whether the predecessor exists");
        return reply.stat === null ? [READ_QUEUE] : [];
    }
  }

  /**
   * The broker's name is in its znode's, so that it finds the place it already has when the answer
   * to its creation was lost.
   */
  private queueRead(names: readonly string[]): readonly ControllerStep[] {
    const places = names.map(placeOf).sort((a, b) => a.sequence - b.sequence);
    const mine = places.findIndex((place) => place.brokerId === this.environment.brokerId);
    if (mine === -1) return [{ machine: "electionQueue", step: "join" }];
    const before = places[mine - 1];
    if (before === undefined) {
      this.predecessor = null;
      return CANDIDACY;
    }
    const path = `${ELECTION_QUEUE_PATH}/${before.name}`;
    this.predecessor = path;
    return [{ machine: "electionQueue", step: "watchPredecessor", path }];
  }
}

function placeOf(name: string): Place {
  const [brokerId, sequence] = name.split("-n_").map(Number);
  assert(brokerId !== undefined && sequence !== undefined, `${name} is no place in the queue`);
  return { name, brokerId, sequence };
}
