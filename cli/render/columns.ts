/** How wide a column is: so wide, or as its widest cell is. */
export type ColumnWidth = { readonly width: number } | { readonly atLeast: number };

/** Cells in columns, one space between them; a column without a width is as wide as each of its cells. */
export function columnLines(
  rows: readonly (readonly string[])[],
  widths: readonly ColumnWidth[],
): readonly string[] {
  const found = widths.map((column, at) =>
    "width" in column
      ? column.width
      : Math.max(column.atLeast, ...rows.map((cells) => (cells[at] ?? "").length)),
  );
  return rows.map((cells) => cells.map((cell, at) => left(cell, found[at] ?? 0)).join(" "));
}

/** `%-Ns` of Java's formats. */
export function left(text: string, width: number): string {
  return text.padEnd(width);
}
