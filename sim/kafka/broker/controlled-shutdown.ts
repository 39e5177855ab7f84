import type { Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../kernel/link.ts";
import { ms } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf } from "../config/config.ts";
import type { ClusterAddresses } from "../context.ts";
import { Errors } from "../errors.ts";
import {
  CONTROLLED_SHUTDOWN,
  type ControlledShutdownRequest,
  type ControlledShutdownResponse,
  MESSAGE_OVERHEAD_BYTES,
} from "../messages.ts";
import { TIMER_CONTROLLED_SHUTDOWN } from "../timers.ts";
import { CONNECTION_SETUP_TIMEOUT_US } from "./broker-to-controller.ts";

/** `AbstractControlRequest.UNKNOWN_BROKER_EPOCH`: up to 2.1 requests did not say. */
const UNKNOWN_BROKER_EPOCH = -1;

/** What a controlled shutdown needs of its broker. */
export interface ShuttingDownBroker {
  readonly brokerEpoch: number;
  /** Whom `/controller` names; -1 is none. */
  readonly controllerId: number;
  /** The leaders were moved, or it was tried often enough. */
  onControlledShutdownDone(): void;
}

/**
 * Asks the controller to move the leaders away before a clean shutdown
 * (`KafkaServer.controlledShutdown`): `controlled.shutdown.max.retries` tries, a pause after each that
 * failed.
 */
export class ControlledShutdown implements LinkOwner {
  private readonly host: Host;
  private readonly brokerId: number;
  private readonly addresses: ClusterAddresses;
  private readonly config: ConfigValues;
  private readonly broker: ShuttingDownBroker;
  private readonly tellsBrokerEpoch: boolean;
  private remainingRetries: number;
  private link: Link | null = null;
  /** Between two tries. */
  private pausing = false;

  constructor(
    host: Host,
    brokerId: number,
    addresses: ClusterAddresses,
    config: ConfigValues,
    broker: ShuttingDownBroker,
  ) {
    this.host = host;
    this.brokerId = brokerId;
    this.addresses = addresses;
    this.config = config;
    this.broker = broker;
    this.tellsBrokerEpoch = booleanOf(config, "brokerEpoch");
    this.remainingRetries = numberOf(config, "controlled.shutdown.max.retries");
  }

  start(): void {
    this.tryOnce();
  }

  onTimer(): void {
    this.tryOnce();
  }

  onLinkConnected(link: Link): void {
    this.send(link);
  }

  onLinkResponse(_link: Link, _request: InFlightRequest, response: Message): void {
    const { error, remaining } = response.body as ControlledShutdownResponse;
    if (error === Errors.NONE && remaining.length === 0) this.finish();
    else this.pause();
  }

  /** A connection that ends during the pause is no failed try. */
  onLinkDisconnected(): void {
    if (!this.pausing) this.pause();
  }

  private tryOnce(): void {
    this.pausing = false;
    if (this.remainingRetries === 0) {
      this.finish();
      return;
    }
    this.remainingRetries--;
    const { controllerId } = this.broker;
    const address = this.addresses.hostOfBroker.get(controllerId);
    if (address === undefined) {
      this.pause();
      return;
    }
    let { link } = this;
    if (link === null || link.tag !== controllerId) {
      link?.close("another controller");
      link = new Link(this.host, address, this, controllerId, CONNECTION_SETUP_TIMEOUT_US);
      this.link = link;
    }
    if (link.state === "connected") this.send(link);
    else link.connect();
  }

  private send(link: Link): void {
    const { brokerId } = this;
    const brokerEpoch = this.tellsBrokerEpoch ? this.broker.brokerEpoch : UNKNOWN_BROKER_EPOCH;
    const request: ControlledShutdownRequest = { brokerId, brokerEpoch };
    const timeoutUs = ms(numberOf(this.config, "request.timeout.ms"));
    link.send(CONTROLLED_SHUTDOWN, request, MESSAGE_OVERHEAD_BYTES, timeoutUs, null);
  }

  private pause(): void {
    this.pausing = true;
    const backoffMs = numberOf(this.config, "controlled.shutdown.retry.backoff.ms");
    this.host.setTimer(ms(backoffMs), TIMER_CONTROLLED_SHUTDOWN);
  }

  private finish(): void {
    if (this.link !== null && this.link.state !== "disconnected") this.link.close("done");
    this.broker.onControlledShutdownDone();
  }
}
