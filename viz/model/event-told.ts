import { KIND_MESSAGE, KIND_STEP } from "../../sim/kernel/kinds.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import type { NamedFact } from "../../sim/trace/fact-json.ts";
import type { MessageIndex } from "../../sim/trace/messages.ts";
import { kindName } from "../../sim/trace/union.ts";
import { factsOf, hostName } from "./event-facts.ts";
import { messageClass } from "./message-class.ts";
import type { EventTold } from "./step-view.ts";

/** Facts by how much they tell a person; those that are not named come after these. */
const TELLING: readonly string[] = [
  "election",
  "controller",
  "host.life",
  "link",
  "log.truncate",
  "log.retention",
  "log.clean",
  "disk.lost",
  "disk.failure",
  "disk.speed",
  "disk.sync",
  "zookeeper.session.ended",
  "group",
  "assignment",
  "membership",
  "leader.isr",
  "replica.role",
  "record.status",
  "log.append",
  "log.append.part",
  "log.segments",
  "znode",
  "znode.removed",
  "replica.hw",
  "record.processed",
  "commit",
  "group.member",
  "group.offset",
  "record.read",
  "client.error",
  "record.sent",
  "broker.state",
  "zookeeper.session.opened",
  "zookeeper.server",
  "zookeeper.client",
  "client.leader",
  "metadata",
  "fetcher",
  "epoch.cache",
];
const RANK = new Map(TELLING.map((name, i) => [name, i]));

/** An event with its names, its most telling facts first. */
export function toldEvent(columns: EventColumns, messages: MessageIndex, event: number): EventTold {
  const code = columns.kind(event);
  const kind = kindName(code);
  const message = columns.message(event);
  return {
    index: event,
    timeUs: columns.time(event),
    kind,
    process: hostName(columns, columns.host(event)),
    class: code >= KIND_MESSAGE && code < KIND_STEP ? messageClass(kind) : "other",
    from: message > 0 ? hostName(columns, messages.from(message)) : null,
    facts: byTelling(factsOf(columns, event)),
  };
}

function byTelling(facts: readonly NamedFact[]): NamedFact[] {
  const rank = (fact: NamedFact) => RANK.get(fact.fact) ?? TELLING.length;
  return facts
    .filter(({ fact }) => fact !== "message.send" && fact !== "record.batched")
    .sort((a, b) => rank(a) - rank(b));
}
