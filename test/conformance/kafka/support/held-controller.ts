import type {
  BrokerCallbacks,
  BrokerEnvironment,
} from "../../../../sim/kafka/controller/controller-api.ts";
import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import type {
  AlterIsrPartitionResponse,
  AlterIsrRequest,
  AlterIsrResponse,
} from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Message } from "../../../../sim/kernel/connection.ts";
import { FakeController, type FakeRegistry } from "../../../kafka/broker/fake-controller.ts";

/** The controller side of a broker that keeps ISR proposals until a vector says what becomes of them. */
export class HeldController extends FakeController {
  private readonly answerTo: BrokerCallbacks;
  private readonly held: { readonly message: Message; readonly request: AlterIsrRequest }[] = [];

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks, registry: FakeRegistry) {
    super(environment, callbacks, registry);
    this.answerTo = callbacks;
  }

  override handleAlterIsr(message: Message, request: AlterIsrRequest): void {
    this.held.push({ message, request });
  }

  /** The ISRs that are proposed and not answered. */
  get proposals(): readonly (readonly number[])[] {
    return this.held.flatMap(({ request }) => request.partitions.map(({ newIsr }) => newIsr));
  }

  /** Agrees to the oldest proposal. */
  accept(newVersion: number): void {
    this.answer(Errors.NONE, newVersion);
  }

  /** Refuses the oldest proposal. */
  refuse(error: ErrorCode): void {
    this.answer(error, -1);
  }

  private answer(error: ErrorCode, currentIsrVersion: number): void {
    const { message, request } = present(this.held.shift(), "an ISR is proposed");
    const partitions = request.partitions.map(
      ({ tp, leaderEpoch, newIsr }): AlterIsrPartitionResponse => {
        return { tp, error, leader: request.brokerId, leaderEpoch, isr: newIsr, currentIsrVersion };
      },
    );
    const response: AlterIsrResponse = { error: Errors.NONE, partitions };
    this.answerTo.respond(message, response, 64);
  }
}
