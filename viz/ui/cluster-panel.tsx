import { effect, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { clusterDrawing } from "../draw/cluster.ts";
import { useApp, useTexts } from "./app-context.ts";
import { clusterText } from "./cluster-text.ts";
import { HostCard } from "./host-card.tsx";
import { Legend } from "./legend.tsx";
import { useSize } from "./use-size.ts";

/** The drawing of the cluster, moved by the moment shown without rendering anything else. */
export function ClusterPanel(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const svg = useRef<SVGSVGElement>(null);
  const { ref, width, height } = useSize<HTMLDivElement>();
  const aspect = useSignal(0.5);
  useLayoutEffect(() => {
    if (width > 0) aspect.value = height / width;
  }, [aspect, width, height]);
  useLayoutEffect(() => {
    if (svg.current === null) return;
    const drawing = clusterDrawing(svg.current, {
      selectHost: (host) => actions.select({ kind: "host", host }),
      selectMessage: (message) => actions.select({ kind: "message", message }),
    });
    const stopDrawing = effect(() => {
      const view = store.view.value;
      const run = store.run.value;
      if (view === null || run === null) return;
      const selection = store.selection.value;
      drawing.update(view.cluster, {
        timeUs: store.timeUs.peek(),
        links: run.links,
        stage: { narrow: store.narrow.value, aspect: aspect.value },
        stillPackets: store.reducedMotion.value,
        selectedHost: selection?.kind === "host" ? selection.host : null,
        selectedMessage: selection?.kind === "message" ? selection.message : null,
        text: clusterText(store.texts.value),
      });
    });
    const stopMoving = effect(() => drawing.move(store.timeUs.value));
    return () => {
      stopDrawing();
      stopMoving();
      drawing.destroy();
    };
  }, [store, actions, aspect]);
  return (
    <>
      <div ref={ref} class="cluster-stage">
        {/* biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset */}
        <svg ref={svg} class="cluster" role="group" aria-label={t("panel.cluster")} />
      </div>
      <HostCard />
      <Legend />
    </>
  );
}
