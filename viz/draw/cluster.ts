import { type Selection, select } from "d3-selection";
import type { ClusterView } from "../model/view.ts";
import { type Layout, layoutCluster, type Stage } from "./cluster-layout.ts";
import { drawCuts, drawLinks, type LinkLine } from "./cluster-links.ts";
import { type ClusterText, drawNodes } from "./cluster-nodes.ts";
import { drawPackets, placePackets } from "./packets.ts";

/** What the drawing shows beside the view of the moment. */
export interface ClusterFrame {
  /** Moment at which packets are drawn; may lie between events, microseconds. */
  readonly timeUs: number;
  /** Pairs of hosts that ever speak with each other. */
  readonly links: readonly (readonly [string, string])[];
  readonly stage: Stage;
  /** Packets do not travel: an arrow with a tick shows how far each is. */
  readonly stillPackets: boolean;
  /** Host or message that is selected. */
  readonly selectedHost: string | null;
  readonly selectedMessage: number | null;
  readonly text: ClusterText;
}

export interface ClusterDrawing {
  /** Draws a moment. The picture depends on the arguments only. */
  update(view: ClusterView, frame: ClusterFrame): void;
  /** Moves packets to another moment of the same view. */
  move(timeUs: number): void;
  destroy(): void;
}

export interface ClusterHandlers {
  selectHost(id: string): void;
  selectMessage(id: number): void;
}

/** Draws the cluster into an `svg` element. */
export function clusterDrawing(element: SVGSVGElement, handlers: ClusterHandlers): ClusterDrawing {
  const svg = select(element);
  const defs = svg.append("defs");
  addHatch(defs, "hatch-down", 45);
  addHatch(defs, "hatch-paused", 0);
  const links = svg.append("g").attr("class", "links").attr("aria-hidden", "true");
  const cuts = svg.append("g").attr("class", "cuts");
  const nodes = svg.append("g").attr("class", "nodes");
  const packets = svg.append("g").attr("class", "packets").attr("aria-hidden", "true");
  let last: { view: ClusterView; frame: ClusterFrame; layout: Layout } | null = null;

  function movePackets(timeUs: number): void {
    if (last === null) return;
    const { view, frame, layout } = last;
    const marks = placePackets(view.packets, layout, timeUs);
    drawPackets(packets, marks, frame, handlers.selectMessage);
  }

  return {
    update(view, frame) {
      const layout = layoutCluster(view.nodes, frame.stage);
      last = { view, frame, layout };
      svg.attr("viewBox", `0 0 ${layout.width} ${layout.height}`);
      drawLinks(links, linkLines(frame, layout));
      drawCuts(cuts, view.cuts, layout, frame.text.cut);
      drawNodes(nodes, view.nodes, layout, frame, handlers.selectHost);
      movePackets(frame.timeUs);
    },
    move: movePackets,
    destroy() {
      svg.selectAll("*").remove();
    },
  };
}

/** Faint lines help to follow packets; between very many hosts they would only be grey. */
const MOST_LINKS = 60;

function linkLines(frame: ClusterFrame, layout: Layout): LinkLine[] {
  if (frame.links.length > MOST_LINKS) return [];
  return frame.links.flatMap(([from, to]) => {
    const a = layout.boxes.get(from);
    const b = layout.boxes.get(to);
    return a === undefined || b === undefined ? [] : [{ key: `${from}>${to}`, a, b }];
  });
}

function addHatch(
  defs: Selection<SVGDefsElement, unknown, null, undefined>,
  id: string,
  angle: number,
): void {
  const pattern = defs
    .append("pattern")
    .attr("id", id)
    .attr("width", 6)
    .attr("height", 6)
    .attr("patternUnits", "userSpaceOnUse")
    .attr("patternTransform", `rotate(${angle})`);
  pattern.append("rect").attr("class", "hatch-ground").attr("width", 6).attr("height", 6);
  pattern.append("rect").attr("class", "hatch-line").attr("width", 2.5).attr("height", 6);
}
