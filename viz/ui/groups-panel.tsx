import type { JSX } from "preact";
import type { GroupView, Ownership } from "../model/groups-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { OwnershipMark, PhaseMark } from "./group-marks.tsx";
import { GroupMatrix } from "./group-matrix.tsx";
import { GroupStrips } from "./group-strips.tsx";
import { briefText, lagText, phaseOf, twiceOwnedOf, unownedOf } from "./group-text.ts";
import { Icon } from "./icons.tsx";
import { useSize } from "./use-size.ts";

/** Groups shown one below the other; of more one is chosen from a list. */
const MOST_TOGETHER = 4;
/** With more partitions than this, columns are too narrow for marks and numbers. */
const MOST_COLUMNS = 24;

/** The consumer groups: who is a member, who has which partition, and how far each is behind. */
export function GroupsPanel(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const { ref, width } = useSize<HTMLElement>();
  const groups = store.groups.value?.groups ?? [];
  const isOne = groups.length > (store.narrow.value ? 1 : MOST_TOGETHER);
  const chosen = groups.find(({ id }) => id === store.group.value) ?? groups[0];
  const shown = isOne ? groups.filter((group) => group === chosen) : groups;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section ref={ref} class="groups-scroll" tabIndex={0} aria-label={t("stage.groups")}>
      {isOne && (
        <label class="group-choice">
          {t("groups.choose")}{" "}
          <select
            class="field"
            value={chosen?.id ?? ""}
            onChange={(event) => {
              store.group.value = event.currentTarget.value;
            }}
          >
            {groups.map(({ id }) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
      )}
      <ZombieHatch />
      {store.groups.value === null && <p class="muted empty">{t("loading")}</p>}
      {width > 0 && shown.map((group) => <Group key={group.id} group={group} width={width} />)}
      {shown.length > 0 && <OwnershipLegend groups={shown} />}
    </section>
  );
}

interface GroupProps {
  readonly group: GroupView;
  /** Of the panel, pixels. */
  readonly width: number;
}

function Group({ group, width }: GroupProps): JSX.Element {
  const { t } = useTexts();
  const { id, members, partitions } = group;
  const heading = `group-${id}`;
  return (
    <section class="consumer-group" aria-labelledby={heading}>
      <GroupHead group={group} heading={heading} />
      {partitions.length === 0 && <p class="muted">{t("groups.noTopics")}</p>}
      {members.length === 0 && <p class="muted">{t("groups.noMembers")}</p>}
      {partitions.length > MOST_COLUMNS ? (
        <GroupStrips group={group} width={width} />
      ) : (
        partitions.length + members.length > 0 && <GroupMatrix group={group} />
      )}
    </section>
  );
}

function GroupHead({
  group,
  heading,
}: {
  readonly group: GroupView;
  readonly heading: string;
}): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const { coordinator, formerCoordinators, generation, protocol, leader, partitions } = group;
  const phase = phaseOf(group);
  const unowned = unownedOf(group);
  const twice = twiceOwnedOf(group);
  return (
    <header class="group-head">
      <h3 id={heading}>{group.id}</h3>
      <span class={`phase ${phase}`} title={t(`phase.${phase}.hint`)}>
        <PhaseMark phase={phase} /> {t(`phase.${phase}`)}
      </span>
      {generation !== null && (
        <span class="group-generation">{t("groups.generation", { generation })}</span>
      )}
      <span class="group-facts muted">
        {phase !== "zookeeper" && (
          <span>
            {coordinator === null
              ? t("groups.noCoordinator")
              : t("groups.coordinator", { broker: coordinator })}
          </span>
        )}
        {protocol !== null && <span>{t("groups.protocol", { protocol })}</span>}
        {leader !== null && <span>{t("groups.leader", { client: leader })}</span>}
        {partitions.length > 0 && <span>{lagText(group, texts)}</span>}
      </span>
      {formerCoordinators.length > 0 && (
        <Warning text={t("groups.former", { brokers: formerCoordinators.join(", ") })} />
      )}
      {unowned.length > 0 && (
        <Warning text={t("groups.unowned", { partitions: briefText(unowned, texts) })} />
      )}
      {twice.length > 0 && (
        <Warning text={t("groups.twice", { partitions: briefText(twice, texts) })} />
      )}
    </header>
  );
}

function Warning({ text }: { readonly text: string }): JSX.Element {
  return (
    <span class="group-warning">
      <Icon name="warning" /> {text}
    </span>
  );
}

/** The ground of what a zombie has, for drawings. */
function ZombieHatch(): JSX.Element {
  return (
    <svg class="visually-hidden" aria-hidden="true">
      <defs>
        <pattern
          id="strip-zombie"
          width={5}
          height={5}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect class="zombie-ground" width={5} height={5} />
          <rect class="zombie-line" width={2} height={5} />
        </pattern>
      </defs>
    </svg>
  );
}

const OWNERSHIPS: readonly Ownership[] = ["both", "assigned", "claimed", "zombie"];

/** What the marks mean that are there to be seen. */
function OwnershipLegend({ groups }: { readonly groups: readonly GroupView[] }): JSX.Element {
  const { t } = useTexts();
  const used = new Set(
    groups.flatMap(({ members }) => members.flatMap(({ owns }) => owns.map(([, by]) => by))),
  );
  return (
    <ul class="ownership-legend" aria-label={t("ownership.legend")}>
      {OWNERSHIPS.filter((by) => used.has(by)).map((by) => (
        <li key={by}>
          <OwnershipMark by={by} /> {t(`ownership.${by}`)}
        </li>
      ))}
    </ul>
  );
}
