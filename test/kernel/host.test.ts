import { describe, expect, test } from "vitest";
import { ms, WALL_ORIGIN_US } from "../../sim/kernel/time.ts";
import { type EchoClient, echoPair, runUntil } from "./support.ts";

describe("a killed process", () => {
  test("has its sent bytes delivered, then its connections closed", () => {
    const { sim, log, server, ask } = echoPair();
    ask("a");
    while (log.length === 0) sim.step();
    expect(log).toEqual(["server got a"]);
    sim.external(2000, -1, () => sim.kill(server));
    runUntil(sim, ms(100));
    expect(log.slice(1)).toEqual(["answer a to a", "disconnected: killed; unanswered "]);
  });

  test("never sees the timers of its earlier life", () => {
    const { sim, log, server } = echoPair();
    server.setTimer(ms(10), 100);
    sim.external(2000, -1, () => {
      sim.kill(server);
      sim.boot(server, ms(1));
    });
    runUntil(sim, ms(100));
    expect(log.filter((line) => line.startsWith("server"))).toEqual(["server start"]);
  });
});

describe("a process that has ended itself", () => {
  test("leaves no timer to its next life", () => {
    const { sim, log, server } = echoPair();
    sim.external(2000, -1, () => {
      sim.exit(server);
      server.setTimer(ms(10), 100);
      sim.boot(server);
    });
    runUntil(sim, ms(100));
    expect(log.filter((line) => line.includes("timer"))).toEqual([]);
  });
});

describe("a power loss", () => {
  test("is silent until a timeout; the restarted machine resets old connections", () => {
    const { sim, log, server, ask } = echoPair();
    ask("a", ms(1000));
    sim.external(2000, -1, () => sim.losePower(server, "all"));
    runUntil(sim, ms(500));
    expect(log).toEqual([]);
    sim.boot(server);
    runUntil(sim, ms(600));
    log.length = 0;
    ask("b", ms(1000));
    runUntil(sim, ms(700));
    expect(log).toEqual(["disconnected: connection reset; unanswered a,b"]);
  });

  test("keeps what was synced and by choice a prefix of the rest; a kill keeps all", () => {
    const { sim, server } = echoPair();
    const file = server.disk.file<number>("log");
    for (let i = 0; i < 5; i++) file.append(i);
    file.sync();
    for (let i = 5; i < 10; i++) file.append(i);
    sim.external(2000, -1, () => sim.kill(server));
    expect(file.entries.length).toBe(10);
    sim.boot(server);
    runUntil(sim, ms(100));
    sim.external(2000, -1, () => sim.losePower(server, "choice"));
    expect(file.entries.length).toBeGreaterThanOrEqual(5);
    expect(file.entries).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, file.entries.length));
  });

  test("that takes everything takes exactly what was not synced", () => {
    const { sim, server } = echoPair();
    const file = server.disk.file<number>("log");
    for (let i = 0; i < 5; i++) file.append(i);
    file.sync();
    file.append(5);
    sim.external(2000, -1, () => sim.losePower(server, "all"));
    expect(file.entries).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("a paused process", () => {
  test("gets its late timers and waiting bytes when it resumes", () => {
    const { sim, log, server, ask } = echoPair();
    server.setTimer(ms(10), 100);
    sim.external(2000, -1, () => sim.pause(server, false));
    ask("a");
    ask("b");
    runUntil(sim, ms(1000));
    expect(log).toEqual([]);
    sim.external(2000, -1, () => sim.resume(server));
    runUntil(sim, ms(1010));
    const seen = log.filter((line) => line.startsWith("server"));
    expect([...seen].sort()).toEqual(["server got a", "server got b", "server timer 100 at 1000"]);
    expect(seen.indexOf("server got a")).toBeLessThan(seen.indexOf("server got b"));
  });

  test("whose clocks stood still finds its timers not yet due", () => {
    const { sim, log, server } = echoPair();
    server.setTimer(ms(10), 100);
    sim.external(2000, -1, () => sim.pause(server, true));
    runUntil(sim, ms(1000));
    sim.external(2000, -1, () => sim.resume(server));
    runUntil(sim, ms(1009));
    expect(log).toEqual([]);
    runUntil(sim, ms(1011));
    expect(log).toEqual(["server timer 100 at 30"]);
  });
});

describe("a connection to a host that is paused", () => {
  const opened = (stopClocks: boolean): readonly string[] => {
    const { sim, log, server, client } = echoPair();
    sim.external(2000, -1, () => sim.pause(server, stopClocks));
    const { link } = client.running() as EchoClient;
    link.close("to open it again");
    link.connect();
    runUntil(sim, ms(1000));
    return log;
  };

  test("opens while only the process stands still, since the system goes on", () => {
    expect(opened(false)).toEqual(["connected"]);
  });

  test("does not open while the whole machine stands still", () => {
    expect(opened(true)).toEqual([]);
  });
});

describe("clocks", () => {
  test("a clock that runs fast is ahead, and its timers fire early by the same share", () => {
    const { sim, log, server } = echoPair();
    server.driftPpm = 100_000;
    expect(server.monotonicUs()).toBe(ms(22));
    server.setTimer(ms(110), 100);
    runUntil(sim, ms(20 + 99));
    expect(log).toEqual([]);
    runUntil(sim, ms(20 + 100));
    expect(log).toEqual(["server timer 100 at 132"]);
  });

  test("a jump moves the wall clock and no timer", () => {
    const { sim, log, server } = echoPair();
    server.setTimer(ms(10), 100);
    sim.external(2000, -1, () => sim.jumpWallClock(server, ms(3_600_000)));
    expect(server.wallUs() - WALL_ORIGIN_US).toBe(ms(20) + ms(3_600_000));
    runUntil(sim, ms(29));
    expect(log).toEqual([]);
    runUntil(sim, ms(30));
    expect(log).toEqual(["server timer 100 at 30"]);
  });
});
