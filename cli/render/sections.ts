import type { Style } from "./style.ts";
import { wrap } from "./width.ts";

/** A heading with what belongs to it, and an empty line before; nothing when there is nothing. */
export function section(heading: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ["", style.bold(heading), ...lines];
}

/** A paragraph, indented. */
export function paragraph(text: string, indent: number, style: Style): string[] {
  const margin = " ".repeat(indent);
  return wrap(text, style.width - indent).map((line) => margin + line);
}

/** A text with something dim before it. */
export function beside(head: string, text: string, style: Style, indent = 2): string[] {
  const margin = " ".repeat(indent + head.length + 2);
  const [first = "", ...rest] = wrap(text, style.width - margin.length);
  return [
    `${" ".repeat(indent)}${style.dim(head)}  ${first}`,
    ...rest.map((line) => margin + line),
  ];
}

/** A mark and a text beside it. */
export function marked(mark: string, text: string, style: Style, indent = 2): string[] {
  const [first = "", ...rest] = wrap(text, style.width - indent - 2);
  const margin = " ".repeat(indent);
  return [`${margin}${mark} ${first}`, ...rest.map((line) => `${margin}  ${line}`)];
}
