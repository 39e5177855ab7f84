/**
 * What a search without a failure says, by the rule of three: with 95% confidence fewer than one run in
 * so many fails, of runs drawn like these. 0 when it says nothing yet.
 * @param conclusive runs that came to a conclusion
 * @source Hanley & Lippman-Hand 1983, If nothing goes wrong, is everything all right?
 */
export function ruleOfThree(conclusive: number): number {
  return Math.floor(conclusive / 3);
}
