import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assigned } from "../../../sim/kafka/controller/replicas/replica-assignment.ts";
import * as zkData from "../../../sim/kafka/zk/zk-data.ts";

describe("what the znodes hold", () => {
  test("is written as Kafka writes it", () => {
    expect(zkData.encodeController(3, 1_600_000_000_123)).toBe(
      '{"version":1,"brokerid":3,"timestamp":"1600000000123"}',
    );
    const state = { leader: 1, leaderEpoch: 4, isr: [1, 2], zkVersion: 9, controllerEpoch: 2 };
    expect(zkData.encodeTopicPartitionState(state)).toBe(
      '{"controller_epoch":2,"leader":1,"version":1,"leader_epoch":4,"isr":[1,2]}',
    );
    const moving = { replicas: [3, 2], adding: [3], removing: [2] };
    expect(zkData.encodeTopic([assigned([1, 2]), moving])).toBe(
      '{"partitions":{"0":[1,2],"1":[3,2]},"adding_replicas":{"1":[3]},"removing_replicas":{"1":[2]},"version":3}',
    );
    expect(zkData.encodeConfig({ a: "b" })).toBe('{"version":1,"config":{"a":"b"}}');
    expect(zkData.encodeProducerIdBlock({ broker: 1, blockStart: 1000, blockEnd: 1999 })).toBe(
      '{"version":1,"broker":1,"block_start":"1000","block_end":"1999"}',
    );
    expect(JSON.parse(zkData.encodeBroker("broker-1", 9092, 5, ""))).toEqual({
      version: 5,
      host: "broker-1",
      port: 9092,
      endpoints: ["PLAINTEXT://broker-1:9092"],
      jmx_port: -1,
      timestamp: "5",
      listener_security_protocol_map: { PLAINTEXT: "PLAINTEXT" },
      features: {},
    });
  });

  test("is read back as it was written", () => {
    const id = fc.integer({ min: -1, max: 2_147_483_647 });
    const ids = fc.array(fc.nat());
    fc.assert(
      fc.property(id, id, ids, id, id, (leader, leaderEpoch, isr, controllerEpoch, zkVersion) => {
        const state = { leader, leaderEpoch, isr, controllerEpoch, zkVersion };
        const data = zkData.encodeTopicPartitionState(state);
        expect(zkData.decodeTopicPartitionState(data, zkVersion)).toEqual(state);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ replicas: ids, adding: ids, removing: ids })), (topic) => {
        expect(zkData.decodeTopic(zkData.encodeTopic(topic))).toEqual(topic);
      }),
    );
    const move = fc.record({ topic: fc.string(), partition: id, replicas: ids });
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const data = zkData.encodeReassignPartitions(moves);
        expect(zkData.decodeReassignPartitions(data)).toEqual(moves);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (configs) => {
        expect(zkData.decodeConfig(zkData.encodeConfig(configs))).toEqual({ ...configs });
      }),
    );
  });

  test("of states name their partitions", () => {
    const path = zkData.topicPartitionStatePath("t", 12);
    expect(zkData.partitionOfStatePath(path)).toEqual({ topic: "t", partition: 12 });
    for (const other of ["/brokers/topics/t", "/brokers/topics/t/partitions/1", `${path}/x`]) {
      expect(zkData.partitionOfStatePath(other)).toBeNull();
    }
    expect(zkData.partitionOfStatePath("/a/b/t/partitions/1/state")).toBeNull();
  });

  test("may be nothing yet", () => {
    expect(zkData.decodeConfig("")).toEqual({});
    expect(zkData.decodeProducerIdBlock("")).toBeNull();
  });

  test("that is no JSON of that kind fails", () => {
    expect(() => zkData.decodeController("3")).toThrow("not a JSON object");
    expect(() => zkData.decodeController('{"version":1}')).toThrow("brokerid is not a number");
    expect(() => zkData.decodeControllerEpoch("many")).toThrow("not many");
  });
});
