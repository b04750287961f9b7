/** The key browser on real data of every type: found, opened, changed, made, deleted; read back over RESP. */
import { assert, assertEquals } from "@std/assert";
import type { RespClient } from "../../resp/client.ts";
import type { Page } from "playwright-core";
import { withPage } from "./browser_page.ts";
import { fillWithSamples } from "./sample_data.ts";

const prepare = ({ resp }: { resp: RespClient }) => fillWithSamples(resp);

function button(page: Page, name: string | RegExp) {
  return page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name });
}

function field(page: Page, name: string) {
  return page.getByRole("textbox", { name, exact: true });
}

/** The button of the open dialog that does it, once it is there; then the dialog is gone. */
async function submit(page: Page, name: string) {
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

Deno.test("keys are found by a part of their name, by a pattern and by their type", async () => {
  await withPage({}, { prepare }, async ({ page, open }) => {
    await open("#/keys/0");
    const search = page.getByRole("searchbox", { name: "Search for keys" });
    await search.fill("user:101");
    await page.getByText("2 keys in all").waitFor();
    await search.fill("*:101[78]");
    await page.getByText("3 keys in all").waitFor();
    await search.fill("");
    await page.getByLabel("Type", { exact: true }).selectOption("zset");
    await page.getByText("1 key in all").waitFor();
    await page.getByRole("row", { name: /leaderboard/ }).click();
    await page.getByRole("heading", { name: "leaderboard" }).waitFor();
    await search.fill("nothing like it");
    await page.getByText("No key is like that").waitFor();
  });
});

Deno.test("a string is shown as JSON, as text and as bytes, and changed without losing its TTL", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/session%3A9f2c41");
    await page.getByText('"user": 1017').waitFor();
    await page.getByText(/expires in 29m \d+s/).waitFor();
    await button(page, "Bytes").click();
    await page.getByText("00000000").waitFor();
    await button(page, "Edit").click();
    await field(page, "Value").fill('{"user":7}');
    await button(page, "Save").click();
    await page.getByText('"user": 7').waitFor();
    assertEquals(await resp.call("GET", "session:9f2c41"), '{"user":7}');
    assert(Number(await resp.call("TTL", "session:9f2c41")) > 1700);
  });
});

Deno.test("bytes that are no text are shown and changed in escaped notation", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/avatar%3A1017");
    await page.getByText("\\x89PNG\\r\\n\\x1a\\n\\x00").waitFor();
    await button(page, "Edit").click();
    await field(page, "Value").fill("\\xff\\x00\\q");
    await page.getByText("A backslash must be followed").waitFor();
    assert(await button(page, "Save").isDisabled());
    await field(page, "Value").fill("\\xff\\x00\\n");
    await button(page, "Save").click();
    await page.getByText("Saved the value").waitFor();
    const reply = await resp.command("GET", "avatar:1017");
    assertEquals(reply.value, Uint8Array.of(0xff, 0, 10));
  });
});

Deno.test("a field of a hash is added, changed, given a time to live and deleted", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/user%3A1017");
    await page.getByText(/14m \d+s/).waitFor();
    await button(page, "Change token").click();
    assert(await field(page, "Field").isDisabled());
    await field(page, "Value").fill("new token");
    await submit(page, "Save");
    await page.getByText("new token").waitFor();
    assert(
      Number((await resp.call("HTTL", "user:1017", "FIELDS", "1", "token") as number[])[0]) > 800,
    );

    await button(page, "Add field").click();
    await field(page, "Field").fill("language");
    await field(page, "Value").fill("English");
    await submit(page, "Add");
    await page.getByText("6 fields").waitFor();
    await button(page, "Time to live of language").click();
    await page.getByLabel("Expires in").fill("2h");
    await submit(page, "Set");
    await page.getByText(/^1h 59m$/).waitFor();
    await button(page, "Delete language").click();
    await submit(page, "Delete");
    await page.getByText("5 fields").waitFor();
    assertEquals(await resp.call("HEXISTS", "user:1017", "language"), 0);

    await page.getByRole("searchbox", { name: "Search for a field" }).fill("mai");
    await page.getByText("Page 1: 1 of 5 fields").waitFor();
  });
});

Deno.test("elements of a list are pushed, set and removed by their place", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/queue%3Amail");
    await button(page, "Add element").click();
    await field(page, "Value").fill("first");
    await page.getByLabel("Where").selectOption("At the beginning");
    await submit(page, "Add");
    await page.getByText("5 elements").waitFor();
    await button(page, "Change 1").click();
    await field(page, "Value").fill("first");
    await submit(page, "Save");
    await page.getByRole("cell", { name: "first" }).nth(1).waitFor();
    // Of two equal elements the one goes that was meant.
    await button(page, "Delete 1").click();
    await submit(page, "Delete");
    await page.getByText("4 elements").waitFor();
    assertEquals(await resp.call("LRANGE", "queue:mail", "0", "-1"), [
      ...["first", "invoice:2290", "reminder:1018", "newsletter:77"],
    ]);
    await page.getByLabel("Order").selectOption("From the end");
    await page.getByRole("cell").first().filter({ hasText: "3" }).waitFor();
    await resp.call("LPUSH", "queue:mail", "meanwhile");
    await button(page, "Delete 0").click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("The list has changed meanwhile").waitFor();
    assertEquals(await resp.call("LLEN", "queue:mail"), 5);
  });
});

