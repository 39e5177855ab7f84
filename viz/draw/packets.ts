import type { PacketView } from "../model/view.ts";
import { between, type Layout, type Point, way } from "./cluster-layout.ts";
import { CUT_SHARE, type Group, HELD_SHARE, round } from "./cluster-links.ts";
import { messageShape } from "./shapes.ts";

/** One mark on a way: a packet, or a count of those that would hide each other. */
export interface PacketMark {
  readonly key: string;
  readonly packet: PacketView;
  /** Packets this mark stands for. */
  readonly count: number;
  readonly ends: readonly [Point, Point];
  readonly share: number;
  readonly at: Point;
}

/** More packets than this on one way become one mark with their number. */
const MOST_ON_A_WAY = 12;

/**
 * How far a packet is at a moment: exactly its share of the time between sending and arriving. One
 * that a cut holds waits at the cut; one whose end the trace does not show stands in the middle.
 */
export function packetShare(packet: PacketView, timeUs: number): number {
  if (packet.held) return HELD_SHARE;
  if (packet.endUs === null) return CUT_SHARE;
  const duration = packet.endUs - packet.sendUs;
  if (duration <= 0) return 1;
  return Math.max(0, Math.min(1, (timeUs - packet.sendUs) / duration));
}

export function placePackets(
  packets: readonly PacketView[],
  layout: Layout,
  timeUs: number,
): PacketMark[] {
  const byWay = new Map<string, PacketView[]>();
  for (const packet of packets) {
    const key = `${packet.from}>${packet.to}`;
    const others = byWay.get(key);
    if (others === undefined) byWay.set(key, [packet]);
    else others.push(packet);
  }
  const marks: PacketMark[] = [];
  for (const [key, members] of byWay) {
    const first = members[0] as PacketView;
    const ends = way(layout, first.from, first.to);
    if (ends === null) continue;
    if (members.length > MOST_ON_A_WAY) {
      const at = between(ends, CUT_SHARE);
      marks.push({ key, packet: first, count: members.length, ends, share: CUT_SHARE, at });
      continue;
    }
    for (const packet of members) {
      const share = packetShare(packet, timeUs);
      const at = between(ends, share);
      marks.push({ key: `${packet.id}`, packet, count: 1, ends, share, at });
    }
  }
  return marks;
}

interface PacketFrame {
  readonly stillPackets: boolean;
  readonly selectedMessage: number | null;
}

const MARK_AREA = 110;

export function drawPackets(
  group: Group,
  marks: readonly PacketMark[],
  frame: PacketFrame,
  select: (message: number) => void,
): void {
  const joined = group
    .selectAll<SVGGElement, PacketMark>("g")
    .data(marks, (mark) => mark.key)
    .join((enter) => {
      const added = enter.append("g");
      added.append("title");
      added.append("line");
      added.append("circle").attr("class", "catch").attr("r", 12);
      added.append("path");
      added.append("text").attr("text-anchor", "middle").attr("dy", "0.35em");
      added.on("click", (_event, mark) => select(mark.packet.id));
      return added;
    })
    .order()
    .attr("class", (mark) => classes(mark, frame))
    .attr("data-message", (mark) => mark.packet.id)
    .attr("transform", (mark) => `translate(${round(mark.at.x)},${round(mark.at.y)})`);
  joined
    .select("title")
    .text(({ packet, count }) => (count > 1 ? `${count} ×` : `${packet.kind} #${packet.id}`));
  joined
    .select("line")
    .attr("x1", (mark) => round(mark.ends[0].x - mark.at.x))
    .attr("y1", (mark) => round(mark.ends[0].y - mark.at.y))
    .attr("x2", (mark) => round(mark.ends[1].x - mark.at.x))
    .attr("y2", (mark) => round(mark.ends[1].y - mark.at.y))
    .style("display", frame.stillPackets ? "inline" : "none");
  joined
    .select("path")
    .attr("d", (mark) => messageShape(mark.packet.class, mark.count > 1 ? 260 : MARK_AREA));
  joined.select("text").text((mark) => (mark.count > 1 ? mark.count : ""));
}

function classes(mark: PacketMark, frame: PacketFrame): string {
  const { packet, count } = mark;
  const form = count > 1 ? "many" : packet.response ? "response" : "request";
  const fate = packet.held ? " held" : packet.endUs === null ? " parked" : "";
  const dropped = packet.dropped ? " dropped" : "";
  const selected = packet.id === frame.selectedMessage ? " selected" : "";
  return `packet msg-${packet.class} ${form}${fate}${dropped}${selected}`;
}
