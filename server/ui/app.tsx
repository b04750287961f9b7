/** The page: the navigation, the view that the address names, what was just done. */

import type { VNode } from "preact";
import { connection } from "./api.ts";
import { Navigation } from "./components/navigation.tsx";
import { NoticeList } from "./components/notice_list.tsx";
import { openDialogs } from "./state/notices.ts";
import { route, type View } from "./state/route.ts";
import { ClientsView } from "./views/clients_view.tsx";
import { ConfigurationView } from "./views/configuration/configuration_view.tsx";
import { ConsoleView } from "./views/console/console_view.tsx";
import { KeyBrowser } from "./views/keys/key_browser.tsx";
import { OverviewView } from "./views/overview/overview_view.tsx";
import { PubsubView } from "./views/pubsub/pubsub_view.tsx";
import { SignInView } from "./views/sign_in_view.tsx";
import { SlowLogView } from "./views/slow_log_view.tsx";

const COMPONENTS: Readonly<Record<View, () => VNode>> = {
  overview: OverviewView,
  keys: KeyBrowser,
  console: ConsoleView,
  pubsub: PubsubView,
  slowlog: SlowLogView,
  clients: ClientsView,
  configuration: ConfigurationView,
};

/** All of it. */
export function App(): VNode {
  if (connection.value === "needs-password") {
    return (
      <>
        <SignInView />
        <NoticeList />
      </>
    );
  }
  const { view } = route.value;
  const Component = COMPONENTS[view];
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById("main")?.focus();
  };
  return (
    <div class="app">
      <a class="skip-link" href="#main" onClick={skip}>Skip to the content</a>
      <Navigation />
      <main id="main" tabIndex={-1} class={`view view-${view}`}>
        <Component key={view} />
      </main>
      {openDialogs.value === 0 && <NoticeList />}
    </div>
  );
}
