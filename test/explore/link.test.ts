import fc from "fast-check";
import { deflateSync, strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { scenarioById } from "../../scenarios/index.ts";
import { fromBase64Url, toBase64Url } from "../../sim/explore/base64url.ts";
import { decodeLink, encodeLink, type RunLink } from "../../sim/explore/link.ts";
import { MOST_UNPACKED_BYTES, packJson, unpackJson } from "../../sim/explore/pack.ts";
import { InputError } from "../../sim/scenario/problems.ts";

const flagship = scenarioById("acks1-leader-kill-unreplicated") ?? null;

const text = fc.string({ unit: "grapheme", maxLength: 20 });
const name = fc.string({ minLength: 1, maxLength: 20 }).filter((s) => !s.includes("="));
const natural = fc.nat(Number.MAX_SAFE_INTEGER);
const hex8 = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef"),
  minLength: 8,
  maxLength: 8,
});

const runLink: fc.Arbitrary<RunLink> = fc.record({
  scenarioId: text,
  scenario: fc.constantFrom(null, flagship),
  control: fc.boolean(),
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  era: text,
  settings: fc.dictionary(name, text, { noNullPrototype: true }),
  overrides: fc.array(fc.record({ stream: text, index: natural, value: natural })),
  engine: fc.option(hex8),
  event: fc.option(fc.nat(1e9)),
  prefixHash: fc.option(hex8),
  view: fc.dictionary(
    name.map((n) => `v${n}`),
    text,
    { noNullPrototype: true },
  ),
});

function decodeError(link: string): string {
  try {
    decodeLink(link);
  } catch (error) {
    if (error instanceof InputError) return error.problems[0]?.code ?? "";
    throw error;
  }
  return "";
}

describe("links", () => {
  test("decoding gives back what was encoded", () => {
    fc.assert(
      fc.property(runLink, (link) => {
        expect(decodeLink(encodeLink(link))).toEqual(link);
      }),
    );
  });

  test("the link of a published scenario is short and readable", () => {
    const link = encodeLink({
      scenarioId: "acks1-leader-kill-unreplicated",
      scenario: null,
      control: true,
      seed: "42",
      era: "2.8",
      settings: { acks: "all" },
      overrides: [],
      engine: "0123abcd",
      event: 512,
      prefixHash: null,
      view: {},
    });
    expect(link).toBe(
      "#/v1/run?sc=acks1-leader-kill-unreplicated&seed=42&era=2.8&control=1&set=acks%3Dall&sim=0123abcd&ev=512",
    );
    expect(decodeLink(`https://example.org/page.html${link}`).event).toBe(512);
  });

  test("a whole scenario is packed to less than half, texts in two languages included", () => {
    const plain = Buffer.from(JSON.stringify(flagship)).length;
    expect(packJson({ scenario: flagship }).length).toBeLessThan(plain / 2);
  });

  test.each([
    "",
    "#/v1/run",
    "#/v2/run?sc=x",
    "#/v1/run?seed=1",
    "#/v1/run?sc=x&seed=-1",
    "#/v1/run?sc=%E0%A4%A",
    "#/v1/run?sc=x&ev=1e9",
    "#/v1/run?sc=x&set=acks",
    "#/v1/run?sc=x&sim=zz",
    "#/v1/run?sc=x&ph=%00",
    "#/v1/run?sc=x&cfg=!!!",
    "#/v1/run?sc=x&cfg=AAAA",
    `#/v1/run?sc=x&cfg=${packJson(7)}`,
    `#/v1/run?sc=x&cfg=${packJson({ overrides: [["s", -1, 0]] })}`,
    `#/v1/run?${"a&".repeat(600)}sc=x`,
    `#/v1/run?sc=${"x".repeat(500_000)}`,
  ])("%.60s is refused", (link) => {
    expect(decodeError(link)).toBe("problem.badLink");
  });

  test("a scenario in a link is checked like any other", () => {
    expect(decodeError(`#/v1/run?sc=x&cfg=${packJson({ scenario: { id: 7 } })}`)).toMatch(
      /^problem\./,
    );
  });

  test("any text is a link or an input error", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (query) => {
        decodeError(`#/v1/run?sc=x&${query}`);
        decodeError(`#/v1/run?sc=x&cfg=${query}`);
      }),
    );
  });
});

describe("packed values", () => {
  test("unpacking gives back what was packed", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unpackJson(packJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("a deflate bomb is refused before it has gone off", () => {
    const bomb = deflateSync(strToU8(`"${"a".repeat(20 * MOST_UNPACKED_BYTES)}"`), { level: 9 });
    expect(unpackJson(toBase64Url(bomb))).toBeUndefined();
  });

  test("cut off or changed, it is no value or another, never an exception", () => {
    const packed = packJson({ scenario: flagship });
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.constantFrom(..."Az09-_"), (at, letter) => {
        unpackJson(packed.slice(0, at));
        unpackJson(packed.slice(0, at) + letter + packed.slice(at + 1));
      }),
    );
  });

  test("base64url is that of RFC 4648", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const encoded = toBase64Url(bytes);
        expect(encoded).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(encoded)).toEqual(bytes);
      }),
    );
  });
});
