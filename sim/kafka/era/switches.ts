import { ADMIN_SWITCHES } from "./admin-switches.ts";
import { BUG_SWITCHES } from "./bug-switches.ts";
import { CLEANER_SWITCHES } from "./cleaner-switches.ts";
import { CLIENT_SWITCHES } from "./client-switches.ts";
import { CONSUMER_SWITCHES } from "./consumer-switches.ts";
import { CONTROLLER_SWITCHES } from "./controller-switches.ts";
import { ELECTION_SWITCHES } from "./election-switches.ts";
import type { EraSwitch } from "./era-switch.ts";
import { FOLLOWER_SWITCHES } from "./follower-switches.ts";
import { GROUP_SWITCHES } from "./group-switches.ts";
import { LEADER_SWITCHES } from "./leader-switches.ts";
import { LOG_SWITCHES } from "./log-switches.ts";
import { MESSAGE_SWITCHES } from "./message-switches.ts";
import { OFFSET_SWITCHES } from "./offset-switches.ts";
import { PRODUCER_STATE_SWITCHES } from "./producer-state-switches.ts";
import { PRODUCER_SWITCHES } from "./producer-switches.ts";
import { REASSIGNMENT_SWITCHES } from "./reassignment-switches.ts";
import { SERVICE_SWITCHES } from "./service-switches.ts";
import { TOPIC_SWITCHES } from "./topic-switches.ts";

export { type EraSwitch, presetsOf, type SwitchState } from "./era-switch.ts";
export { ADMIN_SWITCHES, CLIENT_SWITCHES, CONSUMER_SWITCHES, PRODUCER_SWITCHES };

/** Every behaviour of brokers that an era decides, in the order in which they are shown. */
export const BROKER_SWITCHES: readonly EraSwitch[] = [
  ...FOLLOWER_SWITCHES,
  ...LEADER_SWITCHES,
  ...CONTROLLER_SWITCHES,
  ...ELECTION_SWITCHES,
  ...TOPIC_SWITCHES,
  ...REASSIGNMENT_SWITCHES,
  ...MESSAGE_SWITCHES,
  ...LOG_SWITCHES,
  ...CLEANER_SWITCHES,
  ...SERVICE_SWITCHES,
  ...PRODUCER_STATE_SWITCHES,
  ...OFFSET_SWITCHES,
  ...GROUP_SWITCHES,
  ...BUG_SWITCHES,
];

/** All of them, in the order in which they are shown. */
export const SWITCHES: readonly EraSwitch[] = [
  ...BROKER_SWITCHES,
  ...CLIENT_SWITCHES,
  ...PRODUCER_SWITCHES,
  ...CONSUMER_SWITCHES,
  ...ADMIN_SWITCHES,
];
