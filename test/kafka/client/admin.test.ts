import { describe, expect, test } from "vitest";
import { Admin } from "../../../sim/kafka/client/admin.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  CREATE_TOPICS,
  type CreateTopicsRequest,
  type NewTopic,
} from "../../../sim/kafka/messages.ts";
import { type SeenRequest, World } from "./support.ts";

function newTopic(name: string): NewTopic {
  return { name, numPartitions: 1, replicationFactor: 1, assignment: null, configs: {} };
}

function world(topics: readonly string[], brokers = 2): World {
  return new World(brokers, (host, w) => {
    return new Admin(host, w.names, w.addresses, {}, topics.map(newTopic));
  });
}

function admin(w: World): Admin {
  return w.client.running() as Admin;
}

/** Answers every topic of a request with an error code. */
function reply(request: SeenRequest, error: number) {
  const { topics } = request.body as CreateTopicsRequest;
  return { body: { topics: topics.map(({ name }) => ({ name, error, message: null })) } };
}

function start(w: World): void {
  w.run(1);
  w.sim.boot(w.client);
  w.run(20);
}

describe("creating topics", () => {
  test("is asked of the controller, once", () => {
    const w = world(["a", "b"]);
    w.script.controllerId = 2;
    w.script.answer = (request) => reply(request, Errors.NONE);
    start(w);
    expect(w.requestsOf(CREATE_TOPICS).map(({ broker }) => broker)).toEqual([2]);
    expect(admin(w).pendingTopics).toEqual([]);
    const events = w.sim.events;
    w.run(1_000_000);
    expect(w.sim.events - events).toBeLessThan(10);
  });

  test("waits until every broker is up and there is a controller", () => {
    const w = world(["a"], 3);
    w.script.live = [1, 2];
    w.script.answer = (request) => reply(request, Errors.NONE);
    start(w);
    w.run(1000);
    expect(w.requestsOf(CREATE_TOPICS)).toEqual([]);
    w.script.live = [1, 2, 3];
    w.script.controllerId = -1;
    w.run(1000);
    expect(w.requestsOf(CREATE_TOPICS)).toEqual([]);
    w.script.controllerId = 3;
    w.run(1000);
    expect(admin(w).pendingTopics).toEqual([]);
  });

  test("is tried again at the new controller after NOT_CONTROLLER", () => {
    const w = world(["a"]);
    w.script.answer = (request) =>
      reply(request, request.broker === 1 ? Errors.NOT_CONTROLLER : Errors.NONE);
    start(w);
    w.run(500);
    expect(admin(w).pendingTopics).toEqual(["a"]);
    w.script.controllerId = 2;
    w.run(500);
    expect(admin(w).pendingTopics).toEqual([]);
  });

  test("whose answer was lost counts as done when the topic exists", () => {
    const w = world(["a"]);
    let asked = 0;
    w.script.answer = (request) =>
      ++asked === 1 ? "close" : reply(request, Errors.TOPIC_ALREADY_EXISTS);
    start(w);
    w.run(2000);
    expect(asked).toBe(2);
    expect(admin(w).pendingTopics).toEqual([]);
    expect(w.factsOf("client.error")).toEqual([]);
  });

  test("that can never succeed is given up", () => {
    const w = world([]);
    w.script.answer = (request) => reply(request, Errors.INVALID_REPLICATION_FACTOR);
    start(w);
    w.act(() => admin(w).createTopic(newTopic("a")));
    w.run(1000);
    expect(w.requestsOf(CREATE_TOPICS)).toHaveLength(1);
    expect(admin(w).pendingTopics).toEqual([]);
    expect(w.factsOf("client.error").map(({ error }) => error)).toEqual([
      Errors.INVALID_REPLICATION_FACTOR,
    ]);
  });

  test("goes on with a broker down, once the cluster was up", () => {
    const w = world([]);
    w.script.answer = (request) => reply(request, Errors.NONE);
    start(w);
    w.script.live = [1];
    w.act(() => admin(w).createTopic(newTopic("a")));
    w.act(() => admin(w).createTopic(newTopic("b")));
    expect(admin(w).pendingTopics).toEqual(["a", "b"]);
    w.run(1000);
    expect(admin(w).pendingTopics).toEqual([]);
  });
});
