import type { Pass } from "./pass.ts";
import { applicationsPass } from "./passes/applications.ts";
import { brokersPass } from "./passes/brokers.ts";
import { choicesPass } from "./passes/choices.ts";
import { clientsPass } from "./passes/clients.ts";
import { earlierPass } from "./passes/earlier.ts";
import { endPass } from "./passes/end.ts";
import { episodesPass } from "./passes/episodes.ts";
import { faultsPass } from "./passes/faults.ts";
import { hardwarePass } from "./passes/hardware.ts";
import { hostsPass } from "./passes/hosts.ts";
import { mergePass } from "./passes/merge.ts";
import { namesPass } from "./passes/names.ts";
import { networkPass } from "./passes/network.ts";
import { partitionsPass } from "./passes/partitions.ts";
import { recordsPass } from "./passes/records.ts";
import { replicasPass } from "./passes/replicas.ts";
import { roundPass } from "./passes/round.ts";
import { settingsPass } from "./passes/settings.ts";
import { stepsPass } from "./passes/steps.ts";
import { topicsPass } from "./passes/topics.ts";
import { waitsPass } from "./passes/waits.ts";
import { zookeeperPass } from "./passes/zookeeper.ts";

/** In this order, again and again: first what makes a run shorter, last what makes it read better. */
export const PASSES: readonly Pass[] = [
  endPass,
  clientsPass,
  episodesPass,
  topicsPass,
  stepsPass,
  recordsPass,
  partitionsPass,
  brokersPass,
  zookeeperPass,
  hardwarePass,
  networkPass,
  applicationsPass,
  settingsPass,
  replicasPass,
  hostsPass,
  faultsPass,
  waitsPass,
  mergePass,
  choicesPass,
  earlierPass,
  roundPass,
  namesPass,
];
