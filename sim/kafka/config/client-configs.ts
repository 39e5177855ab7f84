import { CLIENT_SWITCHES } from "../era/switches.ts";
import { type ConfigDefinition, INT_MAX, number, switchConfig } from "./config-definition.ts";

/** What every client can be told (`CommonClientConfigs`). */
export const CLIENT_CONFIGS: readonly ConfigDefinition[] = [
  number("retry.backoff.ms", 100, "ms"),
  number("retry.backoff.max.ms", 1000, "ms", 0, INT_MAX, "3.9"),
  number(
    "reconnect.backoff.ms",
    [
      ["0.7", 10],
      ["0.9", 50],
    ],
    "ms",
  ),
  number(
    "reconnect.backoff.max.ms",
    [
      ["0.7", 10],
      ["0.9", 50],
      ["0.11", 1000],
    ],
    "ms; the pauses grow since KIP-144",
  ),
  number("metadata.max.age.ms", 300_000, "ms"),
  number(
    "socket.connection.setup.timeout.ms",
    [
      ["0.7", 127_000],
      ["2.8", 10_000],
    ],
    "ms; before KIP-601 what Linux takes to give up",
  ),
  number(
    "socket.connection.setup.timeout.max.ms",
    [
      ["0.7", 0],
      ["2.8", 30_000],
    ],
    "ms; up to this the time to connect grows from attempt to attempt since KIP-601",
  ),
  ...CLIENT_SWITCHES.map(switchConfig),
];
