import type { JSX } from "preact";
import { messageShape } from "../draw/shapes.ts";
import type { MessageClass } from "../model/message-class.ts";
import { useTexts } from "./app-context.ts";

const CLASSES: readonly MessageClass[] = ["produce", "fetch", "control", "zk", "group"];

/** Which shape is which kind of message. */
export function Legend(): JSX.Element {
  const { t } = useTexts();
  return (
    <ul class="legend" aria-label={t("legend")}>
      {CLASSES.map((name) => (
        <li key={name}>
          <svg class={`packet msg-${name} request`} viewBox="-7 -7 14 14" aria-hidden="true">
            <path d={messageShape(name, 70)} />
          </svg>
          {t(`class.${name}`)}
        </li>
      ))}
      <li>
        <svg class="packet msg-group response" viewBox="-7 -7 14 14" aria-hidden="true">
          <path d={messageShape("fetch", 70)} />
        </svg>
        {t("class.response")}
      </li>
    </ul>
  );
}
