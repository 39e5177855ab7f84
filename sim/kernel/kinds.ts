/**
 * What an executed event was: one number. Below {@link KIND_MESSAGE} it is the handler of a timer or
 * of the network; from there on the kind of the message that was delivered; from {@link KIND_STEP}
 * on a step from outside (a fault, an action of a person).
 */
export const KIND_MESSAGE = 1000;
export const KIND_STEP = 2000;
export const KIND_LIMIT = 2100;

/** Handlers of the kernel. */
export const HANDLER_CONNECT = 1;
export const HANDLER_CONNECTED = 2;
export const HANDLER_DELIVER = 3;
export const HANDLER_CLOSE = 4;
export const HANDLER_BOOT = 5;
export const HANDLER_LINK_TIMEOUT = 16;
export const HANDLER_LINK_SETUP_TIMEOUT = 17;
/** A storage device finished an operation. */
export const HANDLER_DEVICE = 18;
/** The system looks for pages that are dirty for too long. */
export const HANDLER_WRITE_BACK = 19;

/** Handlers from here on are timers of a process; below 16 they are the machine's. */
export const TIMER_FIRST = 16;
/** First timer handlers of the layers. */
export const ZOOKEEPER_TIMERS = 64;
export const KAFKA_TIMERS = 128;

/** First message kinds of the layers. A request's kind is even, its response's is one more. */
export const ZOOKEEPER_MESSAGES = 0;
export const KAFKA_MESSAGES = 64;

/** The name of an event kind. */
export interface KindName {
  readonly code: number;
  readonly name: string;
}

export const KERNEL_KINDS: readonly KindName[] = [
  { code: HANDLER_CONNECT, name: "connection.request" },
  { code: HANDLER_CONNECTED, name: "connection.open" },
  { code: HANDLER_CLOSE, name: "connection.close" },
  { code: HANDLER_BOOT, name: "host.boot" },
  { code: HANDLER_LINK_TIMEOUT, name: "timer.request-timeout" },
  { code: HANDLER_LINK_SETUP_TIMEOUT, name: "timer.connection-setup-timeout" },
  { code: HANDLER_DEVICE, name: "timer.disk-operation" },
  { code: HANDLER_WRITE_BACK, name: "timer.write-back" },
];
