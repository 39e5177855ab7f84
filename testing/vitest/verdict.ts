/** What a matcher answers. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
}
