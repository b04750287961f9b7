/**
 * The pages of the server: they begin here, and `deno task ui` makes one script and one style sheet of all that
 * is imported from here (`server/http/files/ui_bundle.ts`).
 *
 *     main ─► app ─► views ─► components
 *               └──────┴──► state ─► api ─► server      logic: without a browser
 */

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

import { render } from "preact";
import { command } from "./api.ts";
import { App } from "./app.tsx";
import { followAddress } from "./state/route.ts";
import { followTheme } from "./state/theme.ts";
import "uplot/dist/uPlot.min.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/states.css";
import "./styles/tables.css";
import "./styles/overview.css";
import "./styles/keys.css";
import "./styles/console.css";
import "./styles/pubsub.css";

followTheme();
followAddress();
// Whether a password is needed is known before a view asks for something; views tell of all else.
command("0", "PING").catch(() => {});
render(<App />, document.getElementById("app")!);
