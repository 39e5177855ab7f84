import type { Selection } from "d3-selection";
import type { ChipView, CutView, NodeView } from "../model/view.ts";
import { type ChipFrame, drawChips, shortLabels } from "./cluster-chips.ts";
import type { Box, Layout } from "./cluster-layout.ts";
import { type Group, round } from "./cluster-links.ts";
import { CROWN, messageShape } from "./shapes.ts";

/** Words on the drawing, in the language of the page. */
export interface ClusterText {
  /** Name of a host, such as `Broker 1`. */
  name(node: NodeView): string;
  /** What a host is doing, such as `killed`. */
  life(node: NodeView): string;
  /** The full description of a host for those who do not see it. */
  description(node: NodeView): string;
  /** What a client has done; `brief` without words. */
  counts(node: NodeView, brief?: boolean): string;
  chip(chip: ChipView): string;
  controller(epoch: number): string;
  /** What a consumer is in its group; null: in none. */
  group(node: NodeView): string | null;
  /** Of which groups a broker is the coordinator; null: of none. */
  coordinates(node: NodeView): string | null;
  cut(cut: CutView): string;
}

interface NodeFrame {
  readonly selectedHost: string | null;
  readonly text: ClusterText;
}

interface NodeMark {
  readonly node: NodeView;
  readonly box: Box;
  readonly detailed: boolean;
}

const BAND = 12;

export function drawNodes(
  group: Group,
  nodes: readonly NodeView[],
  layout: Layout,
  frame: NodeFrame,
  select: (id: string) => void,
): void {
  const { text } = frame;
  const label = shortLabels(nodes.flatMap((node) => node.chips.map(({ tp }) => tp)));
  const marks = nodes.flatMap((node): NodeMark[] => {
    const box = layout.boxes.get(node.id);
    return box === undefined ? [] : [{ node, box, detailed: layout.detailed }];
  });
  const joined = group
    .selectAll<SVGGElement, NodeMark>("g.node")
    .data(marks, (mark) => mark.node.id)
    .join((enter) => {
      const added = enter.append("g");
      added.append("title");
      added.append("rect").attr("class", "box").attr("rx", 7);
      added.append("path").attr("class", "band");
      added.append("text").attr("class", "name");
      added.append("text").attr("class", "life");
      added.append("text").attr("class", "counts");
      added.append("g").attr("class", "chips");
      added.append("g").attr("class", "crown").call(appendCrown);
      added.append("g").attr("class", "group-badge").call(appendBadge);
      added.selectAll("text, g").attr("aria-hidden", "true");
      // What is drawn is hidden from those who hear the page: the button above it says it all.
      const button = added.append("rect").attr("class", "hit").attr("rx", 7);
      button.attr("role", "button").attr("tabindex", 0);
      added.on("click", (_event, mark) => select(mark.node.id));
      button.on("keydown", (event: KeyboardEvent, mark) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        select(mark.node.id);
      });
      return added;
    })
    .order()
    .attr("class", ({ node }) => {
      const selected = node.id === frame.selectedHost ? " selected" : "";
      const role = node.quorum === null ? "" : ` ${node.quorum.role}`;
      return `node ${node.kind} ${node.life}${role}${selected}`;
    })
    .attr("data-host", ({ node }) => node.id)
    .attr("transform", ({ box }) => {
      return `translate(${round(box.x - box.width / 2)},${round(box.y - box.height / 2)})`;
    });
  joined.select("title").text(({ node }) => text.description(node));
  joined
    .select("rect.box")
    .attr("width", ({ box }) => box.width)
    .attr("height", ({ box }) => box.height);
  joined
    .select("rect.hit")
    .attr("width", ({ box }) => box.width)
    .attr("height", ({ box }) => box.height)
    .attr("aria-label", ({ node }) => text.description(node));
  joined
    .select("path.band")
    .attr("d", ({ node, box }) => (node.life === "up" ? "" : band(box)))
    .attr("fill", ({ node }) => `url(#hatch-${node.life === "paused" ? "paused" : "down"})`);
  joined
    .select("text.name")
    .attr("x", (mark) => (mark.node.life === "up" ? 9 : BAND + 7))
    .attr("y", nameBaseline)
    .text((mark) => shownName(mark, text));
  joined
    .select("text.life")
    .attr("x", ({ box }) => (isNarrow(box) ? BAND + 7 : box.width - 8))
    .attr("y", (mark) => (isNarrow(mark.box) ? mark.box.height - 6 : nameBaseline(mark)))
    .attr("text-anchor", ({ box }) => (isNarrow(box) ? "start" : "end"))
    .text(({ node, detailed }) => (detailed && node.kind === "broker" ? text.life(node) : ""));
  joined
    .select("text.counts")
    .attr("x", ({ node }) => (node.life === "up" ? 9 : BAND + 7))
    .attr("y", 34)
    .text((mark) => shownCounts(mark, text));
  joined
    .select("g.crown")
    .attr("transform", "translate(4,-3)")
    .style("display", ({ node }) => (node.controllerEpoch === null ? "none" : "inline"));
  joined.select("g.crown text").text(({ node }) => node.controllerEpoch ?? "");
  drawBadges(joined);
  joined.select<SVGGElement>("g.chips").each(function ({ node, box, detailed }) {
    const left = node.life === "up" ? 8 : BAND + 5;
    const chipFrame: ChipFrame = { box, left, label, title: text.chip };
    drawChips(this, detailed ? node.chips : [], chipFrame);
  });
}

