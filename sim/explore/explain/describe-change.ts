import { listText } from "../../check/told.ts";
import { present } from "../../kernel/assert.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Change } from "./change.ts";
import { faultNameOf, faultTargetsOf } from "./fault-steps.ts";
import type { ChangeTold } from "./said.ts";

/** What a change is, for people. */
export function describeChange({ steps }: Scenario, change: Change): ChangeTold {
  switch (change.kind) {
    case "settings": {
      const settings = Object.entries(change.settings).map(([name, value]) => `${name}=${value}`);
      return { code: "change.settings", args: { settings: settings.join(" + ") } };
    }
    case "switch": {
      const { name, value, source } = change;
      const args = { setting: `${name}=${value}`, source: source ?? "" };
      return { code: "change.switch", args };
    }
    case "fault": {
      const step = present(steps[change.step], "the change is one of this scenario");
      const fault = present(faultNameOf(step), "only faults and operators' steps are left out");
      const args = { fault, targets: listText(faultTargetsOf(step)), step: change.step + 1 };
      return { code: "change.fault", args };
    }
    case "replication":
      return { code: "change.replication", args: { factor: change.factor } };
    case "era":
      return { code: "change.era", args: { era: change.era } };
  }
}
