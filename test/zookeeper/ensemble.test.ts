import { describe, expect, test } from "vitest";
import { EnsembleClient, EnsembleWorld } from "./ensemble-support.ts";
import { create, read, setData } from "./support.ts";

describe("an ensemble", () => {
  test.each([2, 3, 4, 5, 7])("of %i servers elects the one with the greatest id", (count) => {
    const world = new EnsembleWorld(count);
    world.runUntil(5);
    expect(world.leader()).toBe(count);
    expect(world.peer(1).currentEpoch).toBe(1);
  });

  test("carries out writes on every server, whichever the client talks to", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const clients = [1, 2, 3].map((id) => new EnsembleClient(world, `client-${id}`, 18_000, [id]));
    world.runFor(0.1);
    clients.forEach((client, i) => {
      client.submit({ made: create(`/${i}`), twice: create(`/${i}`) });
    });
    world.runFor(0.1);
    clients.forEach((client, i) => {
      expect(client.heard).toEqual(["SYNC_CONNECTED", `made: /${i}`, "twice: NODE_EXISTS"]);
    });
    for (const id of [1, 2, 3]) expect(world.paths(id).sort()).toEqual(["/0", "/1", "/2"]);
  });

  test("answers a session's requests in order, reads after writes", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [1]);
    client.submit({
      absent: read("exists", "/a"),
      made: create("/a", "0"),
      first: read("getData", "/a"),
      set: setData("/a", "1"),
      second: read("getData", "/a"),
    });
    world.runFor(0.1);
    expect(client.heard.slice(1)).toEqual([
      "absent: absent",
      "made: /a",
      "first: 0",
      "set: OK",
      "second: 1",
    ]);
  });

  test("fires a watch where it was set, when that server applies the change", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const watcher = new EnsembleClient(world, "watcher", 18_000, [1]);
    const writer = new EnsembleClient(world, "writer", 18_000, [2]);
    watcher.submit({ seen: read("exists", "/a", true) });
    world.runFor(0.1);
    writer.submit({ made: create("/a") });
    world.runFor(0.1);
    expect(watcher.heard).toEqual(["SYNC_CONNECTED", "seen: absent", "NODE_CREATED /a"]);
  });
});

describe("without its leader", () => {
  test("an ensemble elects another, in a later epoch, and keeps sessions and znodes", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000);
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(0.1);
    const { sessionId } = client.client;
    world.kill(3);
    world.runFor(10);
    expect(world.leader()).toBe(2);
    expect(world.peer(1).currentEpoch).toBe(2);
    client.submit({ again: create("/f") });
    world.runFor(5);
    expect(client.heard.at(-1)).toBe("again: /f");
    expect(client.client.sessionId).toBe(sessionId);
    expect(world.paths(1)).toEqual(["/e", "/f"]);
  });

  test("a server that comes back takes over what it missed", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    world.kill(3);
    const client = new EnsembleClient(world, "client", 18_000, [1, 2]);
    world.runFor(10);
    client.submit({ made: create("/a"), more: create("/b") });
    world.runFor(1);
    world.boot(world.server(3));
    world.runFor(5);
    expect(world.leader()).toBe(2);
    expect(world.paths(3)).toEqual(["/a", "/b"]);
  });

  test("what only the old leader had is cut from its log", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [3]);
    world.runFor(0.1);
    world.cut(world.server(3), world.server(1));
    world.cut(world.server(3), world.server(2));
    client.submit({ lost: create("/lost") });
    world.runFor(0.1);
    expect(world.log(3)).toHaveLength(2);
    expect(world.paths(3)).toEqual([]);
    world.runFor(20);
    expect(world.leader()).toBe(2);
    expect(client.heard).toContain("lost: CONNECTION_LOSS");
    const other = new EnsembleClient(world, "other", 18_000, [1]);
    world.runFor(0.1);
    other.submit({ kept: create("/kept") });
    world.runFor(0.1);
    world.heal(world.server(3), world.server(1));
    world.heal(world.server(3), world.server(2));
    world.runFor(30);
    expect(world.paths(3)).toEqual(["/kept"]);
    expect(world.log(3)).toEqual(world.log(1));
  });

  test("what a follower had on disk is committed by the next leader", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [3]);
    world.runFor(0.1);
    for (const id of [1, 2]) world.hold(id, 3, "zookeeper.ack");
    client.submit({ unknown: create("/unknown") });
    world.runFor(0.1);
    expect(world.paths(3)).toEqual([]);
    world.kill(3);
    world.runFor(10);
    expect(client.heard).toContain("unknown: CONNECTION_LOSS");
    expect(world.paths(1)).toEqual(["/unknown"]);
  });
});

describe("without a quorum", () => {
  test("the server that is left stops serving and drops its clients", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [3]);
    world.runFor(0.1);
    world.kill(1);
    world.kill(2);
    world.runFor(5);
    expect(world.leaders()).toEqual([]);
    expect(client.heard.at(-1)).toBe("DISCONNECTED");
    expect(client.client.isConnected).toBe(false);
    world.runFor(60);
    expect(client.heard.at(-1)).toBe("DISCONNECTED");
    world.boot(world.server(1));
    world.runFor(10);
    expect(client.heard.at(-1)).toBe("SYNC_CONNECTED");
  });

  test("no session expires, and each has its full timeout again afterwards", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [3]);
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(0.1);
    world.step(() => world.sim.kill(client.host));
    world.kill(1);
    world.kill(2);
    world.runFor(100);
    world.boot(world.server(1));
    world.runFor(10);
    expect(world.paths(3)).toEqual(["/e"]);
    world.runFor(20);
    expect(world.paths(3)).toEqual([]);
  });
});

