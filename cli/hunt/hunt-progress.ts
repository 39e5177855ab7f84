import type { Hunt } from "../../sim/explore/hunt/hunt.ts";
import type { HuntText } from "../../text/hunt.ts";
import type { Io } from "../io.ts";
import { writeError } from "../output.ts";
import { Progress } from "../progress.ts";
import { bar } from "../render/bar.ts";
import { longTimeText } from "../render/long-time.ts";
import { grouped } from "../render/numbers.ts";
import { fitLocale } from "../render/style.ts";
import { truncate } from "../render/width.ts";
import type { FinishingAt } from "./finisher.ts";

const MS_PER_SECOND = 1000;
const USUAL_COLUMNS = 80;
const PERCENT = 100;
/** Rates over less than this say nothing. */
const SHORTEST_SECONDS = 0.5;

/** Tells how far a search has come, and each new way to fail as soon as it is found. */
export class HuntProgress {
  private readonly io: Io;
  private readonly text: HuntText;
  private readonly hunt: Hunt;
  /** The seeds that were asked for; null when only time is a limit. */
  private readonly seeds: number | null;
  private readonly deadlineMs: number | null;
  private readonly startMs: number;
  private readonly progress: Progress;
  private readonly isQuiet: boolean;
  private told = 0;

  constructor(
    io: Io,
    text: HuntText,
    hunt: Hunt,
    limits: { readonly seeds: number | null; readonly deadlineMs: number | null },
    isQuiet: boolean,
  ) {
    this.io = io;
    this.text = text;
    this.hunt = hunt;
    this.seeds = limits.seeds;
    this.deadlineMs = limits.deadlineMs;
    this.startMs = io.now();
    this.progress = new Progress(io);
    this.isQuiet = isQuiet;
  }

  update(): void {
    if (this.isQuiet) return;
    const { found } = this.hunt.tally;
    for (const { candidate, signature } of found.slice(this.told)) {
      this.line(this.text.foundNow(candidate.seed, signature));
    }
    this.told = found.length;
    this.progress.update(() => this.fit(this.searching()));
  }

  /** How far the shrinking of what was found has come. */
  finishing({ number, of, signature, tries }: FinishingAt): void {
    if (this.isQuiet) return;
    const { finishing } = this.text.progress;
    this.progress.update(() => this.fit(finishing(number, of, signature, grouped(tries))));
  }

  /** Says something that stays. */
  line(text: string): void {
    this.done();
    writeError(this.io, text);
  }

  done(): void {
    this.progress.done();
  }

  private searching(): string {
    const { text, hunt, seeds, deadlineMs, io } = this;
    const { runs, events, found } = hunt.tally;
    const seconds = (io.now() - this.startMs) / MS_PER_SECOND;
    const ofTime =
      deadlineMs === null ? 0 : (seconds * MS_PER_SECOND) / (deadlineMs - this.startMs);
    const share = Math.min(1, Math.max(seeds === null ? 0 : runs / seeds, ofTime));
    const rates =
      seconds < SHORTEST_SECONDS
        ? []
        : [
            text.progress.seedsPerSecond((runs / seconds).toFixed(1)),
            text.progress.eventsPerSecond(grouped(Math.round(events / seconds))),
          ];
    const left =
      share === 0 || seconds < SHORTEST_SECONDS
        ? []
        : [text.progress.timeLeft(longTimeText((seconds * (1 - share)) / share))];
    const parts = [
      text.progress.seeds(grouped(runs), seeds === null ? null : grouped(seeds)),
      ...rates,
      text.progress.failures(found.length),
      ...left,
    ];
    const done = `${Math.floor(share * PERCENT)}%`;
    const line = parts.join(" · ");
    return io.stderr.isTerminal ? `${bar(share)} ${done}  ${line}` : `${done} · ${line}`;
  }

  /** On one line of the terminal, whose last column stays empty. */
  private fit(line: string): string {
    const { stderr, env } = this.io;
    const fitted = stderr.isTerminal ? truncate(line, (stderr.columns ?? USUAL_COLUMNS) - 1) : line;
    return fitLocale(fitted, env);
  }
}
