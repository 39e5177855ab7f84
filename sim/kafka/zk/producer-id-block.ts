import { present } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { dataOf, type ZkRequest, zkRequest } from "./kafka-zk-client.ts";
import {
  decodeProducerIdBlock,
  encodeProducerIdBlock,
  PRODUCER_ID_BLOCK_PATH,
  type ProducerIdBlock,
} from "./zk-data.ts";

/** `ProducerIdManager.PidBlockSize`. */
export const PRODUCER_ID_BLOCK_SIZE = 1000;

export type ProducerIdBlockStep = { readonly task: "producerIdBlock" } & (
  | { readonly step: "read" }
  | { readonly step: "write"; readonly block: ProducerIdBlock; readonly version: number }
  /** The write met another version: perhaps its own, when an answer was lost. */
  | { readonly step: "check"; readonly block: ProducerIdBlock }
);

export const READ_PRODUCER_ID_BLOCK: ProducerIdBlockStep = {
  task: "producerIdBlock",
  step: "read",
};

/** What a step of the allocation asks of ZooKeeper. */
export function producerIdBlockRequest(step: ProducerIdBlockStep): ZkRequest {
  const path = PRODUCER_ID_BLOCK_PATH;
  if (step.step !== "write") return zkRequest([{ op: "getData", path, watch: false }]);
  const data = encodeProducerIdBlock(step.block);
  return zkRequest([{ op: "setData", path, data, version: step.version }]);
}

/**
 * What comes after a step: the next step, or the block that now belongs to the broker
 * (`ProducerIdManager`). Blocks follow each other, and a conditional write gives each to one broker.
 */
export function producerIdBlockNext(
  step: ProducerIdBlockStep,
  reply: Reply,
  brokerId: number,
): ProducerIdBlockStep | ProducerIdBlock {
  switch (step.step) {
    case "read": {
      const found = present(dataOf(reply), `${PRODUCER_ID_BLOCK_PATH} exists from the start`);
      const last = decodeProducerIdBlock(found.data);
      const blockStart = last === null ? 0 : last.blockEnd + 1;
      const blockEnd = blockStart + PRODUCER_ID_BLOCK_SIZE - 1;
      const block = { broker: brokerId, blockStart, blockEnd };
      return { task: "producerIdBlock", step: "write", block, version: found.version };
    }
    case "write":
      if (reply.op === "setData") return step.block;
      return { task: "producerIdBlock", step: "check", block: step.block };
    case "check": {
      const found = present(dataOf(reply), `${PRODUCER_ID_BLOCK_PATH} exists from the start`);
      const mine = found.data === encodeProducerIdBlock(step.block);
      return mine ? step.block : READ_PRODUCER_ID_BLOCK;
    }
  }
}
