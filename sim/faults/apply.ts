import { type Cluster, hostNamed, hostsNamed, ZOOKEEPER_HOST } from "../cluster/hosts.ts";
import { sessionsServer } from "../cluster/zookeeper.ts";
import { FACT_LOG_DAMAGED } from "../kafka/facts.ts";
import { findBatch, rotBatch } from "../kafka/log/rotten-batch.ts";
import { present } from "../kernel/assert.ts";
import { STALLED } from "../kernel/device.ts";
import type { Host } from "../kernel/host.ts";
import { LIFE_DOWN, LIFE_PAUSED, LIFE_UP } from "../kernel/kernel-facts.ts";
import type { Fault } from "./fault.ts";
import {
  STEP_CORRUPT,
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
  STEP_SLOW,
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
    case "corrupt":
      return STEP_CORRUPT;
    case "slow":
    case "slowDisk":
      return STEP_SLOW;
  }
}

/**
 * The host whose state forbids a fault: what runs cannot be started, what does not run cannot be
 * killed, and what is not there cannot rot. Null when the fault can be applied.
 */
export function obstacle(cluster: Cluster, fault: Fault): Host | null {
  const hosts = (names: readonly string[]) => names.flatMap((name) => hostsNamed(cluster, name));
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
      return sessionsServer(cluster) === null ? (hosts([ZOOKEEPER_HOST])[0] ?? null) : null;
    case "corrupt": {
      const host = hostNamed(cluster, fault.host);
      return findBatch(host.disk, fault.partition, fault.offset) === null ? host : null;
    }
    default:
      return null;
  }
}

/** Applies a fault that has no {@link obstacle}. Call it within `Simulation.external`. */
export function applyFault(cluster: Cluster, fault: Fault): void {
  const { sim } = cluster;
  const hosts = (names: readonly string[]) => names.flatMap((name) => hostsNamed(cluster, name));
  switch (fault.kind) {
    case "start":
      for (const host of hosts(fault.hosts)) sim.boot(host);
      break;
    case "restart":
      for (const host of hosts(fault.hosts)) {
        installSoftware(cluster, host.name, fault);
        sim.boot(host);
      }
      break;
    case "kill":
      for (const host of hosts(fault.hosts)) sim.kill(host);
      break;
    case "powerLoss":
      for (const host of hosts(fault.hosts)) sim.losePower(host, fault.lose);
      break;
    case "shutdown":
      for (const host of hosts(fault.hosts)) host.running().shutdown();
      break;
    case "pause":
      for (const host of hosts(fault.hosts)) sim.pause(host, fault.clocks === "stop");
      break;
    case "resume":
      for (const host of hosts(fault.hosts)) sim.resume(host);
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
      sessionsServer(cluster)?.expireSessionsOf(hostNamed(cluster, fault.host).index);
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
    case "corrupt":
      corrupt(cluster, fault);
      break;
    case "slow":
      for (const host of hosts(fault.hosts)) {
        host.disk.setSyncTime(fault.syncUs, host.index, sim.facts);
      }
      break;
    case "slowDisk":
      for (const host of hosts(fault.hosts)) {
        const slowdown = fault.slowdown === "stalled" ? STALLED : fault.slowdown;
        present(host.storage, `the disk of ${host.name} takes time`).setSlowdown(slowdown);
      }
      break;
  }
}

function corrupt(
  cluster: Cluster,
  { host: name, partition, offset }: Extract<Fault, { readonly kind: "corrupt" }>,
): void {
  const { sim, addresses } = cluster;
  const { disk, index } = hostNamed(cluster, name);
  const found = present(findBatch(disk, partition, offset), "there is such a record");
  rotBatch(found);
  const { baseOffset, lastOffsetDelta } = found.batch;
  const text = sim.facts.intern(partition);
  const broker = addresses.brokerIds.find((id) => addresses.hostOfBroker.get(id) === index) ?? -1;
  sim.facts.add(FACT_LOG_DAMAGED, text, broker, baseOffset, lastOffsetDelta + 1);
}

function messageKind(name: string): number {
  return present(messageKindOf(name), `no message is called ${name}`);
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
  const hosts = (names: readonly string[]) => names.flatMap((name) => hostsNamed(cluster, name));
  for (const { index: from } of hosts(links.from)) {
    for (const { index: to } of hosts(links.to)) {
      if (from === to) continue;
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
