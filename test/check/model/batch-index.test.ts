import { expect, test } from "vitest";
import { BatchIndex } from "../../../sim/check/model/batch-index.ts";
import { RecordTable } from "../../../sim/check/model/record-table.ts";

test("a batch that is asked for while its producer fills it has all its records later", () => {
  const table = new RecordTable();
  const index = new BatchIndex(table);
  for (let row = 0; row < 3; row++) table.add(row + 1, 0, 0, -1, row, 0, 0);
  table.place(0, 7, 0);
  expect(index.rowsOf(7)).toEqual([0]);
  table.place(2, 7, 1);
  expect(index.rowsOf(7)).toEqual([0, 2]);
  expect(index.rowOf(7, 1)).toBe(2);
});

test("what is in no batch, and a batch that nobody sent, have no place", () => {
  const table = new RecordTable();
  const index = new BatchIndex(table);
  table.add(1, 0, 0, -1, 0, 0, 0);
  expect(index.rowsOf(7)).toEqual([]);
  expect(index.rowOf(7, 0)).toBe(-1);
});
