import type { ControllerStory } from "./controller-story.ts";

/** Brokers that stories call by what they are. */
const NAMED: Readonly<Record<string, number>> = { controller: 900, other: 901, deadBroker: 902 };
export const CONTROLLER = 900;
export const DEAD_BROKER = 902;

interface Telling {
  readonly pattern: RegExp;
  readonly run: (story: ControllerStory, words: RegExpExecArray) => void;
  readonly isCreation?: boolean;
}

/** What a clause may say, in the order in which it happens when a clause says several things. */
const TELLINGS: readonly Telling[] = [
  { pattern: /first controller elected/, run: () => {} },
  {
    pattern: /add partition (\d+)(?:.*assignment \[([^\]]*)\])?/,
    run: (story, words) => story.addPartition(Number(words[1]), namesIn(words[2])),
  },
  {
    pattern: /^(?!.*add partition).*assignment \[([^\]]*)\]/,
    run: (story, words) => story.createTopic(namesIn(words[1])),
    isCreation: true,
  },
  {
    pattern: /RF=1 (?:partition )?on (?:broker )?(\w+)/,
    run: (story, words) => story.createTopic(namesIn(words[1])),
    isCreation: true,
  },
  {
    pattern: /(\w+) stops|(controller|other|\d+) (?:is )?(?:offline|down|dead)/,
    run: (story, words) => story.stop(words[1] ?? words[2] ?? ""),
  },
  {
    pattern: /reassign \[([^\]]*)\] (?:->|→|to) \[([^\]]*)\]/,
    run: (story, words) => story.reassign(namesIn(words[1]), namesIn(words[2])),
  },
  {
    pattern: /restarts|starts again|comes (?:back|online)|returns/,
    run: (story) => story.restart(),
  },
  { pattern: /rejoins ISR/, run: (story) => story.awaitIsr() },
  {
    pattern: /preferred (?:replica )?(?:leader )?election/,
    run: (story) => story.electPreferred(),
  },
  {
    pattern: /^(?:controlled shutdown of )?(\d+)$/,
    run: (story, words) => story.shutDown(`${words[1]}`),
  },
  { pattern: /bounce(?: (\w+))?/, run: (story, words) => story.bounce(words[1]) },
  {
    pattern: /^\d+ records?/,
    run: (story, words) => story.produce(Number.parseInt(words[0], 10)),
  },
  { pattern: /AlterIsr proposing the current/, run: (story) => story.proposeCurrentIsr() },
  // Nobody does it: it is waited for when a broker comes back.
  { pattern: /^auto/, run: () => {} },
];

/** What a text tells, one after another. Throws where a clause says nothing that is known. */
export function actionsIn(
  text: string,
  skipsCreation: boolean,
): readonly ((story: ControllerStory) => void)[] {
  return text.split(/;\s*(?:then )?|, then /).flatMap((clause) => {
    const told = TELLINGS.filter(({ pattern }) => pattern.test(clause));
    if (told.length === 0) throw new Error(`nobody understands: ${clause}`);
    return told.flatMap(({ pattern, run, isCreation }) => {
      const words = pattern.exec(clause);
      if (words === null || (skipsCreation && isCreation === true)) return [];
      return [(story: ControllerStory) => run(story, words)];
    });
  });
}

/** Other words for the points at which a story is looked at. */
const STAGES: readonly (readonly [words: RegExp, stage: string])[] = [
  [/restart|startup|online|return|resum/i, "afterRestart"],
  [/reassign|while|halt|stall/i, "afterReassignment"],
  [/shut|stop|offline/i, "afterShutdown"],
  [/elect|rebalanc/i, "afterElection"],
];

/** The name under which a story knows what a vector names in its own words. */
export function stageOf(name: string): string {
  const stage = STAGES.find(([words]) => words.test(name))?.[1] ?? name;
  return `${stage}${/\d*$/.exec(name)?.[0] ?? ""}`;
}

/** The id of a broker that a story calls by a number or by what it is. */
export function idOf(name: unknown): number {
  const text = String(name).trim();
  const id = NAMED[text] ?? (/^-?\d+$/.test(text) ? Number(text) : undefined);
  if (id === undefined) throw new Error(`no broker is called ${text}`);
  return id;
}

/** The brokers that a story needs; the first that is started becomes the controller. */
export function brokersIn(text: string): readonly number[] {
  const numbers = [...text.matchAll(/(?:broker |shutdown of )(\d+)|\[([\d, ]+)\]/g)].flatMap(
    ([, one, list]) => (one ?? list ?? "").split(",").map(Number),
  );
  if (/only broker/.test(text)) return [CONTROLLER];
  const named = Object.keys(NAMED).filter((name) => text.includes(name));
  if (/add partition/.test(text) && named.length + numbers.length === 0) return [0];
  return [...new Set([CONTROLLER, ...named.map(idOf), ...numbers])];
}

function namesIn(list: string | undefined): readonly string[] {
  return list === undefined ? [] : list.split(",");
}
