/**
 * `deno task screenshots`: pictures of the pages in docs/images/, of a server with data as people have them and
 * some load. Needs /usr/bin/chromium; what is shown in them is also what the browser tests use.
 *
 * Option: `--out DIR` writes them elsewhere, `--all` every view in every form.
 */
import { parseArgs } from "@std/cli/parse-args";
import type { Page } from "playwright-core";
import { launchBrowser } from "../tests/browser/browser_page.ts";
import { fillWithSamples } from "../tests/browser/sample_data.ts";
import { type HttpTest, withHttp } from "../tests/helpers/http/http_server.ts";

/** A picture. */
interface Shot {
  readonly name: string;
  readonly hash: string;
  /** Forms kept in docs/images/. */
  readonly kept: readonly Form[];
  readonly act?: (page: Page, test: HttpTest) => Promise<void>;
}

type Form = "light" | "dark" | "phone";

const FORMS: readonly Form[] = ["light", "dark", "phone"];

/** How long the server is under load before the charts are looked at. */
const LOAD_SECONDS = 60;
const LOAD_EVERY_MS = 50;

const SHOTS: readonly Shot[] = [
  { name: "overview", hash: "#/", kept: FORMS },
  { name: "keys", hash: "#/keys/0/user%3A1017", kept: FORMS },
  { name: "string", hash: "#/keys/0/session%3A9f2c41", kept: ["dark"] },
  { name: "sorted_set", hash: "#/keys/0/leaderboard", kept: [] },
  { name: "stream", hash: "#/keys/0/orders", kept: [] },
  {
    name: "key_dialog",
    hash: "#/keys/0",
    kept: [],
    act: (page) => page.getByRole("button", { name: "New key" }).click(),
  },
  {
    name: "delete_dialog",
    hash: "#/keys/0",
    kept: [],
    act: (page) => page.getByRole("button", { name: "Delete many…" }).click(),
  },
  { name: "empty", hash: "#/keys/7", kept: [] },
  {
    name: "console",
    hash: "#/console",
    kept: FORMS,
    async act(page) {
      for (
        const line of ["HGETALL user:1018", "ZRANGE leaderboard 0 2 WITHSCORES", "INCR greeting"]
      ) {
        await page.keyboard.type(line);
        await page.keyboard.press("Enter");
        await page.waitForTimeout(150);
      }
      await page.keyboard.type("SET greeting hello E");
    },
  },
  {
    name: "pubsub",
    hash: "#/pubsub",
    kept: ["light"],
    async act(page, { resp }) {
      for (const [kind, name] of [["channel", "news"], ["pattern", "log.*"], ["keys", "user:*"]]) {
        await page.getByLabel("To", { exact: true }).selectOption(kind);
        const label = kind === "channel" ? "Channel" : "Pattern";
        await page.getByRole("textbox", { name: label, exact: true }).fill(name);
        await page.keyboard.press("Enter");
        await page.waitForTimeout(200);
      }
      await resp.command("PUBLISH", "news", "A new version is out");
      await resp.command("PUBLISH", "log.error", '{"code":"E42","retry":true}');
      await resp.command("HSET", "user:1017", "city", "London");
      await resp.command("PUBLISH", "log.info", "worker 3 has started");
      await page.waitForTimeout(300);
    },
  },
  { name: "slow_log", hash: "#/slowlog", kept: ["light"] },
  { name: "clients", hash: "#/clients", kept: ["dark"] },
  { name: "configuration", hash: "#/configuration", kept: ["light"] },
];

const flags = parseArgs(Deno.args, { string: ["out"], boolean: ["all"] });
const folder = String(flags["out"] ?? new URL("../docs/images", import.meta.url).pathname);
await Deno.mkdir(folder, { recursive: true });

const settings = { "slowlog-log-slower-than": "20", "enable-debug-command": "local" };
await withHttp(settings, async (test) => {
  await fillWithSamples(test.resp);
  await test.resp.pipeline([
    ["SELECT", "1"],
    ["DEBUG", "POPULATE", "400000", "cache", "100"],
    ["SELECT", "0"],
  ]);
  const load = setInterval(() => putUnderLoad(test), LOAD_EVERY_MS);
  const browser = await launchBrowser();
  try {
    if (!flags["out"]) await new Promise((resolve) => setTimeout(resolve, LOAD_SECONDS * 1000));
    for (const shot of SHOTS) {
      const forms = flags["all"] ? FORMS : shot.kept;
      for (const form of forms) {
        const page = await browser.newPage({
          viewport: form === "phone" ? { width: 360, height: 720 } : { width: 1200, height: 760 },
          colorScheme: form === "dark" ? "dark" : "light",
        });
        await page.goto(`${test.url}/${shot.hash}`);
        await page.waitForTimeout(900);
        await shot.act?.(page, test);
        await page.waitForTimeout(300);
        await page.screenshot({ path: `${folder}/ui_${shot.name}_${form}.png` });
        await page.close();
      }
    }
  } finally {
    clearInterval(load);
    await browser.close();
  }
});

/** Reads and writes that come and go, as in life. */
function putUnderLoad({ resp }: HttpTest): void {
  const wave = 1 + Math.sin(Date.now() / 7000);
  const commands: string[][] = [];
  for (let i = 0; i < 20 + 30 * wave; i++) {
    commands.push(["GET", `profile:${1100 + Math.floor(Math.random() * 360)}`]);
    if (i % 4 === 0) commands.push(["INCR", "counter:visits"]);
    if (i % 16 === 0) commands.push(["LRANGE", "queue:mail", "0", "-1"], ["HGETALL", "user:1017"]);
  }
  if (Math.random() < 0.05) commands.push(["KEYS", "*"]);
  resp.pipeline(commands).catch(() => {});
}
