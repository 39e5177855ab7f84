import type { EraSwitch } from "./era-switch.ts";

/** The message format of what a producer sends; a broker makes its own of it. */
export const PRODUCED_FORMAT: EraSwitch = {
  name: "producedFormat",
  doc: "the message format that a producer sends",
  wire: false,
  states: [
    { value: "v0", since: "0.7", source: null, doc: "v0" },
    { value: "v1", since: "0.10.2", source: "KIP-32", doc: "v1" },
    { value: "v2", since: "0.11", source: "KIP-98", doc: "v2" },
  ],
};
