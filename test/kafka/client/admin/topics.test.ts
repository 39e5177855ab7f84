import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { CREATE_PARTITIONS, CREATE_TOPICS, DELETE_TOPICS } from "../../../../sim/kafka/messages.ts";
import { admin, adminWorld, begin, createTopics, errorsOf, topicResults } from "./support.ts";

describe("creating topics", () => {
  test("is asked of the controller, once", () => {
    const w = adminWorld();
    w.script.controllerId = 2;
    w.script.answer = (request) => topicResults(request, Errors.NONE);
    const order = begin(w, createTopics("a", "b"));
    expect(w.requestsOf(CREATE_TOPICS).map(({ broker }) => broker)).toEqual([2]);
    expect(admin(w).statusOf(order)).toBe("done");
    const events = w.sim.events;
    w.run(1_000_000);
    expect(w.sim.events - events).toBeLessThan(10);
  });

  test("is asked of the controller also after the tools have rested", () => {
    const w = adminWorld();
    w.script.controllerId = 2;
    w.script.answer = (request) => topicResults(request, Errors.NONE);
    begin(w, createTopics("a"), 1000);
    begin(w, createTopics("b"), 1000);
    expect(w.requestsOf(CREATE_TOPICS).map(({ broker }) => broker)).toEqual([2, 2]);
  });

  test("waits until every broker is up and there is a controller, for as long as it takes", () => {
    const w = adminWorld(3);
    w.script.live = [1, 2];
    w.script.answer = (request) => topicResults(request, Errors.NONE);
    const order = begin(w, createTopics("a"), 200_000);
    expect(w.requestsOf(CREATE_TOPICS)).toEqual([]);
    w.script.live = [1, 2, 3];
    w.script.controllerId = -1;
    w.run(1000);
    expect(w.requestsOf(CREATE_TOPICS)).toEqual([]);
    w.script.controllerId = 3;
    w.run(1000);
    expect(admin(w).statusOf(order)).toBe("done");
  });

  test("is tried again at the new controller after NOT_CONTROLLER", () => {
    const w = adminWorld();
    w.script.answer = (request) =>
      topicResults(request, request.broker === 1 ? Errors.NOT_CONTROLLER : Errors.NONE);
    const order = begin(w, createTopics("a"), 500);
    expect(admin(w).statusOf(order)).toBe("underWay");
    w.script.controllerId = 2;
    w.run(500);
    expect(admin(w).statusOf(order)).toBe("done");
  });

  test("whose answer was lost counts as done when the topic exists", () => {
    const w = adminWorld();
    let asked = 0;
    w.script.answer = (request) =>
      ++asked === 1 ? "close" : topicResults(request, Errors.TOPIC_ALREADY_EXISTS);
    const order = begin(w, createTopics("a"), 2000);
    expect(asked).toBe(2);
    expect(admin(w).statusOf(order)).toBe("done");
    expect(errorsOf(w)).toEqual([]);
  });

  test("that can never succeed is given up", () => {
    const w = adminWorld();
    w.script.answer = (request) => topicResults(request, Errors.INVALID_REPLICATION_FACTOR);
    const order = begin(w, createTopics("a"), 1000);
    expect(w.requestsOf(CREATE_TOPICS)).toHaveLength(1);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.INVALID_REPLICATION_FACTOR]);
  });

  test("goes on with a broker down, once the cluster was up", () => {
    const w = adminWorld();
    w.script.answer = (request) => topicResults(request, Errors.NONE);
    begin(w, createTopics("a"));
    w.script.live = [1];
    const order = begin(w, createTopics("b"), 1000);
    expect(admin(w).statusOf(order)).toBe("done");
  });
});

describe("an operation", () => {
  test("ends when default.api.timeout.ms is over, and later answers mean nothing", () => {
    const w = adminWorld(2, { "default.api.timeout.ms": 5000 });
    const order = begin(w, createTopics("a"), 4900);
    expect(admin(w).statusOf(order)).toBe("underWay");
    w.run(200);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.REQUEST_TIMED_OUT]);
    expect(admin(w).isIdle).toBe(true);
  });

  test("is given up after as many retries as are allowed", () => {
    const w = adminWorld(2, { retries: 2 });
    w.script.answer = () => "close";
    const order = begin(w, createTopics("a"), 10_000);
    expect(w.requestsOf(CREATE_TOPICS)).toHaveLength(3);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.NETWORK_EXCEPTION]);
  });

  test("does not wait for the ones before it", () => {
    const w = adminWorld();
    w.script.answer = (request) =>
      request.kind === CREATE_TOPICS && request.atMs < 1000
        ? topicResults(request, Errors.NOT_CONTROLLER)
        : topicResults(request, Errors.NONE);
    const first = begin(w, createTopics("a"), 50);
    const second = begin(w, { kind: "deleteTopics", topics: ["b"] }, 150);
    expect(admin(w).statusOf(first)).toBe("underWay");
    expect(admin(w).statusOf(second)).toBe("done");
    w.run(1500);
    expect(admin(w).statusOf(first)).toBe("done");
  });

  test("that no tool of the version does meets UNSUPPORTED_VERSION at once", () => {
    const w = adminWorld(2, {}, "2.1");
    const elect = { kind: "electLeaders", electionType: "unclean", partitions: null } as const;
    const order = begin(w, elect);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.UNSUPPORTED_VERSION]);
    expect(w.requests).toEqual([]);
  });

  test("of an earlier life of the tools has failed", () => {
    const w = adminWorld();
    const order = begin(w, createTopics("a"));
    w.sim.kill(w.client);
    w.sim.boot(w.client);
    w.run(20);
    expect(admin(w).statusOf(order)).toBe("failed");
    expect(admin(w).isIdle).toBe(true);
  });
});

describe("deleting topics and adding partitions", () => {
  test("asks the controller; what cannot be done is told and not tried again", () => {
    const w = adminWorld();
    w.script.answer = (request) =>
      topicResults(
        request,
        request.kind === DELETE_TOPICS ? Errors.NONE : Errors.INVALID_PARTITIONS,
      );
    const deletion = begin(w, { kind: "deleteTopics", topics: ["a", "b"] });
    const topics = [{ name: "c", count: 2, assignment: null }];
    const addition = begin(w, { kind: "createPartitions", topics }, 1000);
    expect(w.requestsOf(DELETE_TOPICS).map(({ body }) => body)).toEqual([{ topics: ["a", "b"] }]);
    expect(w.requestsOf(CREATE_PARTITIONS).map(({ body }) => body)).toEqual([{ topics }]);
    expect(admin(w).statusOf(deletion)).toBe("done");
    expect(admin(w).statusOf(addition)).toBe("failed");
    expect(errorsOf(w)).toEqual([Errors.INVALID_PARTITIONS]);
  });

  test.each([
    [{ kind: "deleteTopics", topics: ["a"] }, Errors.UNKNOWN_TOPIC_OR_PARTITION],
    [
      { kind: "createPartitions", topics: [{ name: "a", count: 2, assignment: null }] },
      Errors.INVALID_PARTITIONS,
    ],
  ] as const)("%j whose answer was lost counts as done when it was", (operation, error) => {
    const w = adminWorld();
    let asked = 0;
    w.script.answer = (request) => (++asked === 1 ? "close" : topicResults(request, error));
    const order = begin(w, operation, 2000);
    expect(asked).toBe(2);
    expect(admin(w).statusOf(order)).toBe("done");
    expect(errorsOf(w)).toEqual([]);
  });
});
