import type { EraSwitch } from "./era-switch.ts";

/** What a consumer makes of a damaged batch among those that it fetched. */
export const CONSUMED_CORRUPTION: EraSwitch = {
  name: "corruptBatch",
  doc: "a consumer that fetches a batch that does not match its checksum",
  wire: false,
  states: [
    {
      value: "failsFetch",
      since: "0.7",
      source: null,
      doc: "poll throws; nothing of that fetch is returned",
    },
    {
      value: "failsThere",
      since: "0.11",
      source: "KIP-98",
      doc: "what comes before it is returned; then poll throws",
    },
  ],
};
