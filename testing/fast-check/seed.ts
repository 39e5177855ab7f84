import * as fc from "fast-check";

const LARGEST = 18_446_744_073_709_551_615n;

/** Seeds of runs: unsigned 64-bit numbers in decimal. They shrink towards 0. */
export function seed(): fc.Arbitrary<string> {
  return fc.bigInt({ min: 0n, max: LARGEST }).map(String);
}
