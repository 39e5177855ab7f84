import { expect, test } from "vitest";
import { Choices } from "../../sim/kernel/choices.ts";
import { HostProvider } from "../../sim/zookeeper/host-provider.ts";

function provider(servers: readonly number[], seed = "1"): HostProvider {
  return new HostProvider(servers, new Choices(seed).stream("servers"));
}

function visits(hosts: HostProvider, count: number): (readonly [server: number, all: boolean])[] {
  return Array.from({ length: count }, () => {
    const all = hosts.next();
    return [hosts.current, all] as const;
  });
}

test("a client goes through its servers, and pauses before it begins anew", () => {
  const seen = visits(provider([1, 2, 3]), 7);
  const [first, second, third] = seen.map(([server]) => server);
  expect([first, second, third].sort()).toEqual([1, 2, 3]);
  expect(seen.map(([server]) => server)).toEqual([
    ...[first, second, third],
    ...[first, second, third],
    first,
  ]);
  expect(seen.map(([, all]) => all)).toEqual([false, false, false, true, false, false, true]);
});

test("after a session was established, it tries all others before it pauses", () => {
  const hosts = provider([1, 2, 3]);
  hosts.next();
  hosts.next();
  hosts.connected();
  expect(visits(hosts, 3).map(([, all]) => all)).toEqual([false, false, true]);
});

test("with one server it pauses before every attempt but the first, and chooses nothing", () => {
  const stream = new Choices("1").stream("servers");
  const hosts = new HostProvider([5], stream);
  expect(visits(hosts, 3)).toEqual([
    [5, false],
    [5, true],
    [5, true],
  ]);
  expect(stream.count).toBe(0);
});

test("the order is a choice", () => {
  const orders = new Set(
    Array.from({ length: 40 }, (_, seed) =>
      visits(provider([1, 2, 3], String(seed)), 3)
        .map(([server]) => server)
        .join(),
    ),
  );
  expect(orders.size).toBe(6);
});
