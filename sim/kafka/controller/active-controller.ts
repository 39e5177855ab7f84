import { FACT_CONTROLLER } from "../facts.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";

/** Nobody is the controller, as far as is known. */
export const NO_CONTROLLER = -1;

/** Whom a broker takes for the active controller (`activeControllerId`). */
export class ActiveController {
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private activeControllerId = NO_CONTROLLER;

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks) {
    this.environment = environment;
    this.callbacks = callbacks;
  }

  get id(): number {
    return this.activeControllerId;
  }

  /** True while this broker takes itself for the controller. */
  get isActive(): boolean {
    return this.activeControllerId === this.environment.brokerId;
  }

  /** @param epoch controller epoch that this broker has, or had until now */
  set(controllerId: number, epoch: number): void {
    if (controllerId === this.activeControllerId) return;
    const wasActive = this.isActive;
    this.activeControllerId = controllerId;
    if (this.isActive !== wasActive) {
      const { brokerId, host } = this.environment;
      host.simulation.facts.add(FACT_CONTROLLER, brokerId, epoch, this.isActive ? 1 : 0);
    }
    this.callbacks.onControllerChange(controllerId);
  }
}
