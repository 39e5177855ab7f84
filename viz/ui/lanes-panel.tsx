import { effect, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { cellsThatFit, type LanesFrame, lanesDrawing, offsetWindow } from "../draw/lanes.ts";
import { isInternalPartition } from "../model/internal-topics.ts";
import type { PartitionLanes } from "../model/view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";
import { LanesTable } from "./lanes-table.tsx";
import { lanesText } from "./lanes-text.ts";
import { PointedRecord } from "./pointed-record.tsx";
import { useSize } from "./use-size.ts";

/** Partitions drawn at once; the others are chosen from a list. */
const MOST_DRAWN = 12;

/** The logs of the replicas. */
export function LanesPanel(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const { ref, width } = useSize<HTMLDivElement>();
  const all = store.view.value?.lanes ?? [];
  const narrow = store.narrow.value;
  const partitions = all.filter(({ tp }) => !isInternalPartition(tp));
  const internal = all.filter(({ tp }) => isInternalPartition(tp));
  const single = narrow || partitions.length > MOST_DRAWN;
  // Kafka's own partitions are shown only when they are asked for.
  const chosen = store.tp.value ?? partitions[0]?.tp;
  const shown = all.filter(({ tp }) => {
    return tp === chosen || (!single && !isInternalPartition(tp));
  });
  return (
    <>
      <header class="panel-head">
        <h2>{t("panel.lanes")}</h2>
        {all.length > 1 && (
          <select
            class="field"
            aria-label={t("records.partition")}
            value={store.tp.value ?? ""}
            onChange={(event) => {
              store.tp.value = event.currentTarget.value;
            }}
          >
            {partitions.map(({ tp }) => (
              <option key={tp} value={tp}>
                {tp}
              </option>
            ))}
            {internal.length > 0 && (
              <optgroup label={t("lanes.internalTopics")}>
                {internal.map(({ tp }) => (
                  <option key={tp} value={tp}>
                    {tp}
                  </option>
                ))}
              </optgroup>
            )}
          </select>
        )}
        <PointedRecord />
        <span class="spacer" />
        <button
          type="button"
          class={narrow ? "icon-button" : "button small"}
          aria-pressed={store.lanesAsTable.value}
          aria-label={t("lanes.asTable")}
          title={t("lanes.asTable")}
          onClick={() => {
            store.lanesAsTable.value = !store.lanesAsTable.value;
          }}
        >
          <Icon name="table" /> {!narrow && t("lanes.table")}
        </button>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: leaving the lanes ends pointing */}
      <div
        ref={ref}
        class="lanes-scroll"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        onMouseLeave={() => void actions.point(null)}
      >
        {shown.length === 0 && <p class="muted empty">{t("lanes.none")}</p>}
        {store.lanesAsTable.value && shown.length > 0 && <LanesTable partitions={shown} />}
        {!store.lanesAsTable.value &&
          width > 0 &&
          shown.map(({ tp }) => <PartitionLog key={tp} tp={tp} width={width} />)}
      </div>
    </>
  );
}

interface PartitionLogProps {
  readonly tp: string;
  readonly width: number;
}

function PartitionLog({ tp, width }: PartitionLogProps): JSX.Element {
  const { store, actions } = useApp();
  const texts = useTexts();
  const svg = useRef<SVGSVGElement>(null);
  const firstOffset = useSignal<number | null>(null);
  const find = (): PartitionLanes | undefined => {
    return store.view.value?.lanes.find((lanes) => lanes.tp === tp);
  };
  useLayoutEffect(() => {
    if (svg.current === null) return;
    const drawing = lanesDrawing(svg.current, {
      hover: (cell) => void actions.point(cell === null ? null : { kind: "cell", tp, ...cell }),
      select: (cell) => {
        actions.select({ kind: "cell", tp, ...cell });
      },
    });
    const stop = effect(() => {
      const view = find();
      if (view === undefined) return;
      const selection = store.selection.value;
      const frame: LanesFrame = {
        firstOffset: firstOffset.value,
        width,
        selectedOffset: selection?.kind === "cell" && selection.tp === tp ? selection.offset : null,
        text: lanesText(store.texts.value),
      };
      drawing.update(view, frame);
    });
    return () => {
      stop();
      drawing.destroy();
    };
  }, [store, actions, tp, width]);

  const view = find();
  if (view === undefined) return <div />;
  const fits = view.end + 1 - view.base <= cellsThatFit(width);
  const window = offsetWindow(view, {
    firstOffset: firstOffset.value,
    width,
    selectedOffset: null,
    text: lanesText(texts),
  });
  const pan = (by: number) => {
    const next = Math.max(view.base, window.first + by * Math.floor(window.count / 2));
    firstOffset.value = next + window.count > view.end ? null : next;
  };
  return (
    <figure class="partition">
      <figcaption>
        <strong>{tp}</strong>
        <span class="muted">{partitionSummary(view)}</span>
        {!fits && (
          <span class="offset-pan">
            <button
              type="button"
              class="icon-button"
              aria-label={texts.t("lanes.earlier")}
              disabled={window.first <= view.base}
              onClick={() => pan(-1)}
            >
              <Icon name="left" />
            </button>
            <button
              type="button"
              class="icon-button"
              aria-label={texts.t("lanes.later")}
              disabled={firstOffset.value === null}
              onClick={() => pan(1)}
            >
              <Icon name="right" />
            </button>
          </span>
        )}
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing cannot be a fieldset */}
      <svg ref={svg} class="lanes-drawing" role="group" aria-label={tp} />
    </figure>
  );

  function partitionSummary(lanes: PartitionLanes): string {
    const { leader, leaderEpoch, adding, removing } = lanes;
    if (leader === null) return texts.t("lanes.noState");
    const isr = lanes.isr.join(", ");
    const parts = [
      leader < 0
        ? texts.t("lanes.noLeader", { epoch: leaderEpoch, isr })
        : texts.t("lanes.summary", { leader, epoch: leaderEpoch, isr }),
    ];
    if (adding.length > 0) parts.push(texts.t("lanes.adding", { brokers: adding.join(", ") }));
    if (removing.length > 0) {
      parts.push(texts.t("lanes.removing", { brokers: removing.join(", ") }));
    }
    return parts.join(" · ");
  }
}
