import type { LanesText } from "../draw/lanes.ts";
import type { Texts } from "./text.ts";

export function lanesText({ t }: Texts): LanesText {
  return {
    broker: (lane) => t("lanes.broker", { broker: lane.broker }),
    lane: (lane) =>
      t("lanes.lane", {
        broker: lane.broker,
        standing: t(`standing.${lane.standing}`),
        start: lane.logStartOffset,
        end: lane.logEndOffset,
        hw: lane.highWatermark,
        epoch: lane.leaderEpoch,
      }),
    segment: ({ segmentBaseOffsets }, base) =>
      t(base === segmentBaseOffsets.at(-1) ? "lanes.activeSegment" : "lanes.segment", { base }),
    committed: (group, offset) => t("lanes.committed", { group, offset }),
    position: (client, offset) => t("lanes.position", { client, offset }),
  };
}
