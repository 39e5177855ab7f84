import type { Message } from "../../../kernel/connection.ts";
import { type ConfigValues, numberOf } from "../../config/config.ts";
import { PRODUCE, type ProduceRequest } from "../../messages.ts";
import { TIMER_NETWORK_THREAD, TIMER_REQUEST_HANDLER } from "../../timers.ts";
import type { RequestChannel } from "../request-channel.ts";
import type { CostModel } from "./cost-model.ts";
import type { Worker } from "./worker.ts";

/** A request on its way to a handler. */
interface QueuedRequest {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** Something that a network thread has to do: a request to be read, or a response to be written. */
type NetworkTask = QueuedRequest & {
  readonly response: { readonly body: unknown; readonly sizeBytes: number } | null;
};

/** One network thread (`Processor`). */
class NetworkThread {
  readonly worker: Worker;
  readonly tasks: NetworkTask[] = [];
  current: NetworkTask | null = null;
  /** A request for which the queue has no room: the thread waits. */
  stuck: QueuedRequest | null = null;

  constructor(worker: Worker) {
    this.worker = worker;
  }
}

/**
 * The way of a request through the threads of a broker (`SocketServer`, `KafkaRequestHandlerPool`),
 * where work takes time: a network thread reads it; it waits in the one queue of all connections for a
 * handler thread; that is busy until the work is done, and only then does anything change; a network
 * thread writes the answer. A full queue (`queued.max.requests`) stops the network threads.
 */
export class RequestPath {
  private readonly costs: CostModel;
  private readonly execute: (channel: RequestChannel, message: Message) => void;
  private readonly networkThreads: readonly NetworkThread[];
  private readonly handlers: readonly Worker[];
  /** What each handler does. */
  private readonly handled: (QueuedRequest | null)[];
  private readonly queue: QueuedRequest[] = [];
  private readonly queuedMaxRequests: number;
  private nextThread = 0;

  /** @param execute does what a request asks for, at once */
  constructor(
    costs: CostModel,
    config: ConfigValues,
    execute: (channel: RequestChannel, message: Message) => void,
  ) {
    this.costs = costs;
    this.execute = execute;
    const networkThreads = Array.from({ length: numberOf(config, "num.network.threads") });
    this.networkThreads = networkThreads.map(
      (_, i) => new NetworkThread(costs.worker(TIMER_NETWORK_THREAD, i)),
    );
    const handlers = Array.from({ length: numberOf(config, "num.io.threads") });
    this.handlers = handlers.map((_, i) => costs.worker(TIMER_REQUEST_HANDLER, i));
    this.handled = handlers.map(() => null);
    this.queuedMaxRequests = numberOf(config, "queued.max.requests");
  }

  /** Requests that wait for a handler. */
  get queueLength(): number {
    return this.queue.length;
  }

  /** The number of the network thread of a new connection: they take turns. */
  assign(): number {
    const thread = this.nextThread;
    this.nextThread = (thread + 1) % this.networkThreads.length;
    return thread;
  }

  /** A request is at the broker's socket. */
  receive(channel: RequestChannel, message: Message): void {
    this.enqueue({ channel, message, response: null });
  }

  /** The answer to a request is ready. */
  respond(channel: RequestChannel, message: Message, body: unknown, sizeBytes: number): void {
    this.enqueue({ channel, message, response: { body, sizeBytes } });
  }

  /** A network thread computed enough, or the disk is ready for it. */
  onNetworkThread(index: number): void {
    const thread = this.networkThreads[index] as NetworkThread;
    if (!thread.worker.onTimer()) return;
    this.finishTask(thread);
    this.runThread(thread);
  }

  /** A handler thread computed enough, or the disk is ready for it. */
  onHandler(index: number): void {
    const worker = this.handlers[index] as Worker;
    if (!worker.onTimer()) return;
    this.finishRequest(index);
    this.runHandlers();
  }

  private enqueue(task: NetworkTask): void {
    const thread = this.networkThreads[task.channel.networkThread] as NetworkThread;
    thread.tasks.push(task);
    this.runThread(thread);
  }

  private runThread(thread: NetworkThread): void {
    while (thread.current === null && thread.stuck === null) {
      const task = thread.tasks.shift();
      if (task === undefined) return;
      thread.current = task;
      const { message, response } = task;
      const job =
        response === null
          ? this.costs.receive(message)
          : this.costs.send(message, response.body, response.sizeBytes);
      if (!thread.worker.start(job)) return;
      this.finishTask(thread);
    }
  }

  private finishTask(thread: NetworkThread): void {
    const task = thread.current as NetworkTask;
    thread.current = null;
    const { channel, message, response } = task;
    if (response !== null) channel.finishResponse(response.body, response.sizeBytes);
    else if (this.queue.length >= this.queuedMaxRequests) thread.stuck = { channel, message };
    else {
      this.queue.push({ channel, message });
      this.runHandlers();
    }
  }

  /** Gives waiting requests to handlers that are free, and room in the queue to who waits for it. */
  private runHandlers(): void {
    for (let i = 0; i < this.handlers.length && this.queue.length > 0; i++) {
      const worker = this.handlers[i] as Worker;
      while (!worker.isBusy) {
        const request = this.queue.shift();
        if (request === undefined) break;
        this.unstick();
        this.handled[i] = request;
        request.channel.takeUp();
        if (worker.start(this.costs.handle(request.message))) this.finishRequest(i);
      }
    }
  }

  private unstick(): void {
    for (const thread of this.networkThreads) {
      if (thread.stuck === null || this.queue.length >= this.queuedMaxRequests) continue;
      this.queue.push(thread.stuck);
      thread.stuck = null;
      this.runThread(thread);
    }
  }

  private finishRequest(index: number): void {
    const { channel, message } = this.handled[index] as QueuedRequest;
    this.handled[index] = null;
    if (message.kind !== PRODUCE) this.execute(channel, message);
    else {
      this.costs.whileAppending(message.body as ProduceRequest, () =>
        this.execute(channel, message),
      );
    }
  }
}
