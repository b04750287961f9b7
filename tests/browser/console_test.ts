/** The console: commands, their replies, completion, help, history. */
import { assertEquals } from "@std/assert";
import type { Page } from "playwright-core";
import { withPage } from "./browser_page.ts";

async function enter(page: Page, line: string) {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

/** The text of the last reply, once there are `count` of them. */
async function reply(page: Page, count: number): Promise<string> {
  const replies = page.locator(".console-reply");
  await replies.nth(count - 1).waitFor();
  return await replies.nth(count - 1).textContent() ?? "";
}

Deno.test("commands are executed, and their replies are written in the manner of redis-cli", async () => {
  await withPage({}, {}, async ({ page, open, resp }) => {
    await open("#/console");
    await enter(page, 'SET greeting "hello \\x41"');
    assertEquals(await reply(page, 1), "OK");
    assertEquals(await resp.call("GET", "greeting"), "hello A");
    await enter(page, "RPUSH list a b");
    assertEquals(await reply(page, 2), "(integer) 2");
    await enter(page, "LRANGE list 0 -1");
    assertEquals(await reply(page, 3), '1) "a"\n2) "b"');
    await enter(page, "INCR greeting");
    assertEquals(await reply(page, 4), "(error) ERR value is not an integer or out of range");
    await enter(page, "GET nothing");
    assertEquals(await reply(page, 5), "(nil)");
    await enter(page, 'GET "open');
    assertEquals(await reply(page, 6), "(error) A quote is not closed");
    await enter(page, "INFO keyspace");
    assertEquals((await reply(page, 7)).split("\n")[0], "# Keyspace");
    await enter(page, "SUBSCRIBE news");
    assertEquals((await reply(page, 8)).startsWith("(error) ERR SUBSCRIBE needs"), true);
    await page.getByLabel("Namespace").selectOption("0");
    await page.getByRole("button", { name: "Clear" }).click();
    assertEquals(await page.locator(".console-reply").count(), 0);
  });
});

Deno.test("Tab completes, the arrows go through what was entered, the help follows", async () => {
  await withPage({}, {}, async ({ page, open }) => {
    await open("#/console");
    const input = page.getByRole("combobox", { name: "Command" });
    await page.getByText(/\d+ commands\. Their syntax/).waitFor();
    await page.keyboard.type("CONF");
    await page.getByRole("option", { name: "CONFIG" }).waitFor();
    await page.keyboard.press("Tab");
    assertEquals(await input.inputValue(), "CONFIG ");
    await page.keyboard.type("RE");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    assertEquals(await input.getAttribute("aria-activedescendant") !== null, true);
    await page.keyboard.press("Enter");
    assertEquals(await input.inputValue(), "CONFIG REWRITE ");
    await page.getByLabel("Help").getByText("CONFIG REWRITE").waitFor();

    await input.fill("");
    await enter(page, "PING one");
    await enter(page, "PING two");
    await page.keyboard.type("PI");
    for (const expected of ["PING two", "PING one", "PING one"]) {
      await page.keyboard.press("ArrowUp");
      assertEquals(await input.inputValue(), expected);
    }
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    assertEquals(await input.inputValue(), "PI");
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByRole("link", { name: "Console" }).click();
    assertEquals(await reply(page, 2), '"two"');
    await page.keyboard.press("ArrowUp");
    assertEquals(await input.inputValue(), "PING two");

    // With nothing offered, Tab leaves the field as everywhere.
    await input.fill("SET key ");
    await page.getByLabel("Help").getByText("SET key value").waitFor();
    await page.keyboard.press("Tab");
    assertEquals(
      await page.evaluate("document.activeElement.id"),
      await page.evaluate("document.body.id"),
    );
  });
});

Deno.test("what takes everything away is asked about first", async () => {
  await withPage({}, {}, async ({ page, open, resp }) => {
    await resp.call("SET", "kept", "1");
    await open("#/console");
    await enter(page, "flushall");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assertEquals(await resp.call("EXISTS", "kept"), 1);
    await page.getByRole("combobox", { name: "Command" }).focus();
    await enter(page, "FLUSHALL");
    await page.getByRole("dialog").getByRole("button", { name: "Execute" }).click();
    assertEquals(await reply(page, 1), "OK");
    assertEquals(await resp.call("EXISTS", "kept"), 0);
  });
});
