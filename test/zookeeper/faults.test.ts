import { describe, expect, test } from "vitest";
import { CLIENT_SIDE, type Connection, type Message } from "../../sim/kernel/connection.ts";
import type { Endpoint } from "../../sim/kernel/process.ts";
import {
  type ConnectRequest,
  type ConnectResponse,
  MESSAGE_CONNECT,
  MESSAGE_WATCH_EVENT,
  requestKind,
} from "../../sim/zookeeper/messages.ts";
import type { Operation } from "../../sim/zookeeper/types.ts";
import { ClientHost, create, read, setData, World } from "./support.ts";

/** A client with an ephemeral znode, and a second one that watches it. */
function watchedClient(world: World): { client: ClientHost; watcher: ClientHost } {
  const client = new ClientHost(world, "client", 18_000);
  client.submit({ made: create("/e", "", "ephemeral") });
  world.runUntil(0.5);
  const watcher = new ClientHost(world, "watcher", 40_000);
  watcher.submit({ seen: read("exists", "/e", true) });
  world.runUntil(1);
  return { client, watcher };
}

/** The session timeout, a tick for its bucket, and a little for the network. */
const DETECTION_SECONDS = { least: 18, most: 20.1 };

describe("a client that dies", () => {
  test.each(["kill", "losePower"] as const)("by %s loses its session by timeout", (fault) => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    world.step(() =>
      fault === "kill" ? world.sim.kill(client.host) : world.sim.losePower(client.host, "choice"),
    );
    world.runUntil(18.4);
    expect(world.paths()).toEqual(["/e"]);
    world.runUntil(60);
    expect(world.paths()).toEqual([]);
    const lastHeard = client.when("made: /e");
    const detected = watcher.when("NODE_DELETED /e") - lastHeard;
    expect(detected).toBeGreaterThan(DETECTION_SECONDS.least - 0.1);
    expect(detected).toBeLessThan(DETECTION_SECONDS.most);
  });

  test("and comes back before that finds the znode of its former session", () => {
    const world = new World();
    const { client } = watchedClient(world);
    world.step(() => world.sim.kill(client.host));
    world.boot(client.host);
    world.runFor(1);
    client.submit({ again: create("/e", "", "ephemeral") });
    world.runFor(1);
    expect(client.heard.at(-1)).toBe("again: NODE_EXISTS");
    expect(world.database.sessionTimeouts.size).toBe(3);
  });
});

describe("a client that is cut off", () => {
  test("gives up the connection after two thirds of the timeout, and fails what is pending", () => {
    const world = new World();
    const { client } = watchedClient(world);
    client.cut();
    client.submit({ pending: setData("/e", "1") });
    world.runUntil(13);
    expect(client.heard.slice(2)).toEqual(["pending: CONNECTION_LOSS", "DISCONNECTED"]);
    const silence = client.when("DISCONNECTED") - client.when("made: /e");
    expect(silence).toBeCloseTo(12, 1);
  });

  test("for a moment keeps its session, its znodes and its watches", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    client.submit({ watched: read("getData", "/e", true), none: read("exists", "/new", true) });
    world.runFor(0.1);
    client.cut();
    world.runFor(14);
    expect(client.heard.at(-1)).toBe("DISCONNECTED");
    watcher.submit({ write: setData("/e", "1"), new: create("/new") });
    world.runFor(0.1);
    client.heal();
    client.submit({ read: read("getData", "/e") });
    world.runFor(8);
    expect(client.heard.slice(4)).toEqual([
      "DISCONNECTED",
      "SYNC_CONNECTED",
      "NODE_DATA_CHANGED /e",
      "NODE_CREATED /new",
      "read: 1",
    ]);
    world.runFor(60);
    expect(world.paths()).toEqual(["/e", "/new"]);
    expect(watcher.heard).not.toContain("NODE_DELETED /e");
  });

  test("for too long learns that its session expired only when it reaches the server again", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    client.cut();
    world.runUntil(100);
    expect(watcher.when("NODE_DELETED /e")).toBeLessThan(22);
    expect(client.heard).toEqual(["SYNC_CONNECTED", "made: /e", "DISCONNECTED"]);
    expect(client.client.isAlive).toBe(true);
    client.heal();
    world.runUntil(125);
    expect(client.heard.at(-1)).toBe("EXPIRED");
    expect(client.when("EXPIRED")).toBeGreaterThan(100);
    expect(client.client.isAlive).toBe(false);
    client.submit({ late: create("/late") });
    world.runFor(1);
    expect(client.heard.at(-1)).toBe("late: SESSION_EXPIRED");
    expect(world.paths()).toEqual([]);
  });

  test("may have had its last request executed without knowing", () => {
    const world = new World();
    const { client } = watchedClient(world);
    const { network } = world.sim;
    world.step(() => network.hold(world.server.index, client.host.index));
    client.submit({ unknown: create("/unknown") });
    world.runFor(15);
    expect(client.heard).toContain("unknown: CONNECTION_LOSS");
    expect(world.paths()).toContain("/unknown");
  });
});

