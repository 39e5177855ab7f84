import { expect, test } from "vitest";
import { Metadata } from "../../../../../sim/kafka/client/metadata.ts";
import { BuiltInPartitioners } from "../../../../../sim/kafka/client/producer/partitioners/built-in-partitioners.ts";
import { producerSettings } from "../../../../../sim/kafka/client/producer/producer-config.ts";
import type { ConfigValues } from "../../../../../sim/kafka/config/config.ts";
import { Choices } from "../../../../../sim/kernel/choices.ts";
import { ProducerWorld } from "../support.ts";

const MS = 1000;

/** The partitioners of a producer that knows a topic whose partitions have these leaders. */
function partitioners(config: ConfigValues, leaders: readonly number[]) {
  const settings = producerSettings(config, "3.9");
  const world = new ProducerWorld({}, 3);
  world.script.topics = { orders: leaders.map((leader) => ({ leader, epoch: 0 })) };
  const { client, names, addresses } = world;
  const metadata = new Metadata(client, names, addresses, settings, ["orders"]);
  metadata.handleResponse(world.metadata(metadata.beginRequest(0)), 0);
  const stream = new Choices("1").stream("test");
  const all = new BuiltInPartitioners(stream, metadata, settings);
  const orders = all.of("orders");
  return {
    all,
    weigh: (...lengths: readonly number[]) => {
      all.updateLoadStats({
        queueLength: (tp) => lengths[names.topicPartitions.partition(tp)] ?? -1,
      });
      return orders.cumulativeWeights;
    },
  };
}

test("partitions without a leader are not weighed, nor any before each had a batch", () => {
  const { weigh } = partitioners({}, [1, -1, 1]);
  expect(weigh(0, 4, 2)).toEqual([3, 4]);
  expect(weigh(0, 4)).toBeNull();
});

test("partitions of a broker that cannot be sent to are left out while they have batches", () => {
  const { all, weigh } = partitioners({ "partitioner.availability.timeout.ms": 5 }, [1, 2, 3]);
  all.updateNodeLatency(2, 0, true);
  all.updateNodeLatency(2, 5 * MS, false);
  expect(weigh(1, 3, 2)).toEqual([3, 4, 6]);
  all.updateNodeLatency(2, 6 * MS, false);
  expect(weigh(1, 3, 2)).toEqual([2, 3]);
  all.updateNodeLatency(2, 7 * MS, true);
  expect(weigh(1, 3, 2)).toEqual([3, 4, 6]);
});

test("an empty queue counts as the one before it that was left out", () => {
  const { all, weigh } = partitioners({ "partitioner.availability.timeout.ms": 5 }, [1, 2, 3, 1]);
  all.updateNodeLatency(2, 0, true);
  all.updateNodeLatency(2, 6 * MS, false);
  expect(weigh(1, 3, 0, 0)).toEqual([3, 4, 8]);
});

test("without adaptive partitioning all are alike", () => {
  const { weigh } = partitioners({ "partitioner.adaptive.partitioning.enable": false }, [1, 2]);
  expect(weigh(0, 9)).toBeNull();
});
