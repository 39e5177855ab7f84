import type { Actions } from "./actions.ts";
import { DETAILS } from "./store.ts";
import type { TextKey } from "./text.ts";

/** A key as it is pressed: by its character, or by its place on the keyboard (`code`). */
export interface KeyPress {
  readonly key?: string;
  /** `KeyW` and so on: the same place whatever is printed on it. */
  readonly code?: string;
  readonly shift?: boolean;
  /** Control, or Command on a Mac. */
  readonly control?: boolean;
}

/** A shortcut: one table feeds the keyboard, the help sheet, the palette and the tests. */
export interface Shortcut {
  readonly id: string;
  readonly group: "time" | "find" | "axis" | "page";
  readonly label: TextKey;
  /** As the help sheet shows it. */
  readonly shown: readonly string[];
  readonly presses: readonly KeyPress[];
  run(actions: Actions): void;
}

export const SHORTCUTS: readonly Shortcut[] = [
  shortcut("play", "time", "key.play", ["Space"], [{ key: " " }], (a) => a.player.toggle()),
  shortcut("next", "time", "key.next", ["→"], [{ key: "ArrowRight", shift: false }], (a) =>
    a.navigation.step(1),
  ),
  shortcut("previous", "time", "key.previous", ["←"], [{ key: "ArrowLeft", shift: false }], (a) =>
    a.navigation.step(-1),
  ),
  shortcut(
    "nextMilestone",
    "time",
    "key.nextMilestone",
    ["Shift", "→"],
    [{ key: "ArrowRight", shift: true }],
    (a) => a.navigation.stepMilestone(1),
  ),
  shortcut(
    "previousMilestone",
    "time",
    "key.previousMilestone",
    ["Shift", "←"],
    [{ key: "ArrowLeft", shift: true }],
    (a) => a.navigation.stepMilestone(-1),
  ),
  shortcut("down", "time", "key.down", ["j", "n"], [{ key: "j" }, { key: "n" }], (a) =>
    a.navigation.stepShown(1),
  ),
  shortcut("up", "time", "key.up", ["k", "N"], [{ key: "k" }, { key: "N" }], (a) =>
    a.navigation.stepShown(-1),
  ),
  shortcut("first", "time", "key.first", ["Home"], [{ key: "Home" }], (a) => a.navigation.first()),
  shortcut("last", "time", "key.last", ["End"], [{ key: "End" }], (a) => a.navigation.last()),
  shortcut("slower", "time", "key.slower", ["<"], [{ key: "<" }], (a) =>
    a.navigation.changeSpeed(-1),
  ),
  shortcut("faster", "time", "key.faster", [">"], [{ key: ">" }], (a) =>
    a.navigation.changeSpeed(1),
  ),
  shortcut("search", "find", "key.search", ["/"], [{ key: "/" }], (a) => a.focusSearch()),
  shortcut("nextViolation", "find", "key.nextViolation", ["v"], [{ key: "v" }], (a) =>
    a.navigation.stepViolation(1),
  ),
  shortcut("previousViolation", "find", "key.previousViolation", ["V"], [{ key: "V" }], (a) =>
    a.navigation.stepViolation(-1),
  ),
  shortcut("cause", "find", "key.cause", ["["], [{ key: "[" }], (a) => a.goTo("cause")),
  shortcut("effect", "find", "key.effect", ["]"], [{ key: "]" }], (a) => a.goTo("effect")),
  shortcut("previousInProcess", "find", "key.previousInProcess", [","], [{ key: "," }], (a) =>
    a.goTo("previousInProcess"),
  ),
  shortcut("nextInProcess", "find", "key.nextInProcess", ["."], [{ key: "." }], (a) =>
    a.goTo("nextInProcess"),
  ),
  shortcut("zoomIn", "axis", "key.zoomIn", ["W"], [{ code: "KeyW" }], (a) =>
    a.navigation.zoom(0.5),
  ),
  shortcut("zoomOut", "axis", "key.zoomOut", ["S"], [{ code: "KeyS" }], (a) =>
    a.navigation.zoom(2),
  ),
  shortcut("panLeft", "axis", "key.panLeft", ["A"], [{ code: "KeyA" }], (a) =>
    a.navigation.pan(-0.2),
  ),
  shortcut("panRight", "axis", "key.panRight", ["D"], [{ code: "KeyD" }], (a) =>
    a.navigation.pan(0.2),
  ),
  shortcut("showAll", "axis", "key.showAll", ["0"], [{ key: "0" }], (a) => a.navigation.showAll()),
  shortcut("focus", "axis", "key.focus", ["f"], [{ key: "f" }], (a) => a.navigation.focus()),
  shortcut("timeScale", "axis", "key.timeScale", ["t"], [{ key: "t" }], (a) => a.cycleTimeScale()),
  ...DETAILS.map((detail, i) =>
    shortcut(
      `panel-${detail}`,
      "page",
      `tab.${detail}`,
      [`${i + 1}`],
      [{ key: `${i + 1}` }],
      (actions) => actions.showDetail(detail),
    ),
  ),
  shortcut("groups", "page", "key.groups", ["g"], [{ key: "g" }], (a) => a.toggleGroups()),
  shortcut("run", "page", "key.run", ["e"], [{ key: "e" }], (a) => a.toggleDialog("run")),
  shortcut("help", "page", "key.help", ["?"], [{ key: "?" }], (a) => a.toggleDialog("help")),
  shortcut(
    "palette",
    "page",
    "key.palette",
    ["Ctrl", "K"],
    [
      { key: "k", control: true },
      { key: "P", control: true, shift: true },
    ],
    (a) => a.toggleDialog("palette"),
  ),
  shortcut("escape", "page", "key.escape", ["Esc"], [{ key: "Escape" }], (a) => a.escape()),
];

function shortcut(
  id: string,
  group: Shortcut["group"],
  label: TextKey,
  shown: readonly string[],
  presses: readonly KeyPress[],
  run: (actions: Actions) => void,
): Shortcut {
  return { id, group, label, shown, presses, run };
}

/** What of a keyboard event decides which shortcut it is. */
export interface KeyEvent {
  readonly key: string;
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The shortcut that a key event means, or undefined. */
export function shortcutFor(event: KeyEvent): Shortcut | undefined {
  if (event.altKey) return undefined;
  return SHORTCUTS.find(({ presses }) => presses.some((press) => isPressed(press, event)));
}

function isPressed(press: KeyPress, event: KeyEvent): boolean {
  if ((press.control === true) !== (event.ctrlKey || event.metaKey)) return false;
  if (press.shift !== undefined && press.shift !== event.shiftKey) return false;
  if (press.code !== undefined) return press.code === event.code && !event.shiftKey;
  return press.key === event.key;
}

/** Shortcuts of one character may be turned off; the others always work. */
export function isSingleCharacter(shortcut: Shortcut): boolean {
  return shortcut.presses.every(
    ({ key, code, control }) => control !== true && (code !== undefined || key?.length === 1),
  );
}
