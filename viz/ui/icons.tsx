import type { JSX } from "preact";

const PATHS = {
  first: "M3 3v10M13 3 6 8l7 5z",
  last: "M13 3v10M3 3l7 5-7 5z",
  stepBack: "M12 3 5 8l7 5z",
  stepForward: "M4 3l7 5-7 5zM13 3v10",
  stepBackMilestone: "M8 3 2 8l6 5zM14 3 8 8l6 5z",
  stepForwardMilestone: "M8 3l6 5-6 5zM2 3l6 5-6 5z",
  play: "M4 2.5v11l9.5-5.5z",
  pause: "M4.5 3v10M11.5 3v10",
  back: "M9.5 3 4 8l5.5 5M4 8h10",
  search: "M7 2.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9M10.5 10.5 14 14",
  share: "M6.5 9.5l3-3M6 6.5 4 8.5a2.5 2.5 0 0 0 3.5 3.5l2-2M10 9.5l2-2A2.5 2.5 0 0 0 8.5 4l-2 2",
  theme: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M8 1.5v13",
  language:
    "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13M1.5 8h13M8 1.5c-4 4-4 9 0 13M8 1.5c4 4 4 9 0 13",
  help: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.8.4-1 .9-1 1.7M8 12v.2M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  more: "M3 8h.1M8 8h.1M13 8h.1",
  open: "M2 13V3.5h4.2L7.7 5H14v8zM2 7.5h12",
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10",
  left: "M10 3 5 8l5 5",
  right: "M6 3l5 5-5 5",
  command: "M3 5h10M3 8h6M3 11h8",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  warning: "M8 2 15 14H1zM8 6.5v3.5M8 12v.2",
  arrow: "M2 8h11M9.5 4.5 13 8l-3.5 3.5",
  arrowLeft: "M14 8H3M6.5 4.5 3 8l3.5 3.5",
  check: "M3 8.5 6.5 12 13 4.5",
  cluster: "M8 2v4M4 10 8 6l4 4M2 10h4v4H2zM10 10h4v4h-4zM6 1.5h4v3H6z",
  groups: "M2 2.5h5v4.5H2zM9 2.5h5v4.5H9zM2 9.5h5V14H2zM11.5 9.3v5M9 11.8h5",
  logs: "M2 4h9M2 8h12M2 12h7",
  list: "M5.5 4H14M5.5 8H14M5.5 12H14M2.3 4h.1M2.3 8h.1M2.3 12h.1",
  info: "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6M8 7.2v4M8 4.8v.2",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set([
  "first",
  "last",
  "stepBack",
  "stepForward",
  "stepBackMilestone",
  "stepForwardMilestone",
  "play",
]);

/** A picture of 16 by 16; what it means is said by the control around it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill={FILLED.has(name) ? "currentColor" : "none"}
        stroke="currentColor"
        stroke-width={name === "pause" ? 2.6 : name === "more" ? 2.4 : 1.5}
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
