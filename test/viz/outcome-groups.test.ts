import { describe, expect, test } from "vitest";
import { groupOutcomes } from "../../viz/model/outcome-groups.ts";
import type { RecordOutcomeView } from "../../viz/model/run-view.ts";

function lost(offset: number, change: Partial<RecordOutcomeView> = {}): RecordOutcomeView {
  return {
    record: offset,
    group: null,
    partition: "orders-0",
    offset,
    value: `r${offset}`,
    status: "acked",
    class: "allowed by configuration",
    fix: null,
    causes: [],
    why: [],
    chain: "why.appended class.acks1",
    ...change,
  };
}

function groups(...outcomes: RecordOutcomeView[]): string[] {
  return groupOutcomes(outcomes).map(({ values, offsets, count }) => {
    return `${values} @ ${offsets} × ${count}`;
  });
}

describe("records with the same fate", () => {
  test("are told apart by the group that it is about", () => {
    const billing = lost(8, { group: "billing" });
    expect(groups(lost(7), billing)).toHaveLength(2);
  });

  test("are told together when they are neighbours", () => {
    expect(groups(lost(7), lost(8), lost(9))).toEqual(["r7..r9 @ 7..9 × 3"]);
  });

  test("are told apart when there is a gap, another partition, or another way", () => {
    expect(groups(lost(7), lost(9))).toEqual(["r7 @ 7 × 1", "r9 @ 9 × 1"]);
    expect(groups(lost(7), lost(8, { partition: "orders-1" }))).toHaveLength(2);
    expect(groups(lost(7), lost(8, { class: "operator choice" }))).toHaveLength(2);
    expect(groups(lost(7), lost(8, { status: "unacknowledged" }))).toHaveLength(2);
    expect(groups(lost(7), lost(8, { chain: "why.notAppended class.acks0" }))).toHaveLength(2);
  });

  test("that are in no log stand together without an offset", () => {
    const never = [lost(-1, { value: "a1" }), lost(-1, { value: "a2" })];
    expect(groups(...never)).toEqual(["a1, a2 @ – × 2"]);
  });
});
