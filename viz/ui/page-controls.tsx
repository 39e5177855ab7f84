import type { JSX } from "preact";
import { useApp, useTexts } from "./app-context.ts";
import { Icon } from "./icons.tsx";

/** Theme, language and help: the same on every screen. */
export function PageControls(): JSX.Element {
  const { store, actions } = useApp();
  const { t, lang } = useTexts();
  const dark = store.theme.value === "dark";
  return (
    <div class="page-controls">
      <button
        type="button"
        class="icon-button"
        aria-label={t(dark ? "theme.light" : "theme.dark")}
        title={t(dark ? "theme.light" : "theme.dark")}
        onClick={() => actions.setTheme(dark ? "light" : "dark")}
      >
        <Icon name="theme" />
      </button>
      <button
        type="button"
        class="icon-button language"
        lang={lang === "en" ? "zh-CN" : "en"}
        aria-label={lang === "en" ? "中文" : "EN English"}
        title={lang === "en" ? "中文" : "English"}
        onClick={() => actions.setLang(lang === "en" ? "zh" : "en")}
      >
        {lang === "en" ? "中" : "EN"}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("key.help")}
        title={`${t("key.help")} (?)`}
        onClick={() => actions.toggleDialog("help")}
      >
        <Icon name="help" />
      </button>
    </div>
  );
}
