import { assert } from "../../kernel/assert.ts";
import type { ChoiceStream } from "../../kernel/choices.ts";

/** True in so many of a hundred draws. */
export function chance(stream: ChoiceStream, percent: number): boolean {
  return stream.next(100) < percent;
}

export function pick<T>(stream: ChoiceStream, options: readonly T[]): T {
  assert(options.length > 0, "there is something to pick from");
  return options[stream.next(options.length)] as T;
}

/** One of the options, each as often as its weight says. */
export function weighted<T>(stream: ChoiceStream, options: readonly (readonly [number, T])[]): T {
  const total = options.reduce((sum, [weight]) => sum + weight, 0);
  let left = stream.next(total);
  for (const [weight, option] of options) {
    if (left < weight) return option;
    left -= weight;
  }
  throw new Error("the weights add up to the total");
}

/** The options in a drawn order. */
export function shuffled<T>(stream: ChoiceStream, options: readonly T[]): readonly T[] {
  const order = [...options];
  for (let i = order.length - 1; i > 0; i--) {
    const j = stream.next(i + 1);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

/** So many of the options, or all when there are fewer, in a drawn order. */
export function some<T>(stream: ChoiceStream, options: readonly T[], count: number): readonly T[] {
  return shuffled(stream, options).slice(0, count);
}
