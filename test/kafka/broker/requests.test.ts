import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  ELECT_LEADERS,
  FETCH,
  type FetchResponse,
  INCREMENTAL_ALTER_CONFIGS,
  METADATA,
  OFFSETS_FOR_LEADER_EPOCH,
} from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { TestCluster } from "./test-cluster.ts";

describe("a connection", () => {
  test.each([
    ["ElectLeaders", ELECT_LEADERS, { electLeadersApi: false }],
    ["IncrementalAlterConfigs", INCREMENTAL_ALTER_CONFIGS, { alterConfigsApi: false }],
  ])("ends with an %s request that the broker's version does not have", (_, kind, settings) => {
    for (const known of [false, true]) {
      const cluster = new TestCluster(1, known ? {} : settings);
      cluster.send(1, kind, {});
      cluster.run(100);
      expect(cluster.answers).toHaveLength(known ? 1 : 0);
      expect(cluster.probe.disconnects).toHaveLength(known ? 0 : 1);
    }
  });

  test("is muted while its request waits in a purgatory; what waits behind it runs afterwards", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, -1, ["a"], { timeoutMs: 2000 });
    cluster.produce(1, 1, ["b"]);
    cluster.run(1000);
    expect(cluster.contents(1)).toEqual(["0:a"]);
    cluster.run(1100);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b"]);
    expect(cluster.produced()).toEqual([
      [Errors.REQUEST_TIMED_OUT, -1],
      [Errors.NONE, 1],
    ]);
  });

  test("that its client closed still has its requests executed, long after the client gave up", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, -1, ["a"], { timeoutMs: 20_000 });
    cluster.produce(1, 1, ["b"]);
    cluster.run(10);
    cluster.disconnect(1, 1);
    cluster.run(19_000);
    expect(cluster.contents(1)).toEqual(["0:a"]);
    cluster.run(2000);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b"]);
    expect(cluster.produced()).toEqual([]);
  });

  test("is closed when an acks=0 request fails, which is the only answer it has", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, 0, ["a"]);
    cluster.run(10);
    expect(cluster.contents(1)).toEqual(["0:a"]);
    expect(cluster.probe.disconnects).toEqual([]);
    cluster.produce(1, 0, ["b"], { tp: cluster.tp(7) });
    cluster.run(10);
    expect(cluster.probe.disconnects).toEqual(["acks=0 request failed"]);
    expect(cluster.produced()).toEqual([]);
  });
});

describe("a fetch session", () => {
  const open = (cluster: TestCluster) =>
    cluster.fetchAnswer(1, {
      ...cluster.fetch({}),
      sessionEpoch: 0,
      partitions: [0, 1].flatMap(
        (partition) => cluster.fetch({ tp: cluster.tp(partition) }).partitions,
      ),
    });
  const next = (sessionId: number, sessionEpoch: number, maxWaitMs = 0) => ({
    replicaId: -1,
    maxWaitMs,
    minBytes: 1,
    maxBytes: 1_000_000,
    isolationLevel: 0,
    sessionId,
    sessionEpoch,
    partitions: [],
    forgotten: [],
  });

  test("answers only with the partitions that have news", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    const full = open(cluster);
    expect(full.partitions).toHaveLength(2);
    expect(full.sessionId).toBeGreaterThan(0);
    expect(cluster.fetchAnswer(1, next(full.sessionId, 1)).partitions).toEqual([]);
    cluster.produce(1, 1, ["a"], { tp: cluster.tp(1) });
    cluster.run(10);
    const news = cluster.fetchAnswer(1, next(full.sessionId, 2));
    expect(news.partitions.map(({ tp }) => tp)).toEqual([cluster.tp(1)]);
    const again = cluster.fetchAnswer(1, next(full.sessionId, 3));
    expect(again.partitions.map(({ batches }) => batches.length)).toEqual([1]);
  });

  test("refuses a wrong epoch and a session it does not have", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    const { sessionId } = open(cluster);
    expect(cluster.fetchAnswer(1, next(sessionId, 5)).error).toBe(
      Errors.INVALID_FETCH_SESSION_EPOCH,
    );
    expect(cluster.fetchAnswer(1, next(sessionId + 1, 1)).error).toBe(
      Errors.FETCH_SESSION_ID_NOT_FOUND,
    );
  });

  test("ends when all its partitions are forgotten", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    const { sessionId } = open(cluster);
    const forgotten = [cluster.tp(0), cluster.tp(1)];
    const over = cluster.fetchAnswer(1, { ...next(sessionId, 1, 10_000), forgotten });
    expect(over).toMatchObject({ error: Errors.NONE, sessionId: 0, partitions: [] });
    expect(cluster.fetchAnswer(1, next(sessionId, 2)).error).toBe(
      Errors.FETCH_SESSION_ID_NOT_FOUND,
    );
    expect(cluster.partition(1).fetchWatchers).toEqual([]);
  });

  test("wakes for records of any of its partitions", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    const { sessionId } = open(cluster);
    cluster.send(1, FETCH, next(sessionId, 1, 20_000));
    cluster.run(5000);
    const start = cluster.answers.length;
    cluster.produce(1, 1, ["a"], { tp: cluster.tp(1) });
    cluster.run(10);
    const answer = cluster.answers.slice(start).find(({ kind }) => kind === FETCH);
    const { partitions } = present(answer, "the fetch was answered").body as FetchResponse;
    expect(partitions.map(({ tp }) => tp)).toEqual([cluster.tp(1)]);
  });

  test("waits until fetch.min.bytes are there", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    const { sessionId } = open(cluster);
    cluster.send(1, FETCH, { ...next(sessionId, 1, 20_000), minBytes: 150 });
    const start = cluster.answers.filter(({ kind }) => kind === FETCH).length;
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    expect(cluster.answers.filter(({ kind }) => kind === FETCH)).toHaveLength(start);
    cluster.produce(1, 1, ["b"], { tp: cluster.tp(1) });
    cluster.run(10);
    expect(cluster.answers.filter(({ kind }) => kind === FETCH)).toHaveLength(start + 1);
  });
});

