import { describe, expect, test } from "vitest";
import { resolveHosts } from "../../sim/scenario/dynamic-hosts.ts";
import { initialState } from "../../sim/trace/initial-state.ts";
import type { State } from "../../sim/trace/state.ts";

function cluster(controllerData: string | null): State {
  const names = ["zookeeper", "broker-1", "broker-2", "broker-3"];
  const hosts = names.map((name) => ({
    name,
    kind: name === "zookeeper" ? ("zookeeper" as const) : ("broker" as const),
  }));
  const state = initialState(hosts);
  const { root } = state.zookeeper;
  if (controllerData !== null) {
    const znode = {
      data: controllerData,
      version: 0,
      cversion: 0,
      czxid: 1,
      owner: "1",
      children: {},
    };
    root.children.controller = znode;
  }
  return state;
}

function life(state: State, broker: number, is: "down" | "up" | "paused", reason: string): void {
  const host = state.hosts[`broker-${broker}`];
  if (host !== undefined) Object.assign(host, { life: is, reason });
}

describe("hosts that are known only when a step is carried out", () => {
  const state = cluster('{"version":1,"brokerid":2,"timestamp":"1"}');
  life(state, 1, "down", "killed");
  life(state, 2, "up", "started");
  life(state, 3, "paused", "paused");

  test("the controller is the broker that /controller names", () => {
    const kill = resolveHosts({ kind: "kill", hosts: ["controller"] }, state);
    expect(kill).toEqual({ kind: "kill", hosts: ["broker-2"] });
    const cut = { kind: "cut", from: ["controller"], to: ["zookeeper"], oneWay: false } as const;
    expect(resolveHosts(cut, state)).toEqual({ ...cut, from: ["broker-2"] });
    const expiry = resolveHosts({ kind: "expireSession", host: "controller" }, state);
    expect(expiry).toEqual({ kind: "expireSession", host: "broker-2" });
  });

  test("there may be none", () => {
    expect(resolveHosts({ kind: "kill", hosts: ["controller"] }, cluster(null))).toBeNull();
  });

  test("all that are down are restarted, without those that never ran", () => {
    const fresh = cluster(null);
    life(fresh, 1, "down", "killed");
    const restart = resolveHosts({ kind: "restart", hosts: ["all"] }, fresh);
    expect(restart).toEqual({ kind: "restart", hosts: ["broker-1"] });
  });

  test("all that are paused are resumed", () => {
    const resume = resolveHosts({ kind: "resume", hosts: ["all"] }, state);
    expect(resume).toEqual({ kind: "resume", hosts: ["broker-3"] });
  });

  test("hosts that go by name are left alone", () => {
    const kill = { kind: "kill", hosts: ["broker-1", "app"] } as const;
    expect(resolveHosts(kill, state)).toEqual(kill);
  });
});
