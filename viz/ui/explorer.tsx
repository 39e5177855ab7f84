import type { JSX } from "preact";
import { lanesHeight } from "../draw/lanes.ts";
import type { RunView } from "../model/run-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { ClusterPanel } from "./cluster-panel.tsx";
import { Details } from "./details.tsx";
import { EventList } from "./event-list.tsx";
import { GroupsPanel } from "./groups-panel.tsx";
import { Icon, type IconName } from "./icons.tsx";
import { LanesPanel } from "./lanes-panel.tsx";
import { StageTabs } from "./stage-tabs.tsx";
import { StepPanel } from "./step-panel.tsx";
import { hasGroups, PHONE_TABS, type PhoneTab } from "./store.ts";
import { TimeAxis } from "./time-axis.tsx";
import { TopBar } from "./top-bar.tsx";
import { Transport } from "./transport.tsx";
import { Verdicts } from "./verdicts.tsx";
import { Warnings } from "./warnings.tsx";

/** The screen on which a run is watched and understood. */
export function Explorer(): JSX.Element {
  const { store } = useApp();
  return store.narrow.value ? <PhoneExplorer /> : <WideExplorer />;
}

function WideExplorer(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const lanes = wantedLanesHeight(store.run.value);
  const grouped = hasGroups(store.run.value);
  const showsGroups = store.groupsShown.value;
  // The table of groups needs more room than the cluster, which can be drawn smaller.
  const rows = `minmax(0, 1fr) min(${showsGroups ? 34 : 48}%, ${lanes}px)`;
  return (
    <div class="explorer wide">
      <TopBar />
      <Warnings />
      <main class="explorer-main">
        <aside class="panel events-panel" aria-label={t("panel.events")}>
          <EventList />
        </aside>
        <div class="stage" style={{ gridTemplateRows: rows }}>
          <section
            class="panel cluster-section"
            aria-label={t(showsGroups ? "stage.groups" : "panel.cluster")}
          >
            {grouped ? (
              <>
                <StageTabs />
                <div
                  id="stage-panel"
                  class="stage-panel"
                  role="tabpanel"
                  aria-labelledby={`stage-${store.stage.value}`}
                >
                  {showsGroups ? <GroupsPanel /> : <ClusterPanel />}
                </div>
              </>
            ) : (
              <ClusterPanel />
            )}
          </section>
          <section class="panel lanes-section" aria-label={t("panel.lanes")}>
            <LanesPanel />
          </section>
        </div>
        <aside class="panel details-panel" aria-label={t("panel.details")}>
          <Details />
        </aside>
      </main>
      <Transport />
      <TimeAxis />
    </div>
  );
}

/** What the logs need; known from the start, so that nothing moves when a partition appears. */
function wantedLanesHeight(run: RunView | null): number {
  const partitions = Math.max(1, run?.partitions.length ?? 1);
  const perPartition = (run?.replicas ?? 3) / partitions;
  return (
    PANEL_HEAD + partitions * (FIGURE_HEAD + lanesHeight(perPartition, run?.keyed ?? false)) + 12
  );
}

const PANEL_HEAD = 40;
const FIGURE_HEAD = 26;

const TAB_ICONS: Readonly<Record<PhoneTab, IconName>> = {
  cluster: "cluster",
  groups: "groups",
  logs: "logs",
  events: "list",
  details: "info",
};

function PhoneExplorer(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const tab = store.phoneTab.value;
  return (
    <div class="explorer narrow">
      <TopBar />
      <Warnings />
      <main class="explorer-main">
        {tab === "cluster" && (
          <>
            <section class="panel cluster-section" aria-label={t("panel.cluster")}>
              <ClusterPanel />
            </section>
            <StepCard />
          </>
        )}
        {tab === "groups" && (
          <section class="panel groups-section" aria-label={t("stage.groups")}>
            <GroupsPanel />
          </section>
        )}
        {tab === "logs" && (
          <>
            <section class="panel lanes-section" aria-label={t("panel.lanes")}>
              <LanesPanel />
            </section>
            <StepCard />
          </>
        )}
        {tab === "events" && (
          <section class="panel events-panel" aria-label={t("panel.events")}>
            <EventList />
          </section>
        )}
        {tab === "details" && (
          <section class="panel details-panel" aria-label={t("panel.details")}>
            <Details />
          </section>
        )}
      </main>
      <TimeAxis />
      <Transport />
      <nav class="tab-bar" aria-label={t("panels")}>
        {PHONE_TABS.filter((name) => name !== "groups" || hasGroups(store.run.value)).map(
          (name) => (
            <button
              key={name}
              type="button"
              aria-current={tab === name ? "page" : undefined}
              onClick={() => {
                store.phoneTab.value = name;
              }}
            >
              <Icon name={TAB_ICONS[name]} />
              {t(`phone.${name}`)}
            </button>
          ),
        )}
      </nav>
    </div>
  );
}

/** The event at the cursor in a few words, below the picture. */
function StepCard(): JSX.Element {
  const { t } = useTexts();
  return (
    <section class="panel step-card" aria-label={t("tab.step")}>
      <StepPanel brief />
      <Verdicts />
    </section>
  );
}
