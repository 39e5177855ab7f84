import { describe, expect, test } from "vitest";
import { KIND_MESSAGE } from "../../sim/kernel/kinds.ts";
import { MESSAGE_PING } from "../../sim/zookeeper/messages.ts";
import { ClientHost, create, read, setData, World } from "./support.ts";

describe("a session", () => {
  test("is established with a timeout within the server's bounds", () => {
    const world = new World();
    const hasty = new ClientHost(world, "hasty", 1_000);
    const usual = new ClientHost(world, "usual", 18_000);
    const lazy = new ClientHost(world, "lazy", 100_000);
    world.runFor(1);
    const negotiated = [hasty, usual, lazy].map(({ client }) => client.sessionTimeoutMs);
    expect(negotiated).toEqual([4_000, 18_000, 40_000]);
    expect(usual.heard).toEqual(["SYNC_CONNECTED"]);
  });

  test("is kept by a ping every third of its timeout", () => {
    const world = new World();
    const client = new ClientHost(world, "client", 18_000);
    world.runFor(601);
    expect(world.sim.kindCounts[KIND_MESSAGE + MESSAGE_PING]).toBe(100);
    expect(client.heard).toEqual(["SYNC_CONNECTED"]);
    expect(world.database.sessionTimeouts.size).toBe(1);
  });

  test("needs no ping while requests are sent", () => {
    const world = new World();
    const client = new ClientHost(world, "client", 18_000);
    for (let i = 0; i < 60; i++) {
      world.runFor(1);
      client.submit({ [`read ${i}`]: read("exists", "/") });
    }
    expect(world.sim.kindCounts[KIND_MESSAGE + MESSAGE_PING]).toBe(0);
  });

  test("ends at once when its client closes it", () => {
    const world = new World();
    const client = new ClientHost(world, "client");
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(1);
    world.step(() => client.client.close());
    client.submit({ late: create("/late") });
    world.runFor(0.1);
    expect(client.heard).toEqual(["SYNC_CONNECTED", "made: /e", "late: CONNECTION_LOSS", "CLOSED"]);
    expect(world.paths()).toEqual([]);
    client.submit({ later: create("/later") });
    world.runFor(0.1);
    expect(client.heard.at(-1)).toBe("later: SESSION_EXPIRED");
  });

  test("closed without a connection is ended by its timeout", () => {
    const world = new World();
    const client = new ClientHost(world, "client");
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(1);
    client.cut();
    world.runUntil(13);
    expect(client.heard.at(-1)).toBe("DISCONNECTED");
    world.step(() => client.client.close());
    expect(client.heard.at(-1)).toBe("CLOSED");
    expect(world.paths()).toEqual(["/e"]);
    world.runUntil(20);
    expect(world.paths()).toEqual([]);
  });
});

describe("requests", () => {
  test("submitted together are answered in order", () => {
    const world = new World();
    const client = new ClientHost(world, "client");
    client.submit({
      a: create("/a", "1"),
      again: create("/a"),
      write: setData("/a", "2", 0),
      stale: setData("/a", "3", 0),
      data: read("getData", "/a"),
      none: read("exists", "/b"),
    });
    world.runFor(1);
    expect(client.heard).toEqual([
      "SYNC_CONNECTED",
      "a: /a",
      "again: NODE_EXISTS",
      "write: OK",
      "stale: BAD_VERSION",
      "data: 2",
      "none: absent",
    ]);
  });

  test("are executed one at a time in the order of their arrival", () => {
    const world = new World();
    const clients = ["x", "y"].map((name) => new ClientHost(world, name));
    for (const client of clients) client.submit({ race: create("/controller", "", "ephemeral") });
    world.runFor(1);
    const outcomes = clients.map(({ heard }) => heard[1]).sort();
    expect(outcomes).toEqual(["race: /controller", "race: NODE_EXISTS"]);
  });
});

describe("watch events", () => {
  test("come before the reply to the write that fired them, and before later reads", () => {
    const world = new World();
    const writer = new ClientHost(world, "writer");
    const watcher = new ClientHost(world, "watcher");
    writer.submit({ made: create("/a", "1") });
    world.runFor(1);
    for (const client of [writer, watcher]) client.submit({ first: read("getData", "/a", true) });
    world.runFor(1);
    writer.submit({ write: setData("/a", "2") });
    for (let i = 0; i < 50; i++) {
      watcher.submit({ [`read ${i}`]: read("getData", "/a") });
      world.runFor(0.0001);
    }
    world.runFor(1);
    expect(writer.heard.slice(2)).toEqual(["first: 1", "NODE_DATA_CHANGED /a", "write: OK"]);
    const heard = watcher.heard.slice(2);
    const event = heard.indexOf("NODE_DATA_CHANGED /a");
    const old = heard.filter((what) => what.endsWith(": 1"));
    expect(old.length).toBeLessThan(51);
    expect(heard.slice(0, event)).toEqual(old);
  });

  test("tell of the ephemeral znodes of a session that ended", () => {
    const world = new World();
    const leader = new ClientHost(world, "leader");
    leader.submit({
      ids: create("/ids"),
      id: create("/ids/1", "", "ephemeral"),
      controller: create("/controller", "", "ephemeral"),
    });
    world.runFor(1);
    const watcher = new ClientHost(world, "watcher");
    watcher.submit({ ids: read("getChildren", "/ids", true) });
    watcher.submit({ controller: read("exists", "/controller", true) });
    world.runFor(1);
    world.step(() => leader.client.close());
    world.runFor(1);
    watcher.submit({ after: read("getChildren", "/ids", true) });
    world.runFor(1);
    expect(watcher.heard.slice(3).sort()).toEqual([
      "NODE_CHILDREN_CHANGED /ids",
      "NODE_DELETED /controller",
      "after: ",
    ]);
  });
});
