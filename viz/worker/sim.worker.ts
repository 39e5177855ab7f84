import { messageOf } from "./failures.ts";
import type { OperationName, Progress, RequestMessage, ResponseMessage } from "./protocol.ts";
import { Session } from "./session.ts";

/** Requests that wait, in order. Of several of one operation only the latest will be carried out. */
const queue: RequestMessage[] = [];
const latest = new Map<OperationName, number>();
let busy = false;

self.onmessage = ({ data }: MessageEvent<RequestMessage>) => {
  latest.set(data.op, data.id);
  // Opening another run replaces whatever is being opened.
  if (data.op === "run" || data.op === "open") {
    latest.set("run", data.id);
    latest.set("open", data.id);
  }
  queue.push(data);
  if (!busy) void drain();
};

const session = new Session();

async function drain(): Promise<void> {
  busy = true;
  for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
    await answer(request);
    // Lets newer requests in, so that stale ones are seen to be stale.
    await breathe();
  }
  while (queue.length === 0 && session.prepare()) await breathe();
  busy = false;
  if (queue.length > 0) void drain();
}

async function answer({ id, op, args }: RequestMessage): Promise<void> {
  const isStale = () => latest.get(op) !== id;
  if (isStale()) {
    reply({ id, kind: "superseded" });
    return;
  }
  try {
    const pace = {
      isStale,
      breathe,
      progress: (progress: Progress) => reply({ id, kind: "progress", progress }),
    };
    const result = await session.handle(op, args as never, pace);
    if (result === null && isStale()) reply({ id, kind: "superseded" });
    else reply({ id, kind: "result", result }, transferables(result));
  } catch (error) {
    reply({ id, kind: "failure", failure: messageOf(error) });
  }
}

function reply(message: ResponseMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

/** Buffers that the page gets whole instead of a copy. */
function transferables(result: unknown): Transferable[] {
  if (result instanceof ArrayBuffer) return [result];
  if (typeof result !== "object" || result === null || !("events" in result)) return [];
  return result.events instanceof Uint32Array ? [result.events.buffer as ArrayBuffer] : [];
}

const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/** Resolves after messages that have arrived meanwhile were taken in. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
