import type { Selection } from "./store.ts";

/** A selection as links write it: `host.NAME`, `msg.ID`, `cell.TP.BROKER.OFFSET`. */
export function selectionText(selection: Selection | null): string | null {
  switch (selection?.kind) {
    case "host":
      return `host.${selection.host}`;
    case "message":
      return `msg.${selection.message}`;
    case "cell":
      return `cell.${selection.tp}.${selection.broker}.${selection.offset}`;
    case undefined:
      return null;
  }
}

/** The selection that a link names; null for what names none. */
export function selectionOf(text: string | null): Selection | null {
  const [kind, ...rest] = (text ?? "").split(".");
  if (kind === "host" && rest.length > 0) return { kind, host: rest.join(".") };
  if (kind === "msg") return { kind: "message", message: Number(rest[0]) };
  if (kind === "cell" && rest.length >= 3) {
    const [offset, broker, ...tp] = rest.reverse();
    return { kind, tp: tp.reverse().join("."), broker: Number(broker), offset: Number(offset) };
  }
  return null;
}
