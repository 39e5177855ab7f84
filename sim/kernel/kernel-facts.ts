import type { FactSchema } from "./facts.ts";

export const FACT_HOST_LIFE = 0;
export const FACT_HOST_CLOCK = 1;
export const FACT_LINK = 2;
export const FACT_MESSAGE_SEND = 3;
export const FACT_MESSAGE_DROP = 4;
export const FACT_CONNECTION = 5;
export const FACT_DISK_LOST = 6;
/** A directory of a disk fails, or does no longer. */
export const FACT_DISK_FAILURE = 7;
/** How long an fsync of a disk takes. */
export const FACT_DISK_SYNC = 8;
/** How many times slower than usual a disk is. */
export const FACT_DISK_SPEED = 9;

/** Values of `life` in `host.life`. */
export const LIFE_DOWN = 0;
export const LIFE_UP = 1;
export const LIFE_PAUSED = 2;

/** Values of `state` in `connection`. */
export const CONNECTION_OPENING = 0;
export const CONNECTION_OPEN = 1;
export const CONNECTION_CLOSED = 2;

export const KERNEL_FACT_SCHEMAS: readonly FactSchema[] = [
  {
    code: FACT_HOST_LIFE,
    name: "host.life",
    fields: [
      ["host", "host"],
      ["life", "int"],
      ["incarnation", "int"],
      ["reason", "text"],
    ],
  },
  {
    code: FACT_HOST_CLOCK,
    name: "host.clock",
    fields: [
      ["host", "host"],
      ["wallOffsetUs", "int"],
    ],
  },
  {
    code: FACT_LINK,
    name: "link",
    fields: [
      ["from", "host"],
      ["to", "host"],
      ["cut", "bool"],
    ],
  },
  {
    code: FACT_MESSAGE_SEND,
    name: "message.send",
    fields: [
      ["message", "int"],
      ["from", "host"],
      ["to", "host"],
      ["kind", "int"],
      ["sizeBytes", "int"],
      ["inReplyTo", "int"],
    ],
  },
  {
    code: FACT_MESSAGE_DROP,
    name: "message.drop",
    fields: [
      ["message", "int"],
      ["reason", "text"],
    ],
  },
  {
    code: FACT_CONNECTION,
    name: "connection",
    fields: [
      ["connection", "int"],
      ["client", "host"],
      ["server", "host"],
      ["state", "int"],
      ["reason", "text"],
    ],
  },
  {
    code: FACT_DISK_LOST,
    name: "disk.lost",
    fields: [
      ["host", "host"],
      ["file", "text"],
      ["keptEntries", "int"],
      ["lostEntries", "int"],
      ["torn", "bool"],
    ],
  },
  {
    code: FACT_DISK_FAILURE,
    name: "disk.failure",
    fields: [
      ["host", "host"],
      ["directory", "text"],
      ["failing", "bool"],
    ],
  },
  {
    code: FACT_DISK_SYNC,
    name: "disk.sync",
    fields: [
      ["host", "host"],
      ["syncUs", "int"],
    ],
  },
  {
    code: FACT_DISK_SPEED,
    name: "disk.speed",
    fields: [
      ["host", "host"],
      // 1: as it should be; 0: it stands still.
      ["slowdown", "int"],
    ],
  },
];
