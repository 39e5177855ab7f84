import { parseRoute } from "../model/permalink.ts";
import type { Actions } from "./actions.ts";
import { isSingleCharacter, shortcutFor } from "./keys.ts";
import type { Store } from "./store.ts";

/** Listens to what comes from outside the panels: keys, addresses, files that are dropped. */
export function installInput(store: Store, actions: Actions): void {
  window.addEventListener("keydown", (event) => {
    const shortcut = shortcutFor(event);
    if (shortcut === undefined || event.defaultPrevented) return;
    if (store.dialog.peek() !== null && shortcut.id !== "escape") return;
    const single = isSingleCharacter(shortcut);
    if (single && (!store.shortcuts.peek() || isTyping(event.target))) return;
    if (usesItself(event.target, event.key)) return;
    if (store.screen.peek().kind !== "explorer" && shortcut.group !== "page") return;
    event.preventDefault();
    shortcut.run(actions);
  });
  window.addEventListener("popstate", () => void actions.follow(parseRoute(location.hash)));
  window.addEventListener("dragover", (event) => event.preventDefault());
  window.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    event.preventDefault();
    if (file !== undefined) void actions.openFile(file);
  });
}

/** Whether keys write text where the focus is. */
function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement)
    return !["checkbox", "range", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

/** Whether the focused control has a use of its own for a key. */
function usesItself(target: EventTarget | null, key: string): boolean {
  if (isTyping(target)) return key !== "Escape";
  if (target instanceof HTMLInputElement && target.type === "range") {
    return /^(?:Arrow|Home|End|Page)/.test(key);
  }
  const pressed = key === " " || key === "Enter";
  if (!pressed || !(target instanceof Element)) return false;
  return target.closest("button, a, summary, input, [role=button]") !== null;
}
