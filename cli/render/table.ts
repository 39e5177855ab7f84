import { displayWidth, padEnd, padStart } from "./width.ts";

export interface Column {
  readonly align?: "left" | "right";
  /** Shown above the column; a table whose columns have none has no header. */
  readonly header?: string;
}

/** Rows with aligned columns, two spaces between them. Colours are allowed in cells. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const headers = columns.map((column) => column.header ?? "");
  const all = headers.some((header) => header !== "") ? [headers, ...rows] : rows;
  const widths = columns.map((_, i) =>
    Math.max(0, ...all.map((row) => displayWidth(row[i] ?? ""))),
  );
  return all.map((row) =>
    columns
      .map((column, i) => {
        const pad = column.align === "right" ? padStart : padEnd;
        return pad(row[i] ?? "", widths[i] ?? 0);
      })
      .join("  ")
      .trimEnd(),
  );
}
