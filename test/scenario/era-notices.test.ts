import { describe, expect, test } from "vitest";
import { scenarioById } from "../../scenarios/index.ts";
import {
  caseEraOf,
  controlEraOf,
  type Era,
  eraNotices,
  eraRanges,
  type Notice,
  otherErasOf,
  resolveScenario,
  type Scenario,
} from "../../sim/index.ts";
import { present } from "../../sim/kernel/assert.ts";

const plain: Scenario = {
  ...present(scenarioById("leader-failover-happy") ?? null, "a published scenario"),
  eras: ["0.9", "0.10.2", "2.8"],
};
/** A case whose control is nothing but a later version. */
const repaired: Scenario = {
  ...plain,
  eras: ["0.9", "0.10.2"],
  control: { ...plain.control, change: { era: "1.1" } },
};

function notices(
  scenario: Scenario,
  era: Era,
  control = false,
  settings: Readonly<Record<string, string>> = {},
): readonly Notice[] {
  const resolved = resolveScenario(scenario, control, settings, era);
  return eraNotices(scenario, resolved, control, era).filter(({ code, args }) => {
    // The scenario's own idempotence is of no interest here.
    return code !== "notice.unknownSetting" || !("name" in args) || args.name in settings;
  });
}

describe("of what is expected", () => {
  test("nothing is to be known where the case speaks", () => {
    expect(notices(plain, "0.9")).toEqual([]);
    expect(notices(plain, "2.8", true)).toEqual([]);
  });

  test("elsewhere it says of which versions the case speaks", () => {
    const args = { era: "1.1", eras: "0.9, 0.10.2, 2.8" };
    expect(notices(plain, "1.1")).toEqual([{ code: "notice.silent", args }]);
    expect(notices(plain, "1.1", true)).toEqual([{ code: "notice.silent", args }]);
  });

  test("from the version that repairs it on, it says that this is what is expected", () => {
    expect(notices(repaired, "0.10.2")).toEqual([]);
    const silent = { era: "0.11", eras: "0.9, 0.10.2" };
    expect(notices(repaired, "0.11")).toEqual([{ code: "notice.silent", args: silent }]);
    const fixed = [{ code: "notice.fixed", args: { from: "1.1" } }];
    expect(notices(repaired, "1.1")).toEqual(fixed);
    expect(notices(repaired, "2.8")).toEqual(fixed);
    expect(notices(repaired, "1.1", true)).toEqual([]);
  });

  test("a control that is a later version says nothing of the versions before", () => {
    const args = { era: "0.9", eras: "1.1–3.9" };
    expect(notices(repaired, "0.9", true)).toEqual([{ code: "notice.silent", args }]);
  });
});

describe("of settings", () => {
  const settings = { "enable.idempotence": "true" };

  test("one that the version does not know is told once, with the first that does", () => {
    const args = { name: "enable.idempotence", era: "0.9", from: "0.11" };
    expect(notices(plain, "0.9", false, settings)).toEqual([
      { code: "notice.unknownSetting", args },
    ]);
    expect(notices(plain, "2.8", false, settings)).toEqual([]);
  });

  test("a client with a version of its own counts by that", () => {
    const clients = plain.clients.map((client) => ({ ...client, era: "2.8" }));
    expect(notices({ ...plain, clients }, "0.9", false, settings)).toEqual([]);
  });
});

test("hosts whose version is not the run's are named", () => {
  const mixed: Scenario = {
    ...plain,
    cluster: { ...plain.cluster, brokerEras: { "1": "2.6", "2": "2.8" } },
    clients: plain.clients.map((client) => ({ ...client, era: "3.9" })),
  };
  expect(otherErasOf(mixed, "2.8")).toEqual([
    { host: "broker-1", era: "2.6" },
    ...plain.clients.map(({ name }) => ({ host: name, era: "3.9" })),
  ]);
  expect(otherErasOf(plain, "0.9")).toEqual([]);
});

test("the versions of a case and of its control lead to each other", () => {
  expect(controlEraOf(repaired, "0.10.2")).toBe("1.1");
  expect(caseEraOf(repaired, "1.1")).toBe("0.10.2");
  expect(caseEraOf(repaired, "0.9")).toBe("0.9");
  expect(caseEraOf(plain, "2.8")).toBe("2.8");
});

test("neighbouring versions are told as ranges", () => {
  expect(eraRanges(["0.8.2", "0.9", "0.10.2", "2.0", "2.8", "3.9"])).toBe(
    "0.8.2–0.10.2, 2.0, 2.8, 3.9",
  );
  expect(eraRanges([])).toBe("");
});
