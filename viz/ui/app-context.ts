import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Actions } from "./actions.ts";
import type { Store } from "./store.ts";
import type { Texts } from "./text.ts";

export interface App {
  readonly store: Store;
  readonly actions: Actions;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error("a panel is used inside the app");
  return app;
}

/** The texts of the language chosen. */
export function useTexts(): Texts {
  return useApp().store.texts.value;
}
