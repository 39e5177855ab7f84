import { render } from "preact";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/panels.css";
import "./styles/drawings.css";
import "./styles/groups.css";
import { parseRoute } from "./model/permalink.ts";
import { createActions } from "./ui/actions.ts";
import { AppView } from "./ui/app.tsx";
import { AppContext } from "./ui/app-context.ts";
import { installInput } from "./ui/input.ts";
import { createNavigation } from "./ui/navigation.ts";
import { createPlayer } from "./ui/player.ts";
import { createStore } from "./ui/store.ts";
import { installTestHook } from "./ui/test-hook.ts";
import {
  wireAddress,
  wireAnnouncements,
  wireData,
  wirePlayer,
  wireSystem,
  wireTitle,
} from "./ui/wiring.ts";
import { workerClient } from "./worker/client.ts";

const store = createStore();
const worker = new Worker(new URL("./worker/sim.worker.ts", import.meta.url), { type: "module" });
const client = workerClient(worker);
const navigation = createNavigation(store);
const player = createPlayer(store);
const actions = createActions({ store, client, navigation, player });

wireSystem(store);
wireData(store, client, actions);
wirePlayer(store, player);
wireAddress(store, actions);
wireAnnouncements(store);
wireTitle(store);
installInput(store, actions);
installTestHook(store, actions, client);

const root = document.getElementById("app");
if (root === null) throw new Error("the page has no element #app");
render(
  <AppContext.Provider value={{ store, actions }}>
    <AppView />
  </AppContext.Provider>,
  root,
);

void client.call("gallery", {}).then((gallery) => {
  store.gallery.value = gallery;
});
void actions.follow(parseRoute(location.hash));
