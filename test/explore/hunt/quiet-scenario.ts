import type { Scenario } from "../../../sim/scenario/types.ts";

/** One broker, and nothing happens. */
export const SCENARIO: Scenario = {
  id: "synthetic",
  group: "found",
  importance: 1,
  title: { en: "Synthetic", zh: "合成" },
  explanation: { en: "", zh: "" },
  cluster: { brokers: 1 },
  topics: [],
  clients: [],
  steps: [],
  expect: [],
  control: { title: { en: "", zh: "" }, change: {}, expect: [] },
};
