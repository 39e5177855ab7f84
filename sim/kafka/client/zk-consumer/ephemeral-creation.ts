import type { Operation, Reply } from "../../../zookeeper/types.ts";
import { dataOf, type ZkRequest, zkRequest } from "../../zk/kafka-zk-client.ts";
import { pathsAbove } from "./group-znodes.ts";

/**
 * An ephemeral znode on its way (`ZkUtils.createEphemeralPathExpectConflict`): what is missing above it is
 * created; one that is there already is its own if it says the same, for an answer may have been lost.
 */
export interface EphemeralCreation {
  readonly path: string;
  readonly data: string;
  readonly step: "create" | "parents" | "compare";
}

export function ephemeralCreation(path: string, data: string): EphemeralCreation {
  return { path, data, step: "create" };
}

/** What a step asks of ZooKeeper. */
export function ephemeralRequest({ path, data, step }: EphemeralCreation): ZkRequest {
  switch (step) {
    case "create":
      return zkRequest([{ op: "create", path, data, mode: "ephemeral" }]);
    case "parents":
      return zkRequest(
        pathsAbove(path).map((above): Operation => {
          return { op: "create", path: above, data: "", mode: "persistent" };
        }),
      );
    case "compare":
      return zkRequest([{ op: "getData", path, watch: false }]);
  }
}

/** The next step; `conflict`: somebody else's is there. */
export function ephemeralNext(
  creation: EphemeralCreation,
  [reply]: readonly Reply[],
): EphemeralCreation | "created" | "conflict" {
  switch (creation.step) {
    case "create":
      if (reply?.op !== "error") return "created";
      return { ...creation, step: reply.error === "NODE_EXISTS" ? "compare" : "parents" };
    case "parents":
      return { ...creation, step: "create" };
    case "compare":
      return reply !== undefined && dataOf(reply)?.data === creation.data ? "created" : "conflict";
  }
}
