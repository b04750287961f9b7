/** What users have stored is shown as text, wherever it is shown. */
import { assertEquals } from "@std/assert";
import { withPage } from "./browser_page.ts";
import { fillWithHostileData, HOSTILE_HTML } from "./sample_data.ts";

const KEYS = [
  HOSTILE_HTML,
  ...["hostile:hash", "hostile:list", "hostile:set", "hostile:zset", "hostile:stream"],
];

Deno.test("nothing that is stored is ever taken for HTML", async () => {
  const settings = { "slowlog-log-slower-than": "0" };
  await withPage(settings, {
    prepare: ({ resp }) => fillWithHostileData(resp),
  }, async ({ page, open, resp }) => {
    const made = async () =>
      await page.evaluate(
        "[globalThis.wasRun, document.querySelectorAll('img, b, main script').length]",
      );
    for (const key of KEYS) {
      await open(`#/keys/0/${encodeURIComponent(key)}`);
      await page.getByText(HOSTILE_HTML).last().waitFor();
      assertEquals(await made(), [undefined, 0], key);
    }
    for (const name of ["Change", "Delete"]) {
      await open("#/keys/0/hostile%3Ahash");
      await page.getByRole("button", { name: `${name} <img src=x` }).first().click();
      await page.getByRole("dialog").waitFor();
      assertEquals(await made(), [undefined, 0], name);
      await page.keyboard.press("Escape");
    }
    await resp.call("CLIENT", "SETNAME", "<script>wasRun=1</script>");
    for (const view of ["slowlog", "clients"]) {
      await open(`#/${view}`);
      await page.getByText("<script>").first().waitFor();
      assertEquals(await made(), [undefined, 0], view);
    }
    await open("#/console");
    await page.keyboard.type("KEYS *");
    await page.keyboard.press("Enter");
    await page.locator(".console-reply").getByText("onerror").waitFor();
    assertEquals(await made(), [undefined, 0], "console");
  });
});

Deno.test("bytes that are no text, long keys and letters that turn the line are shown as what they are", async () => {
  await withPage({}, {
    prepare: ({ resp }) => fillWithHostileData(resp),
  }, async ({ page, open, resp }) => {
    await open("#/keys/0");
    await page.getByRole("row", { name: /\\xff\\x00\\xfe<b>/ }).click();
    await page.getByRole("heading", { name: "\\xff\\x00\\xfe<b>" }).waitFor();
    await page.getByRole("row", { name: /turned:\\xe2\\x80\\xaegnp/ }).waitFor();
    await page.getByRole("row", { name: /^Not marked string long:k+…/ }).click();
    await page.getByText(/The first 16 KiB of 97.7 KiB/).waitFor();
    await page.getByRole("button", { name: "Load all of it" }).click();
    await page.getByText(/The first 16 KiB/).waitFor({ state: "detached" });

    await open("#/keys/0/%FF%00%FE%3Cb%3E");
    await page.getByRole("button", { name: "Delete key" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("No key is open").waitFor();
    const bytes = Uint8Array.of(0xff, 0, 0xfe, 0x3c, 0x62, 0x3e);
    assertEquals((await resp.command("EXISTS", bytes)).value, 0);
  });
});
