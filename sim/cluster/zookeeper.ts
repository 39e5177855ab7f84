import { QuorumPeer } from "../zookeeper/quorum-peer.ts";
import { ZooKeeperServer } from "../zookeeper/server.ts";
import { type Cluster, hostsNamed, ZOOKEEPER_HOST } from "./hosts.ts";

/** The server that decides over sessions: the one that stands alone, or the leader of a quorum. */
export function sessionsServer(cluster: Cluster): ZooKeeperServer | QuorumPeer | null {
  for (const host of hostsNamed(cluster, ZOOKEEPER_HOST)) {
    if (!host.up) continue;
    const server = host.process;
    if (server instanceof ZooKeeperServer) return server;
    if (server instanceof QuorumPeer && server.isServingLeader) return server;
  }
  return null;
}

/** True while ZooKeeper takes writes, and at its usual speed. */
export function zookeeperServes(cluster: Cluster): boolean {
  const hosts = hostsNamed(cluster, ZOOKEEPER_HOST);
  return sessionsServer(cluster) !== null && hosts.every((host) => host.disk.syncUs === 0);
}
