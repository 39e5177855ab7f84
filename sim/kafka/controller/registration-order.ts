import type { BrokerSwitches } from "../era/broker-switches.ts";
import { HAND_OVER_REGISTRATION, registerBroker } from "../zk/broker-registration.ts";
import type { ControllerStep } from "./controller-step.ts";

type RegistrationOrder = BrokerSwitches["registrationOrder"];

/** A process starts. Whatever its controller thread has to do, the registration is not delayed by it. */
export function electionAtStart(
  order: RegistrationOrder,
  election: readonly ControllerStep[],
): readonly ControllerStep[] {
  switch (order) {
    case "afterElection":
      return [...election, HAND_OVER_REGISTRATION];
    case "besideElection":
      return [HAND_OVER_REGISTRATION, ...election];
    case "beforeElection":
      return [registerBroker("controller", election)];
  }
}

/** A new session begins; `besideElection` another thread registers the broker meanwhile. */
export function electionInNewSession(
  order: RegistrationOrder,
  election: readonly ControllerStep[],
): readonly ControllerStep[] {
  switch (order) {
    case "afterElection":
      return [...election, registerBroker("controller", [])];
    case "besideElection":
      return election;
    case "beforeElection":
      return [registerBroker("controller", election)];
  }
}
