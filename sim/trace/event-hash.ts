import { FACT_STRIDE, type TextTable } from "../kernel/facts.ts";
import type { EventColumns } from "./columns.ts";
import { RollingHash } from "./hash.ts";
import type { FactBuffer } from "./pack.ts";
import { FACT_FIELD_COUNTS, FACT_TEXT_FIELDS } from "./union.ts";

/**
 * The hash of a run so far: of every event its time, kind, host, causes, message and facts. Facts
 * count in their packed form, in which texts are numbers, and a text by its content after the event
 * whose facts first name it.
 */
export class EventHash {
  readonly rolling = new RollingHash();
  /** Texts whose content is in the hash: those below this number. */
  textsSeen = 0;
  private readonly texts: TextTable;

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  /** Adds an event whose packed facts are at [start, end) of `bytes`. */
  add(
    time: number,
    kind: number,
    host: number,
    cause: number,
    cause2: number,
    message: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const rolling = this.rolling;
    rolling.addNumber(time);
    rolling.addPair(kind, end - start);
    rolling.addPair(host, message);
    rolling.addPair(cause, cause2);
    rolling.addBytes(bytes, start, end);
  }

  /** Adds the content of the texts that are new: those below `count`. */
  addTexts(count: number): void {
    for (; this.textsSeen < count; this.textsSeen++) {
      this.rolling.addText(this.texts.text(this.textsSeen) ?? "");
    }
  }

  /** Adds an event of a trace; `facts` is room to work in. */
  addFrom(columns: EventColumns, event: number, facts: FactBuffer): void {
    this.add(
      columns.time(event),
      columns.kind(event),
      columns.host(event),
      columns.cause(event),
      columns.cause2(event),
      columns.message(event),
      columns.factBytes(event),
      columns.factsStart(event),
      columns.factsEnd(event),
    );
    columns.facts(event, facts);
    this.addTexts(Math.max(this.textsSeen, highestText(facts) + 1));
  }
}

function highestText({ data, length }: FactBuffer): number {
  let highest = -1;
  for (let at = 0; at < length; at += FACT_STRIDE) {
    const code = data[at] as number;
    const texts = FACT_TEXT_FIELDS[code] as number;
    for (let field = 0; field < (FACT_FIELD_COUNTS[code] as number); field++) {
      if (((texts >>> field) & 1) === 1)
        highest = Math.max(highest, data[at + 1 + field] as number);
    }
  }
  return highest;
}
