/** Overview, pub/sub, slow log, clients, configuration, and the password. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { assertAccessible, withPage } from "./browser_page.ts";

Deno.test("the overview shows live figures and charts, and leads to the namespaces", async () => {
  await withPage({}, {}, async ({ page, open, resp }) => {
    await resp.call("SELECT", "4");
    await resp.call("SET", "here", "1");
    await open("#/");
    await page.getByRole("img", { name: /Operations a second: Commands/ }).waitFor();
    assertEquals(await page.locator(".u-wrap canvas").count(), 6);
    const total = page.locator(".tile-note").first();
    const before = await total.textContent() ?? "";
    for (let i = 0; i < 200; i++) await resp.call("GET", "here");
    await total.filter({ hasNotText: new RegExp(`^${before}$`) }).waitFor();
    await page.getByRole("img", { name: /Hits and misses.*Hits (?!0,|–)/ }).waitFor();
    await page.getByLabel("Time").selectOption("600");
    await page.locator(".u-over").first().hover();
    await page.getByRole("link", { name: "4", exact: true }).click();
    await page.getByRole("row", { name: /here/ }).waitFor();
  });
});

Deno.test("channels, patterns and events of keys arrive; messages are published", async () => {
  await withPage({ "notify-keyspace-events": "" }, {}, async ({ page, open, resp }) => {
    await open("#/pubsub");
    const subscribe = async (kind: string, label: string, name: string) => {
      await page.getByLabel("To", { exact: true }).selectOption(kind);
      await page.getByRole("textbox", { name: label, exact: true }).fill(name);
      await page.keyboard.press("Enter");
      await page.locator(".topic-name").getByText(name, { exact: true }).waitFor();
      await page.locator(".topics .dot-on").first().waitFor();
    };
    await subscribe("channel", "Channel", "news");
    await subscribe("pattern", "Pattern", "log.*");
    await subscribe("keys", "Pattern", "user:*");
    await resp.command("PUBLISH", "news", "<b>bold</b>");
    await resp.command("PUBLISH", "log.error", Uint8Array.of(0xff, 0));
    await resp.command("SET", "user:7", "x");
    const messages = page.getByRole("log", { name: "Messages" });
    for (const text of ["<b>bold</b>", "\\xff\\x00", "user:7"]) {
      await messages.getByText(text, { exact: true }).waitFor();
    }
    await page.getByRole("textbox", { name: "To the channel" }).fill("news");
    await page.getByRole("textbox", { name: "Message" }).fill("from here");
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByText("Sent to 1 subscriber").waitFor();
    await messages.getByText("from here").waitFor();
    await page.getByText("4 messages").waitFor();
    await assertAccessible(page, "messages");

    await page.getByRole("button", { name: "Unsubscribe from news" }).click();
    await page.locator(".topics .dot-on").first().waitFor();
    assertEquals(await resp.call("PUBSUB", "NUMSUB", "news"), ["news", 0]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("Nothing has arrived yet").waitFor();
  });
});

Deno.test("the slow log shows the commands and is cleared after a question", async () => {
  await withPage({ "slowlog-log-slower-than": "0" }, {}, async ({ page, open, resp }) => {
    await resp.call("SET", "slow", "<i>value</i>");
    await resp.call("CONFIG", "SET", "slowlog-log-slower-than", "5000000");
    await open("#/slowlog");
    await page.getByRole("cell", { name: "SET slow <i>value</i>" }).waitFor();
    await page.getByText("Commands that took 5 s or longer").waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Clear" }).click();
    await page.getByText("No slow command").waitFor();
    assertEquals(await resp.call("SLOWLOG", "LEN"), 0);
  });
});

Deno.test("clients are listed and their connections ended", async () => {
  await withPage({}, {}, async ({ page, open, server }) => {
    const victim = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
    await victim.call("CLIENT", "SETNAME", "victim");
    await open("#/clients");
    const row = page.getByRole("row", { name: /victim/ });
    assertMatch(await row.textContent() ?? "", /client\|setname/);
    await page.getByRole("searchbox", { name: "Filter the clients" }).fill("victim");
    await page.getByText("1 client", { exact: true }).waitFor();
    await row.getByRole("button").click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await page.getByText("No client is like that").waitFor();
    const outcome = await victim.call("PING").then(() => "answered", () => "ended");
    assertEquals(outcome, "ended");
    victim.close();
  });
});

Deno.test("settings are found, changed, and refused with the server's own words", async () => {
  await withPage({ requirepass: "" }, {}, async ({ page, open, resp }) => {
    await open("#/configuration");
    await page.getByRole("searchbox", { name: "Filter the settings" }).fill("maxmemory");
    await page.getByRole("button", { name: "Change maxmemory", exact: true }).click();
    const value = page.getByRole("textbox", { name: "Value" });
    await value.fill("lots");
    await page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    await page.getByText(/CONFIG SET failed/).waitFor();
    assertEquals(await value.getAttribute("aria-invalid"), "true");
    await value.fill("64mb");
    await page.getByRole("dialog").getByRole("button", { name: "Set" }).click();
    await page.getByRole("cell", { name: "67108864" }).waitFor();
    assertEquals(await resp.call("CONFIG", "GET", "maxmemory"), ["maxmemory", "67108864"]);
  });
});

Deno.test("a server that goes away is told of, and what was loaded stays", async () => {
  await withPage({}, { expectedFaults: /ERR_CONNECTION/ }, async ({ page, open, server, resp }) => {
    await open("#/clients");
    await page.getByText("1 client", { exact: true }).waitFor();
    resp.close();
    await server.shutdown();
    await page.getByText("Not reachable").waitFor();
    await page.getByText("Not up to date: The server cannot be reached").waitFor();
    await page.getByText("1 client", { exact: true }).waitFor();
    await assertAccessible(page, "out of reach");
    await page.getByRole("link", { name: "Slow log" }).click();
    await page.getByRole("button", { name: "Try again" }).waitFor();
    await assertAccessible(page, "an error");
  });
});

Deno.test("a server with a password asks for it, and keeps everything else back", async () => {
  const settings = { requirepass: "sésame" };
  // The browser tells of every answer with status 401; that is no error of the page.
  await withPage(settings, { expectedFaults: /401/ }, async ({ page, open, resp }) => {
    await resp.call("SET", "secret", "x");
    await open("#/keys/0");
    const password = page.getByRole("textbox", { name: "Password" });
    await password.waitFor();
    await assertAccessible(page, "sign in");
    await password.fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("does not accept this password").waitFor();
    await password.fill("sésame");
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /secret/ }).waitFor();
    await page.reload();
    await page.getByRole("row", { name: /secret/ }).waitFor();
    await open("#/pubsub");
    await page.getByRole("textbox", { name: "Channel", exact: true }).fill("news");
    await page.keyboard.press("Enter");
    await page.locator(".topics .dot-on").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await password.waitFor();
    assertEquals(await page.evaluate("sessionStorage.length"), 0);
    assert(!await page.evaluate("Object.values(sessionStorage).includes('sésame')"));
  });
});