/** A pentagon with the group of a consumer and how many partitions it has, or with a coordinator's groups. */
function drawBadges(joined: Selection<SVGGElement, NodeMark, SVGGElement, unknown>): void {
  const width = (label: string) => Math.ceil(label.length * 5.8) + 22;
  const badge = joined.select<SVGGElement>("g.group-badge");
  badge
    .style("display", (mark) => (badgeLabel(mark) === "" ? "none" : "inline"))
    .attr("transform", (mark) => `translate(${mark.box.width + 4 - width(badgeLabel(mark))},-4)`);
  badge.select("rect").attr("width", (mark) => width(badgeLabel(mark)));
  badge.select("text").text(badgeLabel);
}

/** Letters of a group's name that fit on a badge. */
const GROUP_LETTERS = 9;

function badgeLabel({ node, box, detailed }: NodeMark): string {
  const { group, coordinates, life } = node;
  if (life === "down") return "";
  if (group !== null) {
    return box.width < 66 ? `${group.owned}` : `${shortened(group.id)} ${group.owned}`;
  }
  const [first] = coordinates;
  if (first === undefined) return "";
  if (!detailed) return `${coordinates.length}`;
  return coordinates.length === 1 ? shortened(first) : `${coordinates.length}`;
}

function shortened(name: string): string {
  return name.length > GROUP_LETTERS ? `${name.slice(0, GROUP_LETTERS - 1)}…` : name;
}

function appendBadge(badge: Selection<SVGGElement, NodeMark, SVGGElement, unknown>): void {
  badge.append("rect").attr("y", -8).attr("height", 16).attr("rx", 8);
  badge.append("path").attr("transform", "translate(9,0)").attr("d", messageShape("group", 44));
  badge.append("text").attr("x", 16).attr("dy", "0.36em");
}

/** Too narrow for the name and the state of a broker side by side. */
function shownName({ node, box, detailed }: NodeMark, text: ClusterText): string {
  const name = text.name(node);
  if (node.kind === "zookeeper" && box.width < 100) return name.replace("ZooKeeper", "ZK");
  return detailed || node.broker === null ? name : String(node.broker);
}

function shownCounts({ node, box }: NodeMark, text: ClusterText): string {
  if (node.kind === "broker" || box.width < 66) return "";
  const counts = text.counts(node);
  const fits = countsWidth(counts) <= box.width - 18;
  return fits ? counts : text.counts(node, true);
}

/** About the width of small text; Chinese characters are twice as wide. */
function countsWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character >= "\u2e80" ? 11 : 5.6;
  return width;
}

function isNarrow(box: Box): boolean {
  return box.width < 120;
}

function nameBaseline({ node, box, detailed }: NodeMark): number {
  if (!detailed && node.kind === "broker") return box.height / 2 + 4;
  return node.kind === "broker" ? 20 : 18;
}

/** A band at the left edge of a box, with its round corners. */
function band(box: Box): string {
  const r = 7;
  return `M${BAND} 0H${r}a${r} ${r} 0 0 0 -${r} ${r}V${box.height - r}a${r} ${r} 0 0 0 ${r} ${r}H${BAND}Z`;
}

function appendCrown(crown: Selection<SVGGElement, NodeMark, SVGGElement, unknown>): void {
  crown.append("rect").attr("x", -13).attr("y", -10).attr("width", 42).attr("height", 20);
  crown.selectAll("rect").attr("rx", 10);
  crown.append("path").attr("d", CROWN);
  crown.append("text").attr("x", 13).attr("dy", "0.36em");
}
