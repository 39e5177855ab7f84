import { FACT_STRIDE, type TextTable } from "../kernel/facts.ts";
import type { EventColumns } from "./columns.ts";
import { RollingHash } from "./hash.ts";
import type { FactBuffer } from "./pack.ts";
import { FACT_FIELD_COUNTS, FACT_TEXT_FIELDS } from "./union.ts";

/**
 * The hash of a run so far: of every event its time, kind, host, causes, message and facts. A text
 * counts by its number, and by its content where a fact first names it.
 */
export class EventHash {
  readonly rolling = new RollingHash();
  /** Texts whose content is in the hash: those below this number. */
  textsSeen = 0;
  private readonly texts: TextTable;

  constructor(texts: TextTable) {
    this.texts = texts;
  }

  add(
    time: number,
    kind: number,
    host: number,
    cause: number,
    cause2: number,
    message: number,
    data: Float64Array,
    length: number,
  ): void {
    const rolling = this.rolling;
    rolling.addNumber(time);
    rolling.addPair(kind, length);
    rolling.addPair(host, message);
    rolling.addPair(cause, cause2);
    for (let fact = 0; fact < length; fact += FACT_STRIDE) this.addFact(data, fact);
  }

  private addFact(data: Float64Array, fact: number): void {
    const rolling = this.rolling;
    const code = data[fact] as number;
    const end = fact + 1 + (FACT_FIELD_COUNTS[code] as number);
    const textFields = FACT_TEXT_FIELDS[code] as number;
    // Two by two: the code and the first value, the second and the third…
    for (let i = fact; i < end; i += 2) {
      const x = data[i] as number;
      const y = i + 1 < end ? (data[i + 1] as number) : 0;
      if ((x | 0) === x && (y | 0) === y) rolling.addPair(x, y);
      else {
        rolling.addNumber(x);
        rolling.addNumber(y);
      }
    }
    if (textFields !== 0) this.addNewTexts(data, fact + 1, end, textFields);
  }

  /** Adds an event of a trace. */
  addFrom(columns: EventColumns, event: number, facts: FactBuffer): void {
    columns.facts(event, facts);
    this.add(
      columns.time(event),
      columns.kind(event),
      columns.host(event),
      columns.cause(event),
      columns.cause2(event),
      columns.message(event),
      facts.data,
      facts.length,
    );
  }

  /** Adds the content of texts that no fact named before. */
  private addNewTexts(data: Float64Array, first: number, end: number, textFields: number): void {
    for (let i = first; i < end; i++) {
      const id = data[i] as number;
      if (id < this.textsSeen || ((textFields >>> (i - first)) & 1) === 0) continue;
      this.rolling.addText(this.texts.text(id) ?? "");
      this.textsSeen = id + 1;
    }
  }
}
