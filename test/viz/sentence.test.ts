import { beforeAll, describe, expect, test } from "vitest";
import { vizEn } from "../../text/viz-en.ts";
import { sentenceOf, shortSentence } from "../../viz/model/sentence.ts";
import type { EventTold } from "../../viz/model/step-view.ts";
import { type Texts, textsOf } from "../../viz/ui/text.ts";
import { OpenRun } from "../../viz/worker/open-run.ts";
import { FLAGSHIP, simulate } from "./flagship.ts";

const english: Texts = textsOf("en");
const chinese: Texts = textsOf("zh");

function told(change: Partial<EventTold>): EventTold {
  return {
    index: 1,
    timeUs: 0,
    kind: "FetchResponse",
    process: "broker-2",
    class: "fetch",
    from: "broker-1",
    facts: [],
    ...change,
  };
}

describe("an event in words", () => {
  test("says who received what from whom", () => {
    const { headline } = sentenceOf(told({}), english.find);
    expect(headline).toBe("Broker 2 receives FetchResponse from Broker 1.");
    expect(sentenceOf(told({}), chinese.find).headline).toBe(
      "broker 2 收到来自 broker 1 的 FetchResponse。",
    );
  });

  test("says first what tells most", () => {
    const event = told({
      facts: [
        {
          fact: "log.truncate",
          values: { tp: "orders-0", broker: 1, offset: 7, reason: "diverging epoch" },
        },
      ],
    });
    expect(shortSentence(event, english.find)).toBe("Broker 1 truncates orders-0 to offset 7");
  });

  test("names errors as Kafka does", () => {
    const event = told({
      facts: [{ fact: "client.error", values: { client: "producer", error: 6, tp: "orders-0" } }],
    });
    expect(shortSentence(event, english.find)).toBe("producer meets NOT_LEADER_OR_FOLLOWER");
  });

  test("shows markup in values as it is", () => {
    const event = told({
      facts: [
        {
          fact: "record.sent",
          values: { client: "p", record: 1, tp: "t-0", key: null, value: "<b>{tp}</b>" },
        },
      ],
    });
    expect(shortSentence(event, english.find)).toBe("p is given <b>{tp}</b> for t-0");
  });

  describe("over a whole run", () => {
    let run: OpenRun;
    beforeAll(() => {
      const { trace, meta } = simulate(FLAGSHIP);
      run = new OpenRun(trace, meta);
    });

    test.each([english, chinese])("leaves no argument open in $lang", (texts) => {
      const rows = run.rows(Array.from({ length: run.trace.length }, (_, i) => i));
      for (const row of rows) {
        const { headline, phrases } = sentenceOf(row, texts.find);
        for (const text of [headline, ...phrases]) {
          expect(text).not.toMatch(/\{\w+\}|undefined|\[object|NaN/);
        }
      }
    });
  });

  test("every step from outside has a sentence of its own", () => {
    expect(Object.keys(vizEn).filter((key) => key.startsWith("event.step."))).not.toHaveLength(0);
  });
});
