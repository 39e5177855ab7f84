import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scenarioJsonSchema } from "../../sim/index.ts";

const PUBLISHED = "scenarios/scenario.schema.json";

// UPDATE_SCHEMA=1 npx vitest run --project unit test/scenarios/schema.test.ts && npm run format
test("the published JSON Schema is the one the code validates with", () => {
  const schema = scenarioJsonSchema();
  if (process.env.UPDATE_SCHEMA === "1") {
    writeFileSync(PUBLISHED, `${JSON.stringify(schema, null, 2)}\n`);
  }
  expect(JSON.parse(readFileSync(PUBLISHED, "utf8"))).toEqual(schema);
});
