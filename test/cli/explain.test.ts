import { expect, test } from "vitest";
import { main } from "../../cli/main.ts";
import { fakeIo } from "./fake-io.ts";

interface Tried {
  readonly text: string;
  readonly verdict: string;
  readonly link?: string;
}

interface Explained {
  readonly findings: readonly {
    readonly invariant: string;
    readonly outcomes: readonly {
      readonly values: readonly string[];
      readonly chain: readonly { readonly event: number; readonly virtualMs: number }[];
    }[];
    readonly explanation: string;
    readonly tried: readonly Tried[];
  }[];
}

async function json<T>(...argv: string[]): Promise<T> {
  const io = fakeIo();
  await main([...argv, "--json"], io);
  return JSON.parse(io.out()) as T;
}

test("explain --json has the chains, the paragraph, and every change that was tried with its link", async () => {
  const { findings } = await json<Explained>("explain", "dup-on-lost-ack");
  expect(findings).toHaveLength(1);
  const [finding] = findings;
  expect(finding).toMatchObject({ invariant: "duplicated", outcomes: [{ values: ["m"] }] });
  const times = finding?.outcomes[0]?.chain.map(({ virtualMs }) => virtualMs) ?? [];
  expect(times).toEqual([...times].sort((x, y) => x - y));
  expect(times[0]).toBeGreaterThan(3000);
  expect(finding?.explanation).toContain("enable.idempotence=true would have saved it.");
});

test("the link of a change runs, and shows what the change came to", async () => {
  const { findings } = await json<Explained>("explain", "dup-on-lost-ack");
  const tried = findings[0]?.tried ?? [];
  for (const { text, verdict, link } of tried.slice(0, 4)) {
    const run = await json<{ records: { duplicated: unknown[] } }>("run", link ?? "");
    expect(run.records.duplicated.length, text).toBe(verdict === "saves" ? 0 : 1);
  }
  expect(new Set(tried.slice(0, 4).map(({ verdict }) => verdict))).toEqual(
    new Set(["saves", "vain"]),
  );
});
