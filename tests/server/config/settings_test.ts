/** No setting is accepted and then ignored: something in the server reads each of them. */

import { assertEquals } from "@std/assert";
import { SETTING_NAMES, type SettingName } from "../../../server/config/settings.ts";

const SERVER = new URL("../../../server/", import.meta.url);

/** Settings that `Config` turns into other units, and under which name they are read then. */
const DERIVED: Readonly<Partial<Record<SettingName, string>>> = {
  "hz": ".expiryIntervalMs",
  "active-expire-effort": ".expiryBudgetMs",
};

function sourcesOutsideOfConfig(directory: URL = SERVER): string {
  let text = "";
  for (const entry of Deno.readDirSync(directory)) {
    const url = new URL(entry.name + (entry.isDirectory ? "/" : ""), directory);
    if (entry.isDirectory && entry.name !== "config") text += sourcesOutsideOfConfig(url);
    else if (entry.name.endsWith(".ts")) text += Deno.readTextFileSync(url);
  }
  return text;
}

Deno.test("settings: each is read by the server", () => {
  const sources = sourcesOutsideOfConfig();
  const unread = SETTING_NAMES.filter((name) => !sources.includes(DERIVED[name] ?? `"${name}"`));
  assertEquals(unread, []);
});
