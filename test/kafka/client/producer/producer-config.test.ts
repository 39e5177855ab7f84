import { describe, expect, test } from "vitest";
import {
  checkProducerConfig,
  producerSettings,
} from "../../../../sim/kafka/client/producer/producer-config.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import {
  batchSizeUpperBound,
  recordSizeInBytes,
} from "../../../../sim/kafka/record/record-size.ts";

describe("contradicting settings", () => {
  const cases: [ConfigValues, RegExp | null][] = [
    [{}, null],
    [{ "enable.idempotence": true }, null],
    [{ "enable.idempotence": true, acks: "all" }, null],
    [{ "enable.idempotence": true, acks: "-1" }, null],
    [{ "enable.idempotence": true, acks: "1" }, /acks must be all/],
    [{ "enable.idempotence": true, retries: 0 }, /retries must not be 0/],
    [{ "enable.idempotence": true, "max.in.flight.requests.per.connection": 6 }, /at most 5/],
    [{ acks: "0", retries: 0, "max.in.flight.requests.per.connection": 6 }, null],
    [{ "delivery.timeout.ms": 30_000, "linger.ms": 1 }, /at least .* 30001|\(30001\)/],
    [{ "delivery.timeout.ms": 30_001, "linger.ms": 1 }, null],
    [{ "request.timeout.ms": 500_000 }, null],
  ];

  test.each(cases)("%o", (values, problem) => {
    const found = checkProducerConfig(values, "2.8");
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe("contradicting settings by version", () => {
  const IN_FLIGHT = "max.in.flight.requests.per.connection";
  const explicit = { "enable.idempotence": true };
  test.each<[Era, ConfigValues, RegExp | null]>([
    ["0.11", explicit, null],
    ["0.11", { ...explicit, [IN_FLIGHT]: 5 }, /must be 1/],
    ["0.11", { ...explicit, [IN_FLIGHT]: 1 }, null],
    ["1.1", { ...explicit, [IN_FLIGHT]: 5 }, null],
    ["1.1", { ...explicit, [IN_FLIGHT]: 6 }, /at most 5/],
    ["0.10.2", { ...explicit, acks: "0" }, null],
    ["3.9", { ...explicit, acks: "1" }, /acks must be all/],
    ["3.9", { acks: "1" }, null],
    ["2.0", { "delivery.timeout.ms": 1 }, null],
    ["2.1", { "delivery.timeout.ms": 1 }, /at least/],
  ])("%s: %o", (era, values, problem) => {
    const found = checkProducerConfig(values, era);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toMatch(problem);
  });
});

describe("idempotence", () => {
  test.each<[Era, ConfigValues, boolean]>([
    ["2.8", {}, false],
    ["3.9", {}, true],
    ["3.9", { "KAFKA-13598": true }, false],
    ["3.9", { "KAFKA-13598": true, "enable.idempotence": true }, true],
    ["3.9", { retries: 0 }, false],
    ["3.9", { acks: "1" }, false],
    ["3.9", { "max.in.flight.requests.per.connection": 6 }, false],
    ["0.10.2", { "enable.idempotence": true }, false],
    ["0.11", { "enable.idempotence": true }, true],
  ])("%s with %o: %s", (era, values, idempotent) => {
    expect(producerSettings(values, era).idempotence).toBe(idempotent);
  });

  test("has one request in flight in 0.11, and retries without end", () => {
    const { maxInFlight, retries } = producerSettings({ "enable.idempotence": true }, "0.11");
    expect({ maxInFlight, retries }).toEqual({ maxInFlight: 1, retries: 2_147_483_647 });
  });
});

describe("effective settings", () => {
  test.each<[Era, number]>([
    ["2.0", Number.POSITIVE_INFINITY],
    ["2.1", 120_000_000],
  ])("%s: delivery.timeout.ms is %d us", (era, deliveryTimeoutUs) => {
    expect(producerSettings({}, era).deliveryTimeoutUs).toBe(deliveryTimeoutUs);
  });

  test.each<[Era, boolean]>([
    ["0.9", false],
    ["0.10.2", true],
  ])("%s: max.in.flight=1 keeps the batches of a partition apart: %s", (era, apart) => {
    const settings = producerSettings({ "max.in.flight.requests.per.connection": 1 }, era);
    expect(settings.guaranteeMessageOrder).toBe(apart);
    expect(producerSettings({}, era).guaranteeMessageOrder).toBe(false);
  });

  test("idempotence implies acks=all", () => {
    expect(producerSettings({ "enable.idempotence": true }, "2.8").acks).toBe(-1);
    expect(producerSettings({}, "2.8").acks).toBe(1);
  });

  test("a default delivery.timeout.ms is raised to linger.ms + request.timeout.ms", () => {
    const settings = producerSettings({ "request.timeout.ms": 500_000, "linger.ms": 5 }, "2.8");
    expect(settings.deliveryTimeoutUs).toBe(500_005_000);
  });
});

describe("sizes of the v2 format", () => {
  test.each([
    [0, 0, 3, 5, 15],
    [5, 10, 3, 5, 15],
    [0, -1, 0, 0, 7],
    [63, 63, -1, 1, 8],
    [64, 64, -1, 1, 10],
  ])("offset delta %i, timestamp delta %i, key %i, value %i: %i bytes", (o, t, k, v, size) => {
    expect(recordSizeInBytes(o, t, k, v)).toBe(size);
  });

  test("the bound of a batch is never below its size", () => {
    for (const valueBytes of [0, 1, 63, 64, 8191, 8192]) {
      const size = 61 + recordSizeInBytes(0, 0, -1, valueBytes);
      expect(batchSizeUpperBound(-1, valueBytes)).toBeGreaterThanOrEqual(size);
    }
  });
});
