import { describe, expect, test } from "vitest";
import { ERAS, isFrom } from "../../../../sim/kafka/era/eras.ts";
import { REASSIGN_PARTITIONS_PATH } from "../../../../sim/kafka/zk/zk-data.ts";
import { MovingCluster } from "../moving-cluster.ts";

const settled = (replicas: readonly number[]) => ({ replicas, adding: [], removing: [] });
const REPLICATED = ERAS.filter((era) => isFrom(era, "0.8.2"));

describe.each(REPLICATED)("A partition that moves while it is written to, in %s,", (era) => {
  test("keeps every acknowledged record, and leaves nothing behind", () => {
    const cluster = new MovingCluster(4, [[1, 2]], { era });
    cluster.reassign({ 0: [3, 4] });
    cluster.run(10_000);
    expect(cluster.assignment()).toEqual(settled([3, 4]));
    expect([...cluster.state().isr].sort()).toEqual([3, 4]);
    expect(cluster.holders()).toEqual([3, 4]);
    expect(cluster.znode(REASSIGN_PARTITIONS_PATH)).toBeNull();
    cluster.reassign({ 0: [1, 4, 2] });
    cluster.run(10_000);
    expect(cluster.assignment()).toEqual(settled([1, 4, 2]));
    expect(cluster.holders()).toEqual([1, 2, 4]);
    cluster.settle(8000);
    cluster.checker.checkConvergence();
    // Followers truncate to their high watermarks until then, whoever becomes the leader.
    const unknown = cluster.checker.violations.filter(({ fix }) => fix !== "KIP-101");
    expect(unknown).toEqual([]);
    const { ledger } = cluster.checker.report();
    expect(ledger.acked).toBeGreaterThan(500);
  });
});
