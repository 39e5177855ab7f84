import { type Cluster, hostNamed, ZOOKEEPER_HOST } from "../cluster/hosts.ts";
import { present } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../kernel/kernel-facts.ts";
import { ZooKeeperServer } from "../zookeeper/server.ts";
import type { Fault } from "./fault.ts";
import {
  STEP_CUT,
  STEP_EXPIRE_SESSION,
  STEP_FAIL_LOG_DIR,
  STEP_HEAL,
  STEP_HOLD,
  STEP_JUMP_CLOCK,
  STEP_KILL,
  STEP_PAUSE,
  STEP_POWER_LOSS,
  STEP_RELEASE,
  STEP_REPAIR_LOG_DIR,
  STEP_RESET,
  STEP_RESTART,
  STEP_RESUME,
  STEP_SHUTDOWN,
  STEP_START,
} from "./kinds.ts";
import { messageKindOf } from "./message-names.ts";

/** The kind of event that a fault is. */
export function stepKindOf(fault: Fault): number {
  switch (fault.kind) {
    case "start":
      return STEP_START;
    case "kill":
      return STEP_KILL;
    case "powerLoss":
      return STEP_POWER_LOSS;
    case "restart":
      return STEP_RESTART;
    case "shutdown":
      return STEP_SHUTDOWN;
    case "pause":
      return STEP_PAUSE;
    case "resume":
      return STEP_RESUME;
    case "cut":
      return STEP_CUT;
    case "heal":
    case "healAll":
      return STEP_HEAL;
    case "hold":
      return STEP_HOLD;
    case "release":
      return STEP_RELEASE;
    case "reset":
      return STEP_RESET;
    case "expireSession":
      return STEP_EXPIRE_SESSION;
    case "jumpClock":
      return STEP_JUMP_CLOCK;
    case "failLogDir":
      return STEP_FAIL_LOG_DIR;
    case "repairLogDir":
      return STEP_REPAIR_LOG_DIR;
  }
}

/**
 * The host whose state forbids a fault: what runs cannot be started, what does not run cannot be
 * killed. Null when the fault can be applied.
 */
export function obstacle(cluster: Cluster, fault: Fault): Host | null {
  const hosts = (names: readonly string[]) => names.map((name) => hostNamed(cluster, name));
  switch (fault.kind) {
    case "start":
    case "restart":
      return hosts(fault.hosts).find((host) => host.life !== LIFE_DOWN) ?? null;
    case "kill":
    case "powerLoss":
      return hosts(fault.hosts).find((host) => host.life === LIFE_DOWN) ?? null;
    case "shutdown":
    case "pause":
      return hosts(fault.hosts).find((host) => host.life !== LIFE_UP) ?? null;
    case "resume":
      return hosts(fault.hosts).find((host) => host.life !== LIFE_PAUSED) ?? null;
    case "expireSession":
      return hosts([ZOOKEEPER_HOST]).find((host) => host.life !== LIFE_UP) ?? null;
    default:
      return null;
  }
}

/** Applies a fault that has no {@link obstacle}. Call it within `Simulation.external`. */
export function applyFault(cluster: Cluster, fault: Fault): void {
  const { sim } = cluster;
  switch (fault.kind) {
    case "start":
      for (const name of fault.hosts) sim.boot(hostNamed(cluster, name));
      break;
    case "restart":
      for (const name of fault.hosts) {
        installSoftware(cluster, name, fault);
        sim.boot(hostNamed(cluster, name));
      }
      break;
    case "kill":
      for (const name of fault.hosts) sim.kill(hostNamed(cluster, name));
      break;
    case "powerLoss":
      for (const name of fault.hosts) sim.losePower(hostNamed(cluster, name), fault.lose);
      break;
    case "shutdown":
      for (const name of fault.hosts) hostNamed(cluster, name).running().shutdown();
      break;
    case "pause":
      for (const name of fault.hosts) sim.pause(hostNamed(cluster, name), fault.clocks === "stop");
      break;
    case "resume":
      for (const name of fault.hosts) sim.resume(hostNamed(cluster, name));
      break;
    case "cut":
      forEachLink(cluster, fault, (from, to) => {
        sim.network.hold(from, to);
      });
      break;
    case "heal":
      forEachLink(cluster, fault, (from, to) => {
        sim.network.release(from, to);
      });
      break;
    case "healAll":
      for (const x of sim.hosts) for (const y of sim.hosts) sim.network.release(x.index, y.index);
      break;
    case "hold":
      forEachLink(cluster, { ...fault, oneWay: true }, (from, to) => {
        sim.network.hold(from, to, messageKind(fault.message));
      });
      break;
    case "release":
      forEachLink(cluster, { ...fault, oneWay: true }, (from, to) => {
        sim.network.release(from, to, messageKind(fault.message));
      });
      break;
    case "reset":
      forEachLink(cluster, { ...fault, oneWay: true }, (from, to) => {
        sim.network.reset(from, to);
      });
      break;
    case "expireSession":
      expireSession(cluster, fault.host);
      break;
    case "jumpClock":
      sim.jumpWallClock(hostNamed(cluster, fault.host), fault.byUs);
      break;
    case "failLogDir":
    case "repairLogDir": {
      const { disk, index } = hostNamed(cluster, fault.host);
      disk.setFailing(fault.dir, fault.kind === "failLogDir", index, sim.facts);
      break;
    }
  }
}

function messageKind(name: string): number {
  return present(messageKindOf(name), `no message is called ${name}`);
}

function expireSession(cluster: Cluster, host: string): void {
  const server = hostNamed(cluster, ZOOKEEPER_HOST).running();
  if (!(server instanceof ZooKeeperServer)) return;
  server.expireSessionsOf(hostNamed(cluster, host).index);
}

function forEachLink(
  cluster: Cluster,
  links: {
    readonly from: readonly string[];
    readonly to: readonly string[];
    readonly oneWay: boolean;
  },
  act: (from: number, to: number) => void,
): void {
  for (const x of links.from) {
    for (const y of links.to) {
      if (x === y) continue;
      const from = hostNamed(cluster, x).index;
      const to = hostNamed(cluster, y).index;
      act(from, to);
      if (!links.oneWay) act(to, from);
    }
  }
}

/** What a broker runs from its next start on. */
function installSoftware(
  { software }: Cluster,
  name: string,
  { era, settings }: Extract<Fault, { readonly kind: "restart" }>,
): void {
  const installed = software.get(name);
  if (installed === undefined) return;
  software.set(name, {
    era: era ?? installed.era,
    settings: { ...installed.settings, ...settings },
  });
}
