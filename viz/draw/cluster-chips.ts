import { select } from "d3-selection";
import type { ChipView, ReplicaStanding } from "../model/view.ts";
import type { Box } from "./cluster-layout.ts";
import { standingGlyph } from "./shapes.ts";

export interface ChipFrame {
  /** The broker's box, in whose coordinates chips are placed. */
  readonly box: Box;
  readonly left: number;
  /** Short name of a partition. */
  label(tp: string): string;
  title(chip: ChipView): string;
}

interface ChipMark {
  readonly key: string;
  readonly standing: ReplicaStanding | "more";
  readonly glyph: string;
  readonly label: string;
  readonly title: string;
  readonly x: number;
  readonly y: number;
}

const HEIGHT = 16;
const WIDTH = 33;
const GAP = 4;
const TOP = 27;

/** One chip per partition: a star for the leader, an arrow for one that lags, a cross when offline. */
export function drawChips(group: SVGGElement, chips: readonly ChipView[], frame: ChipFrame): void {
  const joined = select(group)
    .selectAll<SVGGElement, ChipMark>("g")
    .data(chipMarks(chips, frame), (mark) => mark.key)
    .join((enter) => {
      const added = enter.append("g");
      added.append("title");
      added
        .append("rect")
        .attr("width", WIDTH)
        .attr("height", HEIGHT)
        .attr("rx", HEIGHT / 2);
      added.append("path").attr("transform", `translate(9.5,${HEIGHT / 2})`);
      added
        .append("text")
        .attr("y", HEIGHT / 2)
        .attr("dy", "0.36em");
      return added;
    })
    .order()
    .attr("class", (mark) => `chip ${mark.standing}`)
    .attr("transform", (mark) => `translate(${mark.x},${mark.y})`);
  joined.select("title").text((mark) => mark.title);
  joined.select("path").attr("d", (mark) => mark.glyph);
  joined
    .select("text")
    .attr("x", (mark) => (mark.glyph === "" ? WIDTH / 2 : 21))
    .attr("text-anchor", "middle")
    .text((mark) => mark.label);
}

function chipMarks(chips: readonly ChipView[], frame: ChipFrame): ChipMark[] {
  const perRow = Math.max(1, Math.floor((frame.box.width - frame.left - 2) / (WIDTH + GAP)));
  const rows = Math.max(1, Math.floor((frame.box.height - TOP) / (HEIGHT + 1)));
  const room = perRow * rows;
  const shown = chips.length > room ? chips.slice(0, room - 1) : chips;
  const place = (i: number) => ({
    x: frame.left + (i % perRow) * (WIDTH + GAP),
    y: TOP + Math.floor(i / perRow) * (HEIGHT + 2),
  });
  const marks = shown.map((chip, i): ChipMark => {
    const { standing, tp } = chip;
    const title = frame.title(chip);
    return {
      key: tp,
      standing,
      glyph: standingGlyph(standing, 46),
      label: frame.label(tp),
      title,
      ...place(i),
    };
  });
  if (shown.length < chips.length) {
    const label = `+${chips.length - shown.length}`;
    const hidden = chips.slice(shown.length).map(frame.title).join("\n");
    marks.push({ key: "+", standing: "more", glyph: "", label, title: hidden, ...place(room - 1) });
  }
  return marks;
}

/**
 * Short names of partitions: the number, after the topic's first letter when there are several topics.
 *
 * @param partitions all that are drawn, on whatever broker
 */
export function shortLabels(partitions: readonly string[]): (tp: string) => string {
  const split = (tp: string) => tp.lastIndexOf("-");
  const topics = new Set(partitions.map((tp) => tp.slice(0, split(tp))));
  return (tp) => {
    const number = tp.slice(split(tp) + 1);
    return topics.size > 1 ? `${tp.replace(/^_+/, "").slice(0, 1)}${number}` : number;
  };
}
