import { BUG_SWITCHES } from "./bug-switches.ts";
import { CLIENT_SWITCHES } from "./client-switches.ts";
import type { EraSwitch } from "./era-switch.ts";
import { FOLLOWER_SWITCHES } from "./follower-switches.ts";
import { LEADER_SWITCHES } from "./leader-switches.ts";
import { SERVICE_SWITCHES } from "./service-switches.ts";

export { type EraSwitch, presetsOf, type SwitchState } from "./era-switch.ts";
export { CLIENT_SWITCHES };

/** Every behaviour of brokers that an era decides, in the order in which they are shown. */
export const BROKER_SWITCHES: readonly EraSwitch[] = [
  ...FOLLOWER_SWITCHES,
  ...LEADER_SWITCHES,
  ...SERVICE_SWITCHES,
  ...BUG_SWITCHES,
];

/** All of them, in the order in which they are shown. */
export const SWITCHES: readonly EraSwitch[] = [...BROKER_SWITCHES, ...CLIENT_SWITCHES];
