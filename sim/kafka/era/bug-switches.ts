import type { EraSwitch } from "./era-switch.ts";

/** Bugs of single point releases, by their JIRA. */
function bug(jira: string, doc: string, about: string): EraSwitch {
  return {
    name: jira,
    doc: about,
    wire: false,
    states: [
      { value: false, since: "0.7", source: null, doc: "as the branch heads have it" },
      { value: true, since: null, source: jira, doc },
    ],
  };
}

/** Bugs of single point releases, which no era has. */
export const BUG_SWITCHES: readonly EraSwitch[] = [
  bug(
    "KAFKA-6003",
    "the follower checks epochs and sequence numbers of what its leader stored",
    "a batch of a producer of which a follower knows something else (0.11.0.0 and 0.11.0.1)",
  ),
  bug(
    "KAFKA-9196",
    "where a segment rolls while the high watermark is the end of the log, reads go past it until it moves",
    "a read up to the high watermark (trunk before 2.4.0; in no release)",
  ),
  bug(
    "KAFKA-9491",
    "a log that starts anew keeps a high watermark before it, and reads fail until that rises",
    "a follower that is behind the start of its leader's log (2.4.0)",
  ),
  bug(
    "KAFKA-13141",
    "the leader counts the fetch offset of a follower that it just told to truncate",
    "a diverging fetch (2.7.0 to 2.8.0)",
  ),
  bug(
    "KAFKA-14704",
    "the follower takes over the leader's high watermark before it truncates",
    "a diverging fetch (2.7.0 to 3.4.0)",
  ),
];
