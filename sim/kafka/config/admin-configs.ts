import { ADMIN_SWITCHES } from "../era/switches.ts";
import { CLIENT_CONFIGS } from "./client-configs.ts";
import { type ConfigDefinition, INT_MAX, number, switchConfig } from "./config-definition.ts";

/** Settings of the operator's tools (`AdminClientConfig`), then which way they take by era. */
export const ADMIN_CONFIGS: readonly ConfigDefinition[] = [
  number(
    "default.api.timeout.ms",
    [
      ["0.7", 120_000],
      ["2.6", 60_000],
    ],
    "ms for one operation; before KIP-533 as long as one request",
  ),
  number(
    "retries",
    [
      ["0.7", 5],
      ["2.6", INT_MAX],
    ],
    "retries of a request",
  ),
  number(
    "request.timeout.ms",
    [
      ["0.7", 120_000],
      ["2.6", 30_000],
    ],
    "ms",
  ),
  ...CLIENT_CONFIGS,
  ...ADMIN_SWITCHES.map(switchConfig),
];