describe("a follower's fetcher", () => {
  test.each([
    ["twice", 2000],
    ["once", 1000],
  ])("waits the back-off %s after a network error, with all its partitions", (pause, pauseMs) => {
    const cluster = new TestCluster(2, { fetchErrorPause: pause });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.network.reset(cluster.host(1).index, cluster.host(2).index));
    const start = cluster.sim.now;
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length === 1);
    const waitedMs = (cluster.sim.now - start) / 1000;
    expect(waitedMs).toBeGreaterThan(pauseMs);
    expect(waitedMs).toBeLessThan(pauseMs + 50);
  });

  test("names in a request only what changed", () => {
    const cluster = new TestCluster(2);
    for (const partition of [0, 1, 2]) cluster.elect(1, [1, 2], { tp: cluster.tp(partition) });
    cluster.run(3000);
    const sizes: number[] = [];
    cluster.sim.observers.push({
      onEvent: ({ rowKind, rowHost, queue }) => {
        if (rowKind !== 1000 + FETCH || rowHost !== cluster.host(1).index) return;
        const { body } = queue.data as { body: { partitions: readonly unknown[] } };
        sizes.push(body.partitions.length);
      },
    });
    cluster.run(2000);
    expect(new Set(sizes)).toEqual(new Set([0]));
    cluster.produce(1, 1, ["a"], { tp: cluster.tp(1) });
    cluster.run(2000);
    expect(sizes.filter((size) => size > 0)).toEqual([1]);
  });

  test("starts where its leader's log starts when its own ends before that", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    cluster.act(() => cluster.partition(1).truncateFullyAndStartAt(40, "test"));
    cluster.elect(1, [1]);
    cluster.produce(1, 1, ["b"]);
    cluster.run(3000);
    expect(cluster.log(2).logStartOffset).toBe(40);
    expect(cluster.log(2).logEndOffset).toBe(41);
    expect(cluster.contents(2)).toEqual(["1:b"]);
  });
});

describe("metadata", () => {
  test("names live brokers, partitions in order, and topics that are not known", () => {
    const cluster = new TestCluster(2);
    cluster.elect(2, [1, 2], { tp: cluster.tp(1) });
    cluster.elect(1, [1, 2]);
    const answer = cluster.ask<{ topics: { partitions: { tp: number }[] }[] }>(1, METADATA, {
      topics: ["t", "none"],
    });
    expect(answer).toMatchObject({
      brokers: [1, 2],
      controllerId: 1,
      topics: [
        { topic: "t", error: Errors.NONE, partitions: [{ leader: 1 }, { leader: 2 }] },
        { topic: "none", error: Errors.UNKNOWN_TOPIC_OR_PARTITION, partitions: [] },
      ],
    });
    cluster.updateMetadata([1]);
    expect(cluster.ask(1, METADATA, { topics: ["t"] })).toMatchObject({
      topics: [
        {
          partitions: [
            { error: Errors.NONE, leader: 1 },
            { error: Errors.LEADER_NOT_AVAILABLE, leader: -1 },
          ],
        },
      ],
    });
  });
});

describe("OffsetsForLeaderEpoch", () => {
  test("tells where an epoch ends, and checks the asker's own", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, 1, ["a", "b"]);
    cluster.run(10);
    cluster.elect(1, [1]);
    const ask = (leaderEpoch: number, currentLeaderEpoch: number) =>
      cluster.ask<{ partitions: unknown[] }>(1, OFFSETS_FOR_LEADER_EPOCH, {
        replicaId: -1,
        partitions: [{ tp: cluster.tp(), currentLeaderEpoch, leaderEpoch }],
      }).partitions[0];
    expect(ask(0, 1)).toMatchObject({ error: Errors.NONE, leaderEpoch: 0, endOffset: 2 });
    expect(ask(1, -1)).toMatchObject({ leaderEpoch: 1, endOffset: 2 });
    expect(ask(5, -1)).toMatchObject({ leaderEpoch: -1, endOffset: -1 });
    expect(ask(0, 0)).toMatchObject({ error: Errors.FENCED_LEADER_EPOCH });
    expect(ask(0, 2)).toMatchObject({ error: Errors.UNKNOWN_LEADER_EPOCH });
  });
});
