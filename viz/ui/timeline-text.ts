import type { TimelineText } from "../draw/timeline.ts";
import { formatTick } from "../model/format.ts";
import { hostTitleOf } from "./cluster-text.ts";
import type { Texts } from "./text.ts";

export function timelineText(texts: Texts): TimelineText {
  const { t, find } = texts;
  return {
    row: (name, group) => t(`row.${name}`, { group: group ?? "" }),
    fault: ({ kind, what, reason }) => {
      if (kind === "cut") {
        return t("timeline.cut", { links: linksText(what.split(" "), texts) });
      }
      const host = hostTitleOf(what, texts);
      if (kind === "slow") return t("timeline.slow", { host, ms: reason });
      if (kind === "failing") return t("timeline.failing", { host, directory: reason });
      return `${host}: ${find(`reason.${reason}`) ?? reason}`;
    },
    controller: (broker, epoch) => t("timeline.controller", { broker, epoch }),
    leader: (broker, epoch) =>
      t(broker < 0 ? "timeline.noLeader" : "timeline.leader", { broker, epoch }),
    isr: (brokers) => brokers.join(", "),
    group: ({ phase, generation }) => {
      return t("timeline.group", { generation, phase: t(`phase.${phase}`) });
    },
    groupBrief: ({ phase, generation }) => {
      return t("timeline.group.brief", { generation, phase: t(`brief.${phase}`) });
    },
    groupWords: (group, { phase, generation }) => {
      return t("timeline.groupWords", { group, generation, phase: t(`phase.${phase}`) });
    },
    time: formatTick,
  };
}

/** Links as `1–2, 1–3`, brokers by their numbers unless those could be a server's; a direction that is cut alone as `1>2`. */
function linksText(links: readonly string[], texts: Texts): string {
  const numberOf = (host: string) => /^broker-(\d+)$/.exec(host)?.[1];
  const hosts = links.flatMap((link) => link.split(">"));
  const clear = hosts.every((host) => numberOf(host) !== undefined || !/\d$/.test(host));
  const short = (host: string) => (clear ? numberOf(host) : undefined) ?? hostTitleOf(host, texts);
  const shown: string[] = [];
  for (const link of links) {
    const [from = "", to = ""] = link.split(">");
    const both = links.includes(`${to}>${from}`);
    if (both && shown.includes(`${short(to)}–${short(from)}`)) continue;
    shown.push(`${short(from)}${both ? "–" : ">"}${short(to)}`);
  }
  return shown.join(", ");
}
