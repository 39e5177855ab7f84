import type { ClusterText } from "../draw/cluster-nodes.ts";
import { zookeeperTitle } from "../model/format.ts";
import type { NodeView } from "../model/view.ts";
import type { Texts } from "./text.ts";

/** Name of a host for people: `Broker 1`, `ZooKeeper`, a client's own name. */
export function hostTitle(node: Pick<NodeView, "id" | "kind" | "broker">, { t }: Texts): string {
  if (node.broker !== null) return t("host.broker", { broker: node.broker });
  return zookeeperTitle(node.id) ?? node.id;
}

/** Name of a host by its name alone. */
export function hostTitleOf(id: string, texts: Texts): string {
  const broker = /^broker-(\d+)$/.exec(id)?.[1];
  if (broker !== undefined) return texts.t("host.broker", { broker });
  return zookeeperTitle(id) ?? id;
}

export function lifeText(node: Pick<NodeView, "life" | "reason">, { t, find }: Texts): string {
  if (node.life === "up") return t("life.up");
  const reason = find(`reason.${node.reason}`);
  return reason ?? (node.reason === "" ? t(`life.${node.life}`) : node.reason);
}

export function clusterText(texts: Texts): ClusterText {
  const { t, number } = texts;
  const text: ClusterText = {
    name: (node) => hostTitle(node, texts),
    life: (node) => (node.life === "up" ? "" : lifeText(node, texts)),
    chip: (chip) => {
      const standing = t(`standing.${chip.standing}`);
      return t("chip", { tp: chip.tp, standing, epoch: chip.leaderEpoch });
    },
    controller: (epoch) => t("controllerBadge", { epoch }),
    cut: ({ from, to }) => {
      return t("cutLink", { from: hostTitleOf(from, texts), to: hostTitleOf(to, texts) });
    },
    counts: (node, brief = false) => {
      const { counts, kind, quorum } = node;
      if (quorum !== null && node.life === "up") return t(`zookeeper.${quorum.role}`);
      if (node.life !== "up" || counts === null) {
        return node.life === "up" ? "" : lifeText(node, texts);
      }
      const done = { processed: number(counts.processed), read: number(counts.read) };
      if (brief) {
        if (kind !== "consumer") return `${number(counts.acked)}/${number(counts.sent)}`;
        return counts.processed > 0 ? `${done.processed}/${done.read}` : done.read;
      }
      return kind === "consumer"
        ? t(counts.processed > 0 ? "counts.processed" : "counts.read", done)
        : t("counts.acked", { acked: number(counts.acked), sent: number(counts.sent) });
    },
    group: ({ group }) => {
      if (group === null) return null;
      const { id, generation, owned } = group;
      return generation < 0
        ? t("cluster.joining", { group: id })
        : t("cluster.group", { group: id, generation, owned });
    },
    coordinates: ({ coordinates }) =>
      coordinates.length === 0
        ? null
        : t("cluster.coordinates", { groups: coordinates.join(", ") }),
    description: (node) => {
      const parts = [hostTitle(node, texts), lifeText(node, texts)];
      if (node.controllerEpoch !== null) parts.push(text.controller(node.controllerEpoch));
      const { counts, quorum, life } = node;
      if (life !== "down") {
        parts.push(...[text.group(node), text.coordinates(node)].filter((part) => part !== null));
      }
      if ((counts !== null || quorum !== null) && life === "up") parts.push(text.counts(node));
      parts.push(...node.chips.map(text.chip));
      return parts.join(t("comma"));
    },
  };
  return text;
}
