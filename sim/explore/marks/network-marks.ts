import { Errors } from "../../kafka/errors.ts";
import { FETCH } from "../../kafka/messages.ts";
import { FIRST_WITH_REPLICAS, type Marks } from "./mark.ts";

/** The network, and fetch sessions over it. */
export const NETWORK_MARKS = {
  "brokers-request-timed-out": {
    reached: ({ notes, model }) =>
      notes.timeouts.some(({ client }) => (model.hosts[client]?.broker ?? -1) >= 0),
    needs: { since: FIRST_WITH_REPLICAS },
  },
  "clients-request-timed-out": {
    reached: ({ notes, model }) =>
      notes.timeouts.some(({ client }) => (model.hosts[client]?.broker ?? -1) < 0),
    needs: {},
  },
  "request-outlived-sender": {
    reached: ({ notes }) => notes.requestOutlivedSender,
    needs: {},
  },
  "fetch-session-forgotten": {
    reached: ({ notes: { refusals } }) =>
      refusals.ofRequest(FETCH, Errors.FETCH_SESSION_ID_NOT_FOUND, "broker") > 0 ||
      refusals.ofRequest(FETCH, Errors.FETCH_SESSION_ID_NOT_FOUND, "client") > 0,
    needs: { since: "1.1" },
  },
} as const satisfies Marks;
