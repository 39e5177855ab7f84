import type { JSX } from "preact";
import { type GroupMark, ownershipMark, phaseMark, standingMark } from "../draw/group-marks.ts";
import type { MemberStanding, Ownership } from "../model/groups-view.ts";
import type { GroupPhase } from "../model/run-view.ts";

function Mark({ mark }: { readonly mark: GroupMark }): JSX.Element {
  const { path, filled } = mark;
  return (
    <svg class={`mark ${filled ? "filled" : "lined"}`} viewBox="-6 -6 12 12" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

export function PhaseMark({
  phase,
}: {
  readonly phase: GroupPhase | "none" | "zookeeper";
}): JSX.Element {
  return <Mark mark={phaseMark(phase)} />;
}

export function StandingMark({ standing }: { readonly standing: MemberStanding }): JSX.Element {
  return <Mark mark={standingMark(standing)} />;
}

/** The mark of a cell, with its ground. */
export function OwnershipMark({ by }: { readonly by: Ownership }): JSX.Element {
  return (
    <span class={`owns ${by}`}>
      <Mark mark={ownershipMark(by)} />
    </span>
  );
}
