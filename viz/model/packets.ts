import type { EventColumns } from "../../sim/trace/columns.ts";
import { FATE_DROPPED, type MessageIndex } from "../../sim/trace/messages.ts";
import type { State } from "../../sim/trace/state.ts";
import { messageName } from "../../sim/trace/union.ts";
import { hostName } from "./event-facts.ts";
import { isResponse, messageClass } from "./message-class.ts";
import type { PacketView } from "./view.ts";

/** The messages under way after an event. */
export function packetsInFlight(
  columns: EventColumns,
  messages: MessageIndex,
  state: State,
  event: number,
): PacketView[] {
  return messages.inFlight(event).map((id) => {
    const from = hostName(columns, messages.from(id));
    const to = hostName(columns, messages.to(id));
    const kind = messageName(messages.kind(id));
    const end = messages.endEvent(id);
    return {
      id,
      from,
      to,
      kind,
      class: messageClass(kind),
      response: isResponse(kind),
      sendUs: columns.time(messages.sendEvent(id)),
      endUs: end === null ? null : columns.time(end),
      dropped: messages.fate(id) === FATE_DROPPED,
      held: state.cuts[`${from}>${to}`] === true,
    };
  });
}
