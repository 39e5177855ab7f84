/** What a person chose and finds again: language, theme, shortcuts. */
export type ChoiceName = "lang" | "theme" | "shortcuts";

const PREFIX = "highwater.";

export function loadChoice(name: ChoiceName): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    // Storage may be forbidden; then every visit begins anew.
    return null;
  }
}

export function saveChoice(name: ChoiceName, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above.
  }
}
