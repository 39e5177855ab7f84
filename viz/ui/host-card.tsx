import type { JSX } from "preact";
import { layoutCluster } from "../draw/cluster-layout.ts";
import { formatDelta, formatTime } from "../model/format.ts";
import type { NodeView, PacketView } from "../model/view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { clusterText, hostTitle, hostTitleOf, lifeText } from "./cluster-text.ts";
import { Icon } from "./icons.tsx";

/** What is selected on the drawing, in words. */
export function HostCard(): JSX.Element | null {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const selection = store.selection.value;
  const cluster = store.view.value?.cluster;
  if (cluster === undefined || selection === null || selection.kind === "cell") return null;
  const node =
    selection.kind === "host" ? cluster.nodes.find(({ id }) => id === selection.host) : undefined;
  const packet =
    selection.kind === "message"
      ? cluster.packets.find(({ id }) => id === selection.message)
      : undefined;
  if (node === undefined && packet === undefined) return null;
  const { boxes, width } = layoutCluster(cluster.nodes, { narrow: store.narrow.value, aspect: 1 });
  const x = boxes.get(node?.id ?? packet?.from ?? "")?.x ?? 0;
  return (
    <div class={`host-card ${x > width / 2 ? "left" : "right"}`}>
      <button
        type="button"
        class="icon-button"
        aria-label={t("close")}
        onClick={() => actions.select(null)}
      >
        <Icon name="close" />
      </button>
      {node !== undefined && <NodeFacts node={node} />}
      {packet !== undefined && <PacketFacts packet={packet} />}
    </div>
  );
}

function NodeFacts({ node }: { readonly node: NodeView }): JSX.Element {
  const { actions } = useApp();
  const texts = useTexts();
  const { t } = texts;
  const text = clusterText(texts);
  return (
    <>
      <h3>{hostTitle(node, texts)}</h3>
      <p>{lifeText(node, texts)}</p>
      {node.controllerEpoch !== null && <p>{text.controller(node.controllerEpoch)}</p>}
      {text.coordinates(node) !== null && <p>{text.coordinates(node)}</p>}
      {text.group(node) !== null && <p>{text.group(node)}</p>}
      {node.counts !== null && (
        <dl class="facts">
          {(["sent", "acked", "failed", "unknown", "read", "processed"] as const)
            .filter((name) => node.counts !== null && node.counts[name] > 0)
            .map((name) => (
              <div key={name}>
                <dt>{t(`count.${name}`)}</dt>
                <dd class="mono">{node.counts?.[name]}</dd>
              </div>
            ))}
        </dl>
      )}
      {node.chips.length > 0 && (
        <ul>
          {node.chips.map((chip) => (
            <li key={chip.tp}>{text.chip(chip)}</li>
          ))}
        </ul>
      )}
      <p>
        <button type="button" class="button" onClick={() => actions.search(`proc:${node.id}`)}>
          <Icon name="search" /> {t("showEvents")}
        </button>
      </p>
    </>
  );
}

function PacketFacts({ packet }: { readonly packet: PacketView }): JSX.Element {
  const { actions } = useApp();
  const texts = useTexts();
  const { t } = texts;
  const { kind, id, from, to, sendUs, endUs, dropped, held } = packet;
  return (
    <>
      <h3 class="mono">{kind}</h3>
      <p>
        {hostTitleOf(from, texts)} <Icon name="arrow" /> {hostTitleOf(to, texts)}{" "}
        <span class="muted">#{id}</span>
      </p>
      <p class="muted">
        {t("packet.sent", { time: formatTime(sendUs) })}{" "}
        {held
          ? t("packet.held")
          : endUs === null
            ? t("packet.never")
            : t(dropped ? "packet.dropped" : "packet.arrives", {
                delta: formatDelta(endUs - sendUs),
              })}
      </p>
      <p>
        <button type="button" class="button" onClick={() => actions.search(`msg:${id}`)}>
          <Icon name="search" /> {t("showEvents")}
        </button>
      </p>
    </>
  );
}
