import { describe, expect, test } from "vitest";
import { seconds } from "../../sim/kernel/time.ts";
import { ClientHost, create, read, World } from "./support.ts";

function slow(world: World, fsyncSeconds: number): void {
  const { disk, index } = world.server;
  world.step(() => disk.setSyncTime(seconds(fsyncSeconds), index, world.sim.facts));
}

describe("a server that stands alone on a slow disk", () => {
  test("answers writes when they are on it, and reads after the writes before them", () => {
    const world = new World();
    const client = new ClientHost(world, "client");
    const other = new ClientHost(world, "other");
    world.runFor(0.1);
    slow(world, 2);
    client.submit({ made: create("/a") });
    world.runFor(0.01);
    other.submit({ early: read("exists", "/b") });
    world.runFor(0.1);
    client.submit({ second: create("/b") });
    other.submit({ late: read("exists", "/b") });
    world.runFor(1.85);
    expect([client.heard, other.heard]).toEqual([["SYNC_CONNECTED"], ["SYNC_CONNECTED"]]);
    world.runFor(0.2);
    expect(client.heard.slice(1)).toEqual(["made: /a"]);
    expect(other.heard.slice(1)).toEqual(["early: absent"]);
    world.runFor(2);
    expect(client.heard.slice(1)).toEqual(["made: /a", "second: /b"]);
    expect(other.heard.slice(1)).toEqual(["early: absent", "late: present"]);
  });

  test("serves all that waited with one fsync", () => {
    const world = new World();
    const clients = ["a", "b", "c", "d"].map((name) => new ClientHost(world, name));
    world.runFor(0.1);
    slow(world, 1);
    for (const client of clients) client.submit({ made: create(`/${client.host.name}`) });
    world.runFor(2.1);
    expect(world.paths()).toHaveLength(4);
  });

  test("loses its clients when it takes longer than they wait", () => {
    const world = new World();
    const client = new ClientHost(world, "client", 6_000);
    world.runFor(0.1);
    slow(world, 5);
    client.submit({ made: create("/a") });
    world.runFor(4.5);
    expect(client.heard.slice(1)).toEqual(["made: CONNECTION_LOSS", "DISCONNECTED"]);
    world.runFor(1);
    expect(world.paths()).toEqual(["/a"]);
  });

  test("is as before when it is fast again", () => {
    const world = new World();
    const client = new ClientHost(world, "client");
    world.runFor(0.1);
    slow(world, 2);
    client.submit({ made: create("/a") });
    world.runFor(0.1);
    slow(world, 0);
    client.submit({ second: create("/b") });
    world.runFor(2);
    client.submit({ third: create("/c") });
    world.runFor(0.1);
    expect(client.heard.slice(1)).toEqual(["made: /a", "second: /b", "third: /c"]);
  });

  test("expires sessions late, and opens them late", () => {
    const world = new World();
    const client = new ClientHost(world, "client", 6_000);
    client.submit({ made: create("/e", "", "ephemeral") });
    world.runFor(0.1);
    world.step(() => world.sim.kill(client.host));
    slow(world, 2);
    world.runFor(8.5);
    expect(world.paths()).toEqual(["/e"]);
    const late = new ClientHost(world, "late");
    world.runFor(2);
    expect(world.paths()).toEqual([]);
    world.runFor(2);
    expect(late.heard).toEqual(["SYNC_CONNECTED"]);
  });
});
