import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assignReplicasToBrokers,
  checkPlacement,
  type PlacementBroker,
  rackAlternatedBrokers,
} from "../../../../sim/kafka/controller/replicas/replica-placement.ts";

function brokers(...racks: readonly (string | null)[]): readonly PlacementBroker[] {
  return racks.map((rack, id) => ({ id, rack }));
}

const RACKS = brokers("rack1", "rack3", "rack3", "rack2", "rack2", "rack1");

describe("placement", () => {
  test("goes round the brokers, with followers at a growing distance", () => {
    const placement = {
      partitions: 10,
      replicationFactor: 3,
      startIndex: 0,
      replicaShift: 0,
      startPartitionId: 0,
    };
    expect(assignReplicasToBrokers(brokers(null, null, null, null, null), placement)).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 0],
      [4, 0, 1],
      [0, 2, 3],
      [1, 3, 4],
      [2, 4, 0],
      [3, 0, 1],
      [4, 1, 2],
    ]);
  });

  test("takes turns among racks", () => {
    const racks = new Map(RACKS.map(({ id, rack }) => [id, rack ?? ""]));
    expect(rackAlternatedBrokers(racks)).toEqual([0, 3, 1, 5, 4, 2]);
    racks.delete(5);
    expect(rackAlternatedBrokers(racks)).toEqual([0, 3, 1, 4, 2]);
  });

  test("spreads the replicas of a partition over racks", () => {
    const placement = {
      partitions: 7,
      replicationFactor: 3,
      startIndex: 0,
      replicaShift: 0,
      startPartitionId: 0,
    };
    expect(assignReplicasToBrokers(RACKS, placement)).toEqual([
      [0, 3, 1],
      [3, 1, 5],
      [1, 5, 4],
      [5, 4, 2],
      [4, 2, 0],
      [2, 0, 3],
      [0, 4, 2],
    ]);
  });

  test("needs partitions, replicas, enough brokers, and all racks or none", () => {
    expect(checkPlacement(RACKS, 0, 1)).toBe("INVALID_PARTITIONS");
    expect(checkPlacement(RACKS, 1, 0)).toBe("INVALID_REPLICATION_FACTOR");
    expect(checkPlacement(RACKS, 1, 7)).toBe("INVALID_REPLICATION_FACTOR");
    expect(checkPlacement(brokers("a", null), 1, 1)).toBe("INCOMPLETE_RACKS");
    expect(checkPlacement(brokers(null, null), 1, 2)).toBeNull();
  });

  test("puts no partition twice on a broker, and leaders evenly on all", () => {
    const shapes = fc
      .record({
        racks: fc.oneof(
          fc.array(fc.constant(null), { minLength: 1, maxLength: 8 }),
          fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 8 }),
        ),
        rounds: fc.integer({ min: 1, max: 3 }),
        start: fc.nat(20),
        shift: fc.nat(20),
      })
      .chain((shape) =>
        fc.record({
          shape: fc.constant(shape),
          replicationFactor: fc.integer({ min: 1, max: shape.racks.length }),
        }),
      );
    fc.assert(
      fc.property(shapes, ({ shape, replicationFactor }) => {
        const count = shape.racks.length;
        const assignment = assignReplicasToBrokers(brokers(...shape.racks), {
          partitions: shape.rounds * count,
          replicationFactor,
          startIndex: shape.start % count,
          replicaShift: shape.shift % count,
          startPartitionId: 0,
        });
        const leaders = new Array<number>(count).fill(0);
        const racks = new Set(shape.racks).size;
        for (const replicas of assignment) {
          expect(new Set(replicas).size).toBe(replicationFactor);
          const used = new Set(replicas.map((id) => shape.racks[id]));
          expect(used.size).toBe(Math.min(racks, replicationFactor));
          const leader = replicas[0] ?? -1;
          leaders[leader] = (leaders[leader] ?? 0) + 1;
        }
        expect(leaders).toEqual(new Array(count).fill(shape.rounds));
      }),
    );
  });
});
