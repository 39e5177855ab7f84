import { describe, expect, test } from "vitest";
import type { Truncation } from "../../../sim/kafka/era/broker-switches.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  METADATA,
  type MetadataResponse,
} from "../../../sim/kafka/messages.ts";
import { clusterWith, tell } from "./truncation/support.ts";

/** The leader epochs that a client sees: in metadata, of the first and of the last offset. */
function seen(truncation: Truncation): number[] {
  const cluster = clusterWith(truncation, 1);
  tell(cluster, 1, 1, 7, [1]);
  cluster.produce(1, 1, ["a"]);
  cluster.run(10);
  const { topics } = cluster.ask<MetadataResponse>(1, METADATA, { topics: ["t"] });
  return [
    topics[0]?.partitions[0]?.leaderEpoch ?? -2,
    cluster.listOffsets(1, EARLIEST_TIMESTAMP).leaderEpoch,
    cluster.listOffsets(1, LATEST_TIMESTAMP).leaderEpoch,
  ];
}

/** What a fetch of another epoch is told. */
function fetched(truncation: Truncation, currentLeaderEpoch: number): number | undefined {
  const cluster = clusterWith(truncation, 1);
  tell(cluster, 1, 1, 7, [1]);
  const answer = cluster.fetchAnswer(1, cluster.fetch({ currentLeaderEpoch }));
  return answer.partitions[0]?.error;
}

describe("clients hear of leader epochs", () => {
  test.each<Truncation>(["hw", "kip101", "kip279"])("not with %s", (truncation) => {
    expect(seen(truncation)).toEqual([-1, -1, -1]);
    expect(fetched(truncation, 6)).toBe(Errors.NONE);
    expect(fetched(truncation, 8)).toBe(Errors.NONE);
  });

  test.each<Truncation>(["kip320", "onFetch"])("with %s", (truncation) => {
    expect(seen(truncation)).toEqual([7, 7, 7]);
    expect(fetched(truncation, 6)).toBe(Errors.FENCED_LEADER_EPOCH);
    expect(fetched(truncation, 8)).toBe(Errors.UNKNOWN_LEADER_EPOCH);
  });
});
