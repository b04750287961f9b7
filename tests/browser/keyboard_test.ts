/** Everything by keyboard alone; and a keyspace of which only a window is ever held. */
import { assert, assertEquals, assertLess } from "@std/assert";
import type { Page } from "playwright-core";
import { withPage } from "./browser_page.ts";
import { fillWithSamples } from "./sample_data.ts";

/** What has the focus: its role, or its element's name, and its label or text. */
function focused(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const { activeElement: element } = document;
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ??
      element.textContent;
    return (element.getAttribute("role") ?? element.localName) + " " + label.trim();
  })()`);
}

/** Presses Tab until that has the focus. */
async function tabTo(page: Page, wanted: string): Promise<void> {
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now === wanted) return;
    seen.push(now);
  }
  throw new Error(`Tab never comes to ${wanted}, only to ${seen.join(", ")}`);
}

Deno.test("a key is found, opened, changed, marked and deleted with the keyboard alone", async () => {
  await withPage({}, {
    prepare: ({ resp }) => fillWithSamples(resp),
  }, async ({ page, open, resp }) => {
    await open("");
    await page.keyboard.press("Tab");
    assertEquals(await focused(page), "a Skip to the content");
    await tabTo(page, "a Keys");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await tabTo(page, "input Search for keys");
    await page.keyboard.type("user:");
    await page.getByText("2 keys in all").waitFor();
    await tabTo(page, "grid Keys found");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.getByText("1 key marked").waitFor();
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("table").waitFor();
    const name = await page.locator(".key-name").textContent();
    await tabTo(page, "button Add field");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await tabTo(page, "input Field");
    await page.keyboard.type("by");
    await tabTo(page, "textarea Value");
    await page.keyboard.type("keyboard");
    await tabTo(page, "button Add");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator("button:focus", { hasText: "Add field" }).waitFor();
    assertEquals(await resp.call("HGET", name!, "by"), "keyboard");
  });
});

Deno.test("of very many keys only a window is held, and what is drawn stays small", async () => {
  await withPage({ "enable-debug-command": "local" }, {}, async ({ page, open, resp }) => {
    const commands = Array.from({ length: 200_000 }, (_, i) => ["SET", `key:${i}`, "x"]);
    for (let at = 0; at < commands.length; at += 10_000) {
      await resp.pipeline(commands.slice(at, at + 10_000));
    }
    await open("#/keys/0");
    const grid = page.getByRole("grid", { name: "Keys found" });
    await grid.focus();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press("End");
      await page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))");
    }
    const rows = Number(await grid.getAttribute("aria-rowcount"));
    assert(rows >= 400 && rows <= 25_000, `${rows} rows`);
    assertLess(await page.getByRole("row").count(), 60);
    // A key that a scan would find late is found at once by its name.
    await page.getByRole("searchbox", { name: "Search for keys" }).fill("key:199999");
    await page.getByRole("row", { name: /key:199999/ }).waitFor();
    // And all that match, however many were passed over.
    await page.getByRole("searchbox", { name: "Search for keys" }).fill("key:*99999");
    await page.getByText("2 keys in all").waitFor();
  });
});
