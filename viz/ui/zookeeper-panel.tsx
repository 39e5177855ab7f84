import type { JSX } from "preact";
import { formatZxid } from "../model/format.ts";
import type { ServerRow, ZnodeRow } from "../model/zookeeper-view.ts";
import { useApp, useTexts } from "./app-context.ts";
import { hostTitleOf, lifeText } from "./cluster-text.ts";

const MOST_ROWS = 400;

/** The registry as a tree, and the sessions that keep parts of it alive. */
export function ZooKeeperPanel(): JSX.Element {
  const { store } = useApp();
  const texts = useTexts();
  const { t, number } = texts;
  const view = store.zookeeper.value;
  if (view === null) return <p class="muted empty">{t("loading")}</p>;
  const rows = view.znodes.slice(0, MOST_ROWS);
  return (
    <div class="zookeeper">
      {view.servers.length > 0 && <Servers servers={view.servers} />}
      <section>
        <h3>{t("zookeeper.sessions", { count: number(view.sessions.length) })}</h3>
        {view.sessions.length > 0 && (
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{t("zookeeper.host")}</th>
                <th scope="col">{t("zookeeper.session")}</th>
                <th scope="col" class="numeric">
                  {t("zookeeper.timeout")}
                </th>
              </tr>
            </thead>
            <tbody>
              {view.sessions.map(({ id, host, timeoutMs }) => (
                <tr key={id}>
                  <th scope="row">{hostTitleOf(host, texts)}</th>
                  <td class="mono">{id}</td>
                  <td class="numeric mono">{number(timeoutMs)} ms</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section>
        <h3>{t("zookeeper.znodes", { count: number(view.znodes.length) })}</h3>
        {rows.length === 0 && <p class="muted">{t("zookeeper.empty")}</p>}
        <ul class="znodes">
          {rows.map((row) => (
            <Znode key={row.path} row={row} />
          ))}
        </ul>
        {rows.length < view.znodes.length && (
          <p class="muted">
            {t("search.count", { shown: number(rows.length), total: number(view.znodes.length) })}
          </p>
        )}
      </section>
    </div>
  );
}

/** What each server of an ensemble is, and how far it has come: what it reads from. */
function Servers({ servers }: { readonly servers: readonly ServerRow[] }): JSX.Element {
  const texts = useTexts();
  const { t, number } = texts;
  return (
    <section>
      <h3>{t("zookeeper.servers", { count: number(servers.length) })}</h3>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{t("zookeeper.server")}</th>
            <th scope="col">{t("zookeeper.role")}</th>
            <th scope="col">{t("zookeeper.zxid")}</th>
          </tr>
        </thead>
        <tbody>
          {servers.map(({ host, quorum, life, reason }) => {
            const runs = quorum !== null && life === "up";
            return (
              <tr key={host}>
                <th scope="row">{hostTitleOf(host, texts)}</th>
                <td>{runs ? t(`zookeeper.${quorum.role}`) : lifeText({ life, reason }, texts)}</td>
                <td class="mono">{quorum === null ? "" : formatZxid(quorum.zxid)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Znode({ row }: { readonly row: ZnodeRow }): JSX.Element {
  const texts = useTexts();
  const { t } = texts;
  const kind = row.owner === null ? "" : " ephemeral";
  const change = row.change === null ? "" : ` ${row.change}`;
  return (
    <li
      class={`znode${kind}${change}`}
      style={{ paddingLeft: `${row.depth * 16 + 6}px` }}
      title={`${row.path}\n${row.data}`}
    >
      <span class="znode-name mono">
        <span class="visually-hidden">{row.path.slice(0, -row.name.length)}</span>
        {row.name}
      </span>
      {row.version > 0 && <span class="tag mono">v{row.version}</span>}
      {row.owner !== null && (
        <span class="tag session" title={t("zookeeper.ephemeral")}>
          {hostTitleOf(row.owner, texts)}
        </span>
      )}
      <span class="znode-data mono muted">{row.data}</span>
    </li>
  );
}