describe("a client that is paused", () => {
  test("for less than the timeout goes on as if nothing had been", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    world.step(() => world.sim.pause(client.host, false));
    world.runUntil(8);
    world.step(() => world.sim.resume(client.host));
    world.runUntil(60);
    expect(client.heard).toEqual(["SYNC_CONNECTED", "made: /e"]);
    expect(watcher.heard).not.toContain("NODE_DELETED /e");
  });

  test("for longer wakes as a zombie, and hears of the expiry from the server", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    world.step(() => world.sim.pause(client.host, false));
    world.runUntil(30);
    expect(watcher.heard.at(-1)).toBe("NODE_DELETED /e");
    world.step(() => world.sim.resume(client.host));
    world.runUntil(35);
    expect(client.heard.slice(2)).toEqual(["DISCONNECTED", "EXPIRED"]);
  });
});

describe("a server that restarts", () => {
  test.each(["kill", "losePower"] as const)("after %s has kept znodes and sessions", (fault) => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    const session = client.client.sessionId;
    world.step(() =>
      fault === "kill" ? world.sim.kill(world.server) : world.sim.losePower(world.server, "all"),
    );
    world.runUntil(60);
    expect(client.heard).toContain("DISCONNECTED");
    world.boot(world.server);
    world.runUntil(120);
    expect(world.paths()).toEqual(["/e"]);
    expect(client.client.sessionId).toBe(session);
    expect(client.heard.at(-1)).toBe("SYNC_CONNECTED");
    client.submit({ removed: { op: "delete", path: "/e", version: -1 } });
    world.runFor(1);
    expect(watcher.heard.at(-1)).toBe("NODE_DELETED /e");
  });

  test("expires the sessions of clients that do not come back", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    world.step(() => world.sim.kill(client.host));
    world.step(() => world.sim.kill(world.server));
    world.boot(world.server);
    world.runUntil(18);
    expect(world.paths()).toEqual(["/e"]);
    world.runUntil(30);
    expect(world.paths()).toEqual([]);
    expect(watcher.heard.at(-1)).toBe("NODE_DELETED /e");
  });

  test("does not lose a write that it answered", () => {
    const world = new World();
    const { client } = watchedClient(world);
    client.submit({ write: setData("/e", "kept") });
    while (!client.heard.includes("write: OK")) world.sim.step();
    world.step(() => world.sim.losePower(world.server, "all"));
    world.boot(world.server);
    world.runFor(1);
    expect(world.database.tree.get("/e")?.data).toBe("kept");
  });
});

/** Speaks the protocol without a client. */
class RawEndpoint implements Endpoint {
  readonly #world: World;
  readonly #request: ConnectRequest;
  #connection: Connection | null = null;
  response: ConnectResponse | null = null;
  /** Kinds of the messages that came after the first. */
  readonly heard: number[] = [];
  closed = false;

  constructor(world: World, from: ClientHost, request: Partial<ConnectRequest>) {
    this.#world = world;
    this.#request = { sessionId: 0, password: 0, timeoutMs: 18_000, lastZxidSeen: 0, ...request };
    world.step(() => {
      world.sim.network.connect(from.host, world.server.index, this);
    });
    world.runFor(0.1);
  }

  onConnected(connection: Connection): void {
    this.#connection = connection;
    this.#send(MESSAGE_CONNECT, this.#request);
  }

  onMessage(_connection: Connection, message: Message): void {
    if (this.response === null) this.response = message.body as ConnectResponse;
    else this.heard.push(message.kind);
  }

  onClosed(): void {
    this.closed = true;
  }

  ask(operation: Operation): void {
    this.#world.step(() => this.#send(requestKind(operation.op), operation));
    this.#world.runFor(0.1);
  }

  #send(kind: number, body: unknown): void {
    if (this.#connection === null) throw new Error("not connected");
    this.#world.sim.network.send(this.#connection, CLIENT_SIDE, kind, 0, 0, 50, body);
  }
}

describe("attaching to a session from another connection", () => {
  test("needs its password", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    const { sessionId } = client.client;
    const endpoint = new RawEndpoint(world, watcher, { sessionId });
    expect(endpoint.response).toEqual({ sessionId: 0, password: 0, timeoutMs: 0 });
    expect(endpoint.closed).toBe(true);
    world.runFor(60);
    expect(world.paths()).toEqual(["/e"]);
  });

  test("closes the connection it had, and its watches with it", () => {
    const world = new World();
    const { client, watcher } = watchedClient(world);
    const before = new RawEndpoint(world, watcher, {});
    before.ask(read("getData", "/e", true));
    const { sessionId = 0, password = 0 } = before.response ?? {};
    const after = new RawEndpoint(world, client, { sessionId, password });
    expect(after.response).toMatchObject({ sessionId, timeoutMs: 18_000 });
    expect([before.closed, after.closed]).toEqual([true, false]);

    client.submit({ unseen: setData("/e", "1") });
    world.runFor(0.1);
    expect(after.heard).toEqual([]);
    after.ask(read("getData", "/e", true));
    client.submit({ seen: setData("/e", "2") });
    world.runFor(0.1);
    expect(after.heard).toEqual([requestKind("getData") + 1, MESSAGE_WATCH_EVENT]);
  });

  test("is refused to a client that has seen more than the server", () => {
    const world = new World();
    const { client } = watchedClient(world);
    const endpoint = new RawEndpoint(world, client, { lastZxidSeen: 1000 });
    expect(endpoint.response).toBeNull();
    expect(endpoint.closed).toBe(true);
  });
});
