/** One sentence per code, made from its arguments. */
export type Messages<Arguments> = {
  readonly [Code in keyof Arguments]: (args: Arguments[Code]) => string;
};

/** The languages of the interface. */
export type Language = "en" | "zh";
