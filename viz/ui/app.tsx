import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { Dialogs } from "./dialogs.tsx";
import { Explorer } from "./explorer.tsx";
import { Failed } from "./failed.tsx";
import { Home } from "./home.tsx";
import { Opening } from "./opening.tsx";

/** The page: one screen at a time, dialogs above it, and what is said aloud. */
export function AppView(): JSX.Element {
  const { store } = useApp();
  const { kind } = store.screen.value;
  return (
    <>
      {kind === "home" && <Home />}
      {kind === "opening" && <Opening />}
      {kind === "explorer" && <Explorer />}
      {kind === "failed" && <Failed />}
      <Dialogs />
      <Toast />
      <div class="visually-hidden" role="status" aria-live="polite">
        {store.announcement}
      </div>
    </>
  );
}

function Toast(): JSX.Element | null {
  const { store } = useApp();
  const text = store.toast.value;
  useTexts();
  if (text === null) return null;
  return (
    <div
      key={text}
      class="toast"
      aria-hidden="true"
      onAnimationEnd={() => {
        store.toast.value = null;
      }}
    >
      {text}
    </div>
  );
}
