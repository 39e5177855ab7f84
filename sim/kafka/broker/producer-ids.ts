import { Errors } from "../errors.ts";
import { type InitProducerIdResponse, MESSAGE_OVERHEAD_BYTES } from "../messages.ts";
import type { RequestChannel } from "./request-channel.ts";

/** Who allocates blocks of producer ids. */
export interface ProducerIdBlocks {
  requestProducerIdBlock(): void;
}

/** Hands out producer ids from the blocks that this broker was given (`ProducerIdManager`). */
export class ProducerIds {
  private readonly blocks: ProducerIdBlocks;
  private readonly waiting: RequestChannel[] = [];
  private next = 0;
  private last = -1;

  constructor(blocks: ProducerIdBlocks) {
    this.blocks = blocks;
  }

  handle(channel: RequestChannel): void {
    this.waiting.push(channel);
    if (this.next <= this.last) this.serve();
    else if (this.waiting.length === 1) this.blocks.requestProducerIdBlock();
  }

  onBlock(first: number, last: number): void {
    this.next = first;
    this.last = last;
    this.serve();
    if (this.waiting.length > 0) this.blocks.requestProducerIdBlock();
  }

  private serve(): void {
    while (this.next <= this.last) {
      const channel = this.waiting.shift();
      if (channel === undefined) return;
      const producerId = this.next++;
      const body: InitProducerIdResponse = { error: Errors.NONE, producerId, producerEpoch: 0 };
      channel.respond(body, MESSAGE_OVERHEAD_BYTES);
    }
  }
}
