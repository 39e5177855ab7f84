import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";
import { SHORTCUTS, type Shortcut } from "./keys.ts";
import { MoreSheet } from "./more-sheet.tsx";
import { RunInfo } from "./run-info.tsx";

const GROUPS: readonly Shortcut["group"][] = ["time", "find", "axis", "page"];

export function Dialogs(): JSX.Element | null {
  const { store } = useApp();
  const { t } = useTexts();
  switch (store.dialog.value) {
    case "help":
      return (
        <Sheet title={t("help.title")}>
          <Help />
        </Sheet>
      );
    case "palette":
      return (
        <Sheet title={t("palette.title")}>
          <Palette />
        </Sheet>
      );
    case "run":
      return (
        <Sheet title={t("run.title")}>
          <RunInfo />
        </Sheet>
      );
    case "more":
      return (
        <Sheet title={t("more.title")}>
          <MoreSheet />
        </Sheet>
      );
    case null:
      return null;
  }
}

interface SheetProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

function Sheet({ title, children }: SheetProps): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  // Opened before the effects of what is inside, which may take the focus from the first button.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const close = () => {
    store.dialog.value = null;
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself
    <dialog
      ref={dialog}
      class="sheet"
      aria-label={title}
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      <div class="sheet-inside">
        <header>
          <h2>{title}</h2>
          <button type="button" class="icon-button" aria-label={t("close")} onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

function Help(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={store.shortcuts.value}
          onChange={(event) => actions.setShortcuts(event.currentTarget.checked)}
        />
        {t("help.singleKeys")}
      </label>
      <div class="help-groups">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{t(`help.${group}`)}</h3>
            <dl class="keys">
              {SHORTCUTS.filter((shortcut) => shortcut.group === group).map((shortcut) => (
                <div key={shortcut.id}>
                  <dt>
                    {shortcut.shown.map((key) => (
                      <Key key={key} name={key} />
                    ))}
                  </dt>
                  <dd>{t(shortcut.label)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section>
          <h3>{t("help.search")}</h3>
          <p class="muted">{t("help.searchText")}</p>
          <p class="mono help-search">
            kind:Fetch* · proc:2 · tp:orders-0 · t:1.2s..1.4s · msg:77 · -word · is:noise
          </p>
        </section>
      </div>
    </>
  );
}

/** A key as it is printed; arrows are drawn, since not every font has them. */
function Key({ name }: { readonly name: string }): JSX.Element {
  if (name !== "→" && name !== "←") return <kbd>{name}</kbd>;
  return (
    <kbd>
      <Icon name={name === "→" ? "arrow" : "arrowLeft"} />
      <span class="visually-hidden">{name}</span>
    </kbd>
  );
}

/** Something that the palette offers. */
interface Command {
  readonly id: string;
  readonly label: string;
  /** Keys that do the same. */
  readonly shown: readonly string[];
  run(): void;
}

function Palette(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const search = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const commands: readonly Command[] = [
    ...SHORTCUTS.filter(({ id }) => id !== "palette").map((shortcut): Command => {
      const { id, label, shown } = shortcut;
      return { id, label: t(label), shown, run: () => shortcut.run(actions) };
    }),
    ...(store.run.value?.summary.eras ?? []).map(({ era, link }): Command => {
      const run = () => actions.openLink(link);
      return { id: `era-${era}`, label: t("era.run", { era }), shown: [], run };
    }),
  ];
  const wanted = search.value.toLowerCase();
  const found = commands.filter(({ label }) => label.toLowerCase().includes(wanted));
  const run = (command: Command) => {
    store.dialog.value = null;
    command.run();
  };
  return (
    <form
      class="palette"
      onSubmit={(event) => {
        event.preventDefault();
        if (found[0] !== undefined) run(found[0]);
      }}
    >
      <input
        ref={input}
        class="field"
        value={search.value}
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        onInput={(event) => {
          search.value = event.currentTarget.value;
        }}
      />
      <ul>
        {found.map((command) => (
          <li key={command.id}>
            <button type="button" onClick={() => run(command)}>
              <span>{command.label}</span>
              <span>
                {command.shown.map((key) => (
                  <Key key={key} name={key} />
                ))}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
