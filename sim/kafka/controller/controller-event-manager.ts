import { assert, present } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import type { ZkRequest } from "../zk/kafka-zk-client.ts";
import type { ControllerEvent } from "./controller-event.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";

/** Who processes events. */
export interface ControllerEventProcessor extends StepMachine<ControllerStep> {
  /** The first steps of an event. */
  begin(event: ControllerEvent): readonly ControllerStep[];
  /** Another controller was elected while the event was processed: what to do instead. */
  controllerMoved(event: ControllerEvent): readonly ControllerStep[];
  /** The event was dropped before its processing began, or in the middle of it. */
  preempted(event: ControllerEvent, begun: boolean): void;
}

/**
 * The controller thread (`ControllerEventManager`): a queue of events, processed one at a time, each
 * as a list of steps. While a step waits for ZooKeeper, everything else waits too.
 */
export class ControllerEventManager {
  private readonly processor: ControllerEventProcessor;
  private readonly send: (request: ZkRequest) => void;
  private readonly queue: ControllerEvent[] = [];
  private event: ControllerEvent | null = null;
  private steps: ControllerStep[] = [];
  /** The step whose replies are awaited. */
  private waiting: ControllerStep | null = null;
  private running = false;
  private asleep = false;

  /** @param send sends the request of a step that then waits for {@link replied} */
  constructor(processor: ControllerEventProcessor, send: (request: ZkRequest) => void) {
    this.processor = processor;
    this.send = send;
  }

  /** Events that wait behind the one that is being processed. */
  get queueSize(): number {
    return this.queue.length;
  }

  put(event: ControllerEvent): void {
    this.queue.push(event);
    this.run();
  }

  /** Does nothing more until {@link wake}; what comes meanwhile waits. */
  sleep(): void {
    this.asleep = true;
  }

  wake(): void {
    this.asleep = false;
    this.run();
  }

  /** The replies to the request of the step that waits. */
  replied(replies: readonly Reply[]): void {
    const step = present(this.waiting, "a step waits for these replies");
    this.waiting = null;
    this.enter(() => this.finish(step, replies));
  }

  /** The step that waits failed because another controller was elected. */
  controllerMoved(): void {
    const event = present(this.event, "a step belongs to an event");
    this.waiting = null;
    this.enter(() => {
      this.steps = [...this.processor.controllerMoved(event)];
    });
  }

  /** Drops everything: the session with which the events dealt is gone (`Expire`). */
  clear(): void {
    const { event, queue } = this;
    const dropped = queue.splice(0);
    this.event = null;
    this.steps = [];
    this.waiting = null;
    if (event !== null) this.processor.preempted(event, true);
    for (const queued of dropped) this.processor.preempted(queued, false);
  }

  private run(): void {
    this.enter(() => {});
  }

  /** Does `first` and then all that can be done without waiting. */
  private enter(first: () => void): void {
    if (this.running) return;
    this.running = true;
    first();
    while (!this.asleep && this.waiting === null && this.next()) {}
    this.running = false;
  }

  private next(): boolean {
    const step = this.steps.shift();
    if (step === undefined) {
      this.event = this.queue.shift() ?? null;
      if (this.event === null) return false;
      this.steps = [...this.processor.begin(this.event)];
      return true;
    }
    const request = this.processor.ask(step);
    if (request.operations.length === 0) {
      this.finish(step, []);
      return true;
    }
    this.waiting = step;
    this.send(request);
    return true;
  }

  private finish(step: ControllerStep, replies: readonly Reply[]): void {
    const event = this.event;
    const next = this.processor.proceed(step, replies);
    if (this.event !== event) {
      assert(next.length === 0, "a dropped event has no more steps");
      return;
    }
    this.steps = [...next, ...this.steps];
  }
}
