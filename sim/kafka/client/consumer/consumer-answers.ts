import type { Message } from "../../../kernel/connection.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { OffsetCommitResponse, OffsetFetchResponse } from "../../group-messages.ts";
import {
  FETCH,
  type FetchResponse,
  LIST_OFFSETS,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  OFFSETS_FOR_LEADER_EPOCH,
} from "../../messages.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { Fetcher } from "./fetcher.ts";
import type { OffsetFetcher } from "./offset-fetcher.ts";

/** Which part of a consumer takes an answer, or hears that there will be none. */
export class ConsumerAnswers {
  private readonly fetcher: Fetcher;
  private readonly offsets: OffsetFetcher;
  private readonly group: ConsumerGroup | null;

  /** @param group null: the consumer has no group.id */
  constructor(fetcher: Fetcher, offsets: OffsetFetcher, group: ConsumerGroup | null) {
    this.fetcher = fetcher;
    this.offsets = offsets;
    this.group = group;
  }

  onResponse(nodeId: number, request: InFlightRequest, response: Message): void {
    const { body } = response;
    switch (request.kind) {
      case FETCH:
        this.fetcher.handleResponse(nodeId, body as FetchResponse);
        break;
      case LIST_OFFSETS:
      case OFFSETS_FOR_LEADER_EPOCH:
        this.offsets.handleResponse(request, body);
        break;
      case OFFSET_COMMIT:
        this.group?.commits.handleResponse(request, body as OffsetCommitResponse);
        break;
      case OFFSET_FETCH:
        this.group?.committed.handleResponse(request, body as OffsetFetchResponse);
        break;
      default:
        this.group?.membership.onResponse(request, response);
    }
  }

  onDisconnected(nodeId: number, unanswered: readonly InFlightRequest[]): void {
    for (const request of unanswered) {
      const { kind } = request;
      if (kind === FETCH) this.fetcher.handleDisconnect(nodeId);
      else if (kind === LIST_OFFSETS || kind === OFFSETS_FOR_LEADER_EPOCH)
        this.offsets.handleDisconnect(request);
      else this.group?.onDisconnect(request);
    }
  }
}
