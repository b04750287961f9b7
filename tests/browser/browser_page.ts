/**
 * A server in this process and a page of it in Debian's chromium. Whatever a test does, the page must log no
 * error and ask no other host for anything.
 */
import { assertEquals } from "@std/assert";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import type { SettingTexts } from "../../server/config/config.ts";
import { type HttpTest, withHttp } from "../helpers/http/http_server.ts";

/** What a test of the pages works with. */
export interface BrowserTest extends HttpTest {
  readonly page: Page;
  /** Shows a view: `open("#/keys/0")`. */
  open(hash: string): Promise<void>;
}

/** How the page is shown. */
export interface BrowserOptions {
  readonly colorScheme?: "light" | "dark";
  /** Pixels; a phone has 360. */
  readonly width?: number;
  /** What the page may log as an error. */
  readonly expectedFaults?: RegExp;
  /** The server, before the page is loaded. */
  readonly prepare?: (test: HttpTest) => Promise<void>;
}

const EXECUTABLE = "/usr/bin/chromium";
const ARGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];
/** An element that is not there by then will not come. */
const TIMEOUT_MS = 15_000;

const TWO_FRAMES = `new Promise((resolve) => setTimeout(() =>
  requestAnimationFrame(() => requestAnimationFrame(resolve))))`;

/** Starts the browser. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ARGS });
}

/** Runs `body` with a page of a server of its own. */
export async function withPage(
  settings: SettingTexts,
  options: BrowserOptions,
  body: (test: BrowserTest) => Promise<void>,
): Promise<void> {
  await withHttp(settings, async (http) => {
    await options.prepare?.(http);
    const browser = await launchBrowser();
    try {
      const faults: string[] = [];
      const context = await browser.newContext({
        viewport: { width: options.width ?? 1280, height: 800 },
        colorScheme: options.colorScheme ?? "light",
      });
      const page = await context.newPage();
      page.setDefaultTimeout(TIMEOUT_MS);
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") {
          faults.push(`${message.type()}: ${message.text()}`);
        }
      });
      page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
      page.on("request", (request) => {
        if (!request.url().startsWith(http.url)) faults.push(`asked for ${request.url()}`);
      });
      await body({
        ...http,
        page,
        async open(hash) {
          await page.goto(`${http.url}/${hash}`);
          await page.locator("main").waitFor();
          // The page hears of its new address in a turn of its own, and draws it in another.
          await page.evaluate(TWO_FRAMES);
          await page.locator(".loading-state").first().waitFor({ state: "detached" });
        },
      });
      assertEquals(faults.filter((fault) => !options.expectedFaults?.test(fault)), []);
    } finally {
      await browser.close();
    }
  });
}

/** What axe finds wrong with the page as it is: nothing. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  // The policy lets no script in but the server's own; a debugger may evaluate one all the same.
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // deno-lint-ignore no-explicit-any -- axe puts itself there
    const { violations } = await (globalThis as any).axe.run();
    // deno-lint-ignore no-explicit-any
    return violations.map(({ id, help, nodes }: any) =>
      // deno-lint-ignore no-explicit-any
      `${id} (${help}): ${nodes.map(({ html }: any) => html).slice(0, 3).join(" | ")}`
    ) as string[];
  });
  assertEquals(violations, [], what);
}

/** Nothing of the page stands beyond its right edge. */
export async function assertFits(page: Page, what: string): Promise<void> {
  const [needed, seen] = await page.evaluate(() => {
    // deno-lint-ignore no-explicit-any -- of the page, not of this program
    const { scrollWidth, clientWidth } = (globalThis as any).document.documentElement;
    return [scrollWidth, clientWidth] as [number, number];
  });
  assertEquals(needed <= seen, true, `${what} needs ${needed} pixels of ${seen}`);
}
