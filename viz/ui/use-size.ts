import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** The size of an element in CSS pixels, followed as it changes; [0, 0] before it is there. */
export function useSize<T extends Element>(): {
  readonly ref: RefObject<T | null>;
  readonly width: number;
  readonly height: number;
} {
  const ref = useRef<T>(null);
  const size = useSignal<readonly [number, number]>([0, 0]);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      size.value = [Math.floor(width), Math.floor(height)];
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [size]);
  const [width, height] = size.value;
  return { ref, width, height };
}