Deno.test("members of sets and sorted sets are added, changed and removed", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/tags%3Aarticle%3A12");
    await button(page, "Change cache").click();
    await field(page, "Member").fill("caching");
    await submit(page, "Save");
    await page.getByRole("cell", { name: "caching", exact: true }).waitFor();
    await button(page, "Delete deno").click();
    await submit(page, "Delete");
    await page.getByText("4 members").waitFor();
    assertEquals((await resp.call("SMEMBERS", "tags:article:12") as string[]).toSorted(), [
      ...["caching", "memory", "storage", "typescript"],
    ]);

    await open("#/keys/0/leaderboard");
    assertEquals(await page.getByRole("cell").first().textContent(), "ken");
    await page.getByLabel("Order").selectOption("Highest score first");
    await page.getByRole("cell").first().filter({ hasText: "ada" }).waitFor();
    await button(page, "Change ken").click();
    await page.getByLabel("Score").fill("inf");
    await submit(page, "Save");
    await page.getByRole("cell").first().filter({ hasText: "ken" }).waitFor();
    await button(page, "Add member").click();
    await field(page, "Member").fill("edsger");
    await page.getByLabel("Score").fill("none");
    await page.getByRole("dialog").getByRole("button", { name: "Add" }).click();
    await page.getByText("ERR value is not a valid float").waitFor();
    await page.getByLabel("Score").fill("-1.5");
    await submit(page, "Add");
    await page.getByText("6 members").waitFor();
    assertEquals(await resp.call("ZSCORE", "leaderboard", "edsger"), "-1.5");
  });
});

Deno.test("entries are added to a stream and deleted", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/orders");
    await button(page, "Add entry").click();
    await page.getByLabel("Fields and values").fill('item "desk lamp"\nprice 25');
    await page.getByLabel("Id").fill("99999999999999-1");
    await submit(page, "Add");
    await page.getByText("4 entries").waitFor();
    assertEquals(await page.getByRole("cell").first().textContent(), "99999999999999-1");
    assertEquals(await resp.call("XRANGE", "orders", "99999999999999-1", "+"), [
      ["99999999999999-1", ["item", "desk lamp", "price", "25"]],
    ]);
    await button(page, "Delete 99999999999999-1").click();
    await submit(page, "Delete");
    await page.getByText("3 entries").waitFor();
    const groups = page.getByRole("table", { name: "Table: consumer groups" });
    const cells = await groups.getByRole("cell").allTextContents();
    assertEquals(cells.slice(0, 3), ["shipping", "1", "2"]);
  });
});

Deno.test("a key is made, renamed, given a time to live, and deleted", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/3");
    await page.getByText("Namespace 3 is empty").waitFor();
    await button(page, "New key").click();
    await page.getByLabel("Key", { exact: true }).fill("a/new:key");
    await page.getByLabel("Type", { exact: true }).last().selectOption("hash");
    await field(page, "Field").fill("one");
    await field(page, "Value").fill("1");
    await page.getByLabel("Expires in").fill("1h");
    await submit(page, "Make");
    await page.getByRole("heading", { name: "a/new:key" }).waitFor();
    await resp.call("SELECT", "3");
    assertEquals(await resp.call("HGET", "a/new:key", "one"), "1");

    await button(page, /expires in/).click();
    await page.getByRole("dialog").getByRole("button", { name: "Never", exact: true }).click();
    await submit(page, "Never expire");
    await button(page, /no expiry/).waitFor();
    assertEquals(await resp.call("TTL", "a/new:key"), -1);

    await resp.call("SET", "taken", "x");
    await button(page, "Rename").click();
    await page.getByLabel("New name").fill("taken");
    await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
    await page.getByText("There is a key of that name already").waitFor();
    await page.getByLabel("New name").fill("renamed");
    await submit(page, "Rename");
    await page.getByRole("heading", { name: "renamed" }).waitFor();
    assertEquals(await resp.call("EXISTS", "a/new:key", "renamed"), 1);

    await button(page, "Delete key").click();
    await submit(page, "Delete");
    await page.getByText("No key is open").waitFor();
    assertEquals(await resp.call("EXISTS", "renamed"), 0);
  });
});

Deno.test("marked keys are deleted, and all that a pattern finds, after a question", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0");
    await page.getByRole("searchbox", { name: "Search for keys" }).fill("user:*");
    await page.getByText("2 keys in all").waitFor();
    for (const name of [/user:1017/, /user:1018/]) {
      await page.getByRole("row", { name }).locator(".mark-cell").click();
    }
    await page.getByText("2 keys marked").waitFor();
    await button(page, "Delete").click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    assertEquals(await resp.call("EXISTS", "user:1017", "user:1018"), 2);
    await button(page, "Delete").click();
    await submit(page, "Delete");
    await page.getByText("No key is like that").waitFor();
    assertEquals(await resp.call("EXISTS", "user:1017", "user:1018"), 0);

    await button(page, "Delete many…").click();
    await page.getByLabel("Pattern").fill("profile:*");
    const go = page.getByRole("dialog").getByRole("button", { name: "Delete all that match" });
    assert(await go.isDisabled());
    await page.getByLabel("Write “delete” to confirm").fill("delete");
    await go.click();
    await page.getByText("Deleted 300 keys").waitFor();
    assertEquals(await resp.call("KEYS", "profile:*"), []);
    assertEquals(await resp.call("EXISTS", "greeting", "orders"), 2);
  });
});

Deno.test("a key that goes while it is looked at says so", async () => {
  await withPage({}, { prepare }, async ({ page, open, resp }) => {
    await open("#/keys/0/greeting");
    await page.getByText("Hello, world").waitFor();
    await resp.call("DEL", "greeting");
    await button(page, "Reload").last().click();
    await page.getByText("This key does not exist").waitFor();
  });
});
