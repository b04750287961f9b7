/** The way to the views: at the side, or behind a button at the top where it is narrow. */

import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { connection, hasPassword, signOut } from "../api.ts";
import { hashOf, route, type View, VIEWS } from "../state/route.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { ThemeSwitch } from "./theme_switch.tsx";

const NAMES: Readonly<Record<View, string>> = {
  overview: "Overview",
  keys: "Keys",
  console: "Console",
  pubsub: "Pub/Sub",
  slowlog: "Slow log",
  clients: "Clients",
  configuration: "Configuration",
};

/** What the page has been shown goes with it. */
function leave(): void {
  signOut();
  globalThis.location.reload();
}

/** The navigation. */
export function Navigation(): VNode {
  const [isOpen, setOpen] = useState(false);
  const { view } = route.value;
  useEffect(() => setOpen(false), [view]);
  const isReachable = connection.value !== "unreachable";
  return (
    <header class="navigation">
      <div class="brand-bar">
        <a class="brand" href="#/">
          <svg class="brand-mark" width="22" height="22" viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 2.5a9.5 9.5 0 1 0 9.5 9.5h-3a6.5 6.5 0 1 1-6.5-6.5z" />
            <path d="M12 8a4 4 0 1 0 4 4h-2.2a1.8 1.8 0 1 1-1.8-1.8z" />
          </svg>
          Vortis
        </a>
        <span class="only-narrow">
          <Button
            label="Menu"
            icon="menu"
            iconOnly
            kind="quiet"
            expanded={isOpen}
            controls="navigation"
            onClick={() => setOpen(!isOpen)}
          />
        </span>
      </div>
      <div id="navigation" class={`navigation-body${isOpen ? " is-open" : ""}`}>
        <nav aria-label="Views">
          <ul>
            {VIEWS.map((name) => (
              <li key={name}>
                <a href={hashOf(name)} aria-current={name === view ? "page" : undefined}>
                  <Icon name={name} size={17} />
                  {NAMES[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="navigation-end">
          <p class="connection" role="status">
            <span class={`dot${isReachable ? " dot-on" : " dot-off"}`} aria-hidden="true" />
            {isReachable ? "Connected" : "Not reachable"}
          </p>
          <a class="docs-link" href="/docs">HTTP API</a>
          {hasPassword() && <Button label="Sign out" kind="quiet" onClick={leave} />}
          <ThemeSwitch />
        </div>
      </div>
    </header>
  );
}
