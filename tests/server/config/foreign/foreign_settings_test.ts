/** The tables of what only redis-server has: whole, without contradictions, and fit for messages. */
import { assert, assertEquals } from "@std/assert";
import { foreignSettings, listedForeignNames } from "../../../../server/config/foreign/lookup.ts";
import { refused } from "../../../../server/config/foreign/refused.ts";
import { withoutEffect } from "../../../../server/config/foreign/without_effect.ts";
import { findSetting } from "../../../../server/config/settings.ts";

const WITHOUT_EFFECT = withoutEffect();
const REFUSED = refused();
const GROUPS = [...WITHOUT_EFFECT, ...REFUSED];

Deno.test("foreign settings: each name stands once, and is none of the server's own", () => {
  const names = GROUPS.flatMap(({ settings }) =>
    Object.entries(settings).flatMap(([name, { aliases = [] }]) => [name, ...aliases])
  );
  assertEquals(new Set(names).size, names.length);
  assertEquals(new Set(names), new Set(foreignSettings().keys()));
  assertEquals(names.filter((name) => findSetting(name) !== undefined), []);
  assert(listedForeignNames().includes("slaveof"));
});

Deno.test("foreign settings: each default is a value that its kind shows as it is", () => {
  for (const [name, { kind, default: initial, fulfilled = [], isDirective }] of foreignSettings()) {
    if (isDirective) continue;
    // Nothing that has to be given has an empty default.
    if (initial === "" && !["text", "host port"].includes(kind.placeholder)) continue;
    for (const text of [initial, ...fulfilled]) assertEquals(kind.parse(text).text, text, name);
  }
});

Deno.test("foreign settings: reasons and ways out are parts of one line", () => {
  for (const { reason, wayOut = "" } of GROUPS) {
    for (const text of [reason, wayOut]) {
      assert(!/[.\n]$|^[A-Z](?!edis|ESTORE)/.test(text) && text.length <= 100, text);
    }
  }
  assert(WITHOUT_EFFECT.every(({ wayOut }) => wayOut === undefined));
  assert(REFUSED.every(({ wayOut }) => wayOut !== undefined));
  assertEquals(new Set(WITHOUT_EFFECT.map(({ reason }) => reason)).size, WITHOUT_EFFECT.length);
});
