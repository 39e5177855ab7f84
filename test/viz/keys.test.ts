import { describe, expect, test } from "vitest";
import { isSingleCharacter, type KeyEvent, SHORTCUTS, shortcutFor } from "../../viz/ui/keys.ts";

function press(key: string, more: Partial<KeyEvent> = {}): KeyEvent {
  return { key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more };
}

describe("the table of shortcuts", () => {
  test("every key means one thing", () => {
    for (const shortcut of SHORTCUTS) {
      for (const { key, code, shift, control } of shortcut.presses) {
        const event = press(key ?? "x", {
          code: code ?? "",
          shiftKey: shift ?? false,
          ctrlKey: control ?? false,
        });
        expect(shortcutFor(event)?.id, JSON.stringify(event)).toBe(shortcut.id);
      }
    }
  });

  test("every shortcut has a name of its own", () => {
    const ids = SHORTCUTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("W A S D go by the place of the key, whatever is printed on it", () => {
    // On a French keyboard the key in the place of W has a Z on it.
    expect(shortcutFor(press("z", { code: "KeyW" }))?.id).toBe("zoomIn");
    expect(shortcutFor(press("q", { code: "KeyA" }))?.id).toBe("panLeft");
    expect(shortcutFor(press("w", { code: "KeyZ" }))).toBeUndefined();
  });

  test("with Alt, or with Control unless it belongs to the shortcut, keys are the browser's", () => {
    expect(shortcutFor(press("j", { altKey: true }))).toBeUndefined();
    expect(shortcutFor(press("f", { ctrlKey: true }))).toBeUndefined();
    expect(shortcutFor(press("k", { metaKey: true }))?.id).toBe("palette");
  });

  test("only shortcuts of one character can be turned off", () => {
    const single = SHORTCUTS.filter(isSingleCharacter).map(({ id }) => id);
    expect(single).toContain("play");
    expect(single).toContain("zoomIn");
    expect(single).not.toContain("palette");
    expect(single).not.toContain("next");
    expect(single).not.toContain("escape");
  });
});
