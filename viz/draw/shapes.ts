import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
} from "d3-shape";
import type { MessageClass } from "../model/message-class.ts";
import type { ReplicaStanding } from "../model/view.ts";

/** A regular pentagon with its point up, in the way of d3's symbols. */
const symbolPentagon: SymbolType = {
  draw(context, size) {
    const radius = Math.sqrt(size / 2.3776);
    for (let i = 0; i < 5; i++) {
      const angle = (i * 2 * Math.PI) / 5 - Math.PI / 2;
      const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  },
};

const TYPES: Readonly<Record<MessageClass, SymbolType>> = {
  produce: symbolTriangle,
  fetch: symbolCircle,
  control: symbolSquare,
  zk: symbolDiamond,
  group: symbolPentagon,
};

/** Path of the mark of a message class. @param size area in square pixels */
export function messageShape(messageClass: MessageClass, size: number): string {
  return symbol(TYPES[messageClass], size)() ?? "";
}

/** Path of a star. @param size area in square pixels */
export function star(size: number): string {
  return symbol(symbolStar, size)() ?? "";
}

/** A crown, 16 wide and 12 high, around the origin. */
export const CROWN = "M-8 5.5L-8 -4L-3.8 -0.6L0 -6L3.8 -0.6L8 -4L8 5.5Z";
/** A cross, 8 by 8, for strokes. */
export const CROSS = "M-4 -4L4 4M4 -4L-4 4";
/** An arrow down, for strokes. */
export const ARROW_DOWN = "M0 -4L0 4M-3 1L0 4L3 1";
/** Scissors, about 18 by 14, for strokes. */
export const SCISSORS =
  "M-8 -4.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0M-8 4.5a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0M-3.4 -3.2L8 4.5M-3.4 3.2L8 -4.5";

/** The second cue beside the colour of a replica's standing. @param starSize area of the leader's star */
export function standingGlyph(standing: ReplicaStanding, starSize: number): string {
  switch (standing) {
    case "leader":
      return star(starSize);
    case "out":
      return ARROW_DOWN;
    case "offline":
      return CROSS;
    case "isr":
      return RING;
  }
}

/** A small ring, for strokes. */
const RING = "M-3.4 0a3.4 3.4 0 1 0 6.8 0a3.4 3.4 0 1 0 -6.8 0";
