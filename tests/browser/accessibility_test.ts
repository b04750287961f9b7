/** Every view, in light and dark and on a phone: what axe says, and that nothing stands outside. */
import { assertEquals, assertRejects } from "@std/assert";
import { assertAccessible, assertFits, withPage } from "./browser_page.ts";
import { fillWithHostileData, fillWithSamples } from "./sample_data.ts";

const VIEWS: Readonly<Record<string, string>> = {
  "overview": "#/",
  "keys": "#/keys/0",
  "string": "#/keys/0/session%3A9f2c41",
  "binary string": "#/keys/0/avatar%3A1017",
  "hash": "#/keys/0/user%3A1017",
  "list": "#/keys/0/queue%3Amail",
  "set": "#/keys/0/tags%3Aarticle%3A12",
  "sorted set": "#/keys/0/leaderboard",
  "stream": "#/keys/0/orders",
  "hostile hash": "#/keys/0/hostile%3Ahash",
  "absent key": "#/keys/0/absent",
  "empty namespace": "#/keys/7",
  "console": "#/console",
  "pub/sub": "#/pubsub",
  "slow log": "#/slowlog",
  "clients": "#/clients",
  "configuration": "#/configuration",
};

const prepare = async ({ resp }: { resp: Parameters<typeof fillWithSamples>[0] }) => {
  await fillWithSamples(resp);
  await fillWithHostileData(resp);
};

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`every view is accessible in ${colorScheme}`, async () => {
    const settings = { "slowlog-log-slower-than": "0" };
    await withPage(settings, { colorScheme, prepare }, async ({ page, open }) => {
      for (const [name, hash] of Object.entries(VIEWS)) {
        await open(hash);
        await assertAccessible(page, `${name}, ${colorScheme}`);
      }
    });
  });
}

Deno.test("every view fits a phone of 360 pixels, and is accessible there", async () => {
  await withPage({}, { width: 360, prepare }, async ({ page, open }) => {
    for (const [name, hash] of Object.entries(VIEWS)) {
      await open(hash);
      await assertFits(page, name);
    }
    await page.getByRole("button", { name: "Menu" }).click();
    await assertAccessible(page, "the open menu");
    await page.getByRole("link", { name: "Keys" }).click();
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.getByRole("row").first().click();
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("grid", { name: "Keys found" }).waitFor();
  });
});

Deno.test("the checks see a picture without a text and something too wide", async () => {
  await withPage({}, {}, async ({ page, open }) => {
    await open("#/slowlog");
    await page.evaluate(`{
      const picture = document.createElement("img");
      picture.width = 2000;
      document.querySelector("main").append(picture);
    }`);
    await assertRejects(() => assertAccessible(page, "a picture"), Error, "image-alt");
    await assertRejects(() => assertFits(page, "a picture"), Error, "pixels of 1280");
  });
});

Deno.test("dialogs are accessible, and the switch of colours beats the system", async () => {
  await withPage({}, { prepare }, async ({ page, open }) => {
    await open("#/keys/0/user%3A1017");
    for (const name of ["New key", "Delete many…", "Add field", "Rename", "Delete key"]) {
      await page.getByRole("button", { name, exact: true }).click();
      await page.getByRole("dialog").waitFor();
      await assertAccessible(page, name);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    const ground = () =>
      page.evaluate("getComputedStyle(document.documentElement).backgroundColor");
    const light = await ground();
    await page.getByRole("radio", { name: "Dark" }).check({ force: true });
    const dark = await ground();
    assertEquals(light === dark, false);
    await page.reload();
    await page.getByRole("radio", { name: "Dark" }).waitFor();
    assertEquals(await ground(), dark);
    await page.getByRole("radio", { name: "As the system" }).check({ force: true });
    assertEquals(await ground(), light);
  });
});
