import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";

/** A button that asks for a trace file. Files may also be dropped anywhere on the page. */
export function OpenTrace(): JSX.Element {
  const { actions } = useApp();
  const { t } = useTexts();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        <Icon name="open" /> {t("openTrace")}
      </button>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        accept=".jsonl,.gz,.json"
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file !== undefined) void actions.openFile(file);
        }}
      />
    </>
  );
}
