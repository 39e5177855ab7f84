import type { Broker } from "../../../../sim/kafka/broker/broker.ts";
import { type Connection, type Message, SERVER_SIDE } from "../../../../sim/kernel/connection.ts";
import type { Endpoint, Process } from "../../../../sim/kernel/process.ts";
import type { Simulation } from "../../../../sim/kernel/simulation.ts";

/** What an {@link Interception} gives when nobody shall answer. */
export const UNANSWERED = "unanswered";

/** Answers a request in place of the broker; null leaves it to the broker. */
export type Interception = (message: Message) => unknown;

/** A broker of which some requests are answered by a vector. */
export class InterceptedBroker implements Process {
  private readonly broker: Broker;
  private readonly sim: () => Simulation;
  private readonly interception: Interception;

  constructor(broker: Broker, sim: () => Simulation, interception: Interception) {
    this.broker = broker;
    this.sim = sim;
    this.interception = interception;
  }

  start(): void {
    this.broker.start();
  }

  onTimer(handler: number, a: number, b: number): void {
    this.broker.onTimer(handler, a, b);
  }

  shutdown(): void {
    this.broker.shutdown();
  }

  onAccept(connection: Connection): Endpoint {
    const endpoint = this.broker.onAccept(connection);
    return {
      onConnected: (opened) => endpoint.onConnected(opened),
      onClosed: (closed, reason) => endpoint.onClosed(closed, reason),
      onMessage: (_, message) => {
        const answer = this.interception(message);
        if (answer === null) endpoint.onMessage(connection, message);
        else if (answer !== UNANSWERED) this.answer(connection, message, answer);
      },
    };
  }

  private answer(
    connection: Connection,
    { kind, correlationId, id }: Message,
    body: unknown,
  ): void {
    const { network } = this.sim();
    network.send(connection, SERVER_SIDE, kind + 1, correlationId, id, 64, body);
  }
}