describe("a follower behind", () => {
  /** A client that reads at a follower which hears of no commits. */
  function staleReader(world: EnsembleWorld): { reader: EnsembleClient; writer: EnsembleClient } {
    world.runUntil(5);
    const reader = new EnsembleClient(world, "reader", 18_000, [1]);
    const writer = new EnsembleClient(world, "writer", 18_000, [2]);
    writer.submit({ made: create("/a", "old") });
    world.runFor(0.1);
    world.hold(3, 1, "zookeeper.commit");
    writer.submit({ set: setData("/a", "new") });
    world.runFor(0.1);
    return { reader, writer };
  }

  test("reads the past", () => {
    const world = new EnsembleWorld(3);
    const { reader, writer } = staleReader(world);
    expect(writer.heard.at(-1)).toBe("set: OK");
    reader.submit({ read: read("getData", "/a") });
    world.runFor(0.1);
    expect(reader.heard.at(-1)).toBe("read: old");
  });

  test("notices after syncLimit ticks, and drops its clients", () => {
    const world = new EnsembleWorld(3);
    const { reader } = staleReader(world);
    world.runFor(9);
    expect(reader.client.isConnected).toBe(true);
    world.runFor(2);
    expect(reader.heard.at(-1)).toBe("DISCONNECTED");
  });

  test("is refused by a client that has seen more", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [1, 2]);
    world.runFor(0.1);
    const at = serverOf(world, client);
    const behind = at === 1 ? 2 : 1;
    world.hold(3, behind, "zookeeper.commit");
    client.submit({ made: create("/a"), read: read("exists", "/a") });
    world.runFor(0.1);
    expect(world.paths(behind)).toEqual([]);
    world.step(() => world.sim.network.reset(client.host.index, world.server(at).index));
    world.runFor(5);
    // The other server is the next in its list.
    expect(serverOf(world, client)).toBe(at);
    expect(client.heard.slice(-2)).toEqual(["DISCONNECTED", "SYNC_CONNECTED"]);
  });
});

describe("a slow disk", () => {
  test("of one follower delays nothing", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    world.slow(1, 2);
    const client = new EnsembleClient(world, "client", 18_000, [1]);
    world.runFor(0.1);
    client.submit({ made: create("/a"), read: read("exists", "/a") });
    world.runFor(0.1);
    expect(client.heard).toEqual(["SYNC_CONNECTED", "made: /a", "read: present"]);
  });

  test("of a quorum delays every write, and not reads", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const reader = new EnsembleClient(world, "reader", 18_000, [3]);
    const writer = new EnsembleClient(world, "writer", 18_000, [3]);
    world.runFor(0.1);
    world.slow(1, 2);
    world.slow(2, 2);
    writer.submit({ made: create("/a") });
    world.runFor(0.1);
    writer.submit({ more: create("/b") });
    reader.submit({ absent: read("exists", "/a") });
    world.runFor(1.8);
    expect(reader.heard.at(-1)).toBe("absent: absent");
    expect(writer.heard).toEqual(["SYNC_CONNECTED"]);
    world.runFor(0.3);
    expect(writer.heard.slice(1)).toEqual(["made: /a"]);
    world.runFor(2);
    expect(writer.heard.slice(1)).toEqual(["made: /a", "more: /b"]);
  });

  test("may lose with the power what it was still writing", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [3]);
    world.runFor(0.1);
    world.slow(1, 2);
    client.submit({ made: create("/a") });
    world.runFor(0.1);
    expect(client.heard.at(-1)).toBe("made: /a");
    expect(world.log(1)).toHaveLength(2);
    world.step(() => world.sim.losePower(world.server(1), "all"));
    expect(world.log(1)).toHaveLength(1);
    world.boot(world.server(1));
    world.runFor(10);
    expect(world.paths(1)).toEqual(["/a"]);
  });
});

describe("sessions", () => {
  test("of a silent client are expired by the leader, wherever it was connected", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 6_000, [1]);
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(30);
    expect(world.paths(2)).toEqual(["/e"]);
    world.cut(client.host, world.server(1));
    world.runFor(12);
    expect(world.paths(2)).toEqual([]);
    expect(world.paths(1)).toEqual([]);
    world.heal(client.host, world.server(1));
    world.runFor(10);
    expect(client.heard.at(-1)).toBe("EXPIRED");
  });

  test("can be expired at once", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [1]);
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(0.1);
    world.step(() => world.peer(world.leader()).expireSessionsOf(client.host.index));
    world.runFor(0.1);
    expect(world.paths(1)).toEqual([]);
    world.runFor(5);
    expect(client.heard.at(-1)).toBe("EXPIRED");
  });

  test("that moved are served no more where they were", () => {
    const world = new EnsembleWorld(3);
    world.runUntil(5);
    const client = new EnsembleClient(world, "client", 18_000, [1, 2]);
    world.runFor(0.1);
    const first = serverOf(world, client);
    world.hold(first, 3, "zookeeper.request");
    client.submit({ early: create("/early") });
    world.runFor(0.1);
    world.step(() => world.sim.network.reset(client.host.index, world.server(first).index));
    world.runFor(2.5);
    expect(serverOf(world, client)).toBe(first === 1 ? 2 : 1);
    client.submit({ late: create("/late") });
    world.runFor(0.1);
    expect(client.heard.at(-1)).toBe("late: /late");
    world.release(first, 3, "zookeeper.request");
    world.runFor(1);
    expect(world.paths(3)).toEqual(["/late"]);
  });
});

/** Id of the server that a client is connected to. */
function serverOf(world: EnsembleWorld, client: EnsembleClient): number {
  const { network } = world.sim;
  for (let id = 1; id < 1000; id++) {
    const connection = network.connection(id);
    if (connection?.client === client.host.index) return connection.server + 1;
  }
  throw new Error("the client is not connected");
}
