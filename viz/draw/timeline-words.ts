import type { TimelineView } from "../model/run-view.ts";
import type { TimelineText } from "./timeline.ts";
import type { TimelineRowBox } from "./timeline-rows.ts";

/** What a row of the timeline shows at an event: the labels of its blocks, also of those too short for one. */
export function wordsAt(
  { name, group }: Pick<TimelineRowBox, "name" | "group">,
  event: number,
  view: TimelineView,
  tp: string | null,
  text: TimelineText,
): string[] {
  const now = <T extends { readonly from: number; readonly to: number }>(runs: readonly T[]) =>
    runs.filter(({ from, to }) => from <= event && event < to);
  const partition = tp === null ? undefined : view.partitions[tp];
  switch (name) {
    case "faults":
      return now(view.faults).map((band) => text.fault(band));
    case "controller":
      return now(view.controllers).map(({ broker, epoch }) => text.controller(broker, epoch));
    case "leader":
      return now(partition?.leaders ?? []).map(({ leader, epoch }) => {
        return `${tp} ${text.leader(leader, epoch)}`;
      });
    case "isr":
      return now(partition?.isr ?? []).map(({ isr }) => `${tp} ISR ${text.isr(isr)}`);
    case "group":
      return now(group?.runs ?? []).map((run) => text.groupWords(group?.id ?? "", run));
    default:
      return [];
  }
}
