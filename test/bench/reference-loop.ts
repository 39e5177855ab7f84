import { EventQueue } from "../../sim/kernel/event-queue.ts";

/** Events that are pending at any time in the reference loop. */
const DEPTH = 1024;

/**
 * The speed that all other speeds are compared with: the simulator's own queue with nothing to do.
 * Every event that is popped pushes one more, at a delay that varies.
 * @returns seconds of real time that `events` took
 */
export function runReferenceLoop(events: number): number {
  const queue = new EventQueue();
  let random = 12345;
  const delay = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return random % 10_000;
  };
  for (let i = 0; i < DEPTH; i++) queue.push(delay(), 0, 0, i & 7, 0, 0, -1, null);
  const handled = new Float64Array(8);
  const begun = performance.now();
  for (let i = 0; i < events; i++) {
    queue.pop();
    handle(queue.handler, handled);
    queue.push(queue.time + delay(), 0, 0, queue.handler, 0, 0, i, null);
  }
  return (performance.now() - begun) / 1000;
}

/** Empty handlers, dispatched as the simulator does. */
function handle(handler: number, handled: Float64Array): void {
  switch (handler) {
    case 0:
      handled[0] = (handled[0] as number) + 1;
      break;
    case 1:
      handled[1] = (handled[1] as number) + 1;
      break;
    case 2:
      handled[2] = (handled[2] as number) + 1;
      break;
    default:
      handled[3] = (handled[3] as number) + 1;
  }
}
