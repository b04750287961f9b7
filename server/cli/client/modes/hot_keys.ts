/** `--hotkeys`: the keys that are used most, by the counters of an LFU policy. */

import { quoted } from "../replies/format.ts";
import { LinkError } from "../server_link.ts";
import type { ToolContext } from "../tool_context.ts";
import { percent, walkTitle } from "./big_keys.ts";
import { numberOf, walkKeys, walkOfOptions } from "./key_walk.ts";

/** How many keys the summary names. */
const SHOWN = 16;

/** Looks for the hottest keys; resolves with the exit code. */
export async function findHotKeys({ link, options, printer }: ToolContext): Promise<number> {
  const size = numberOf(await link.command(["DBSIZE"]), "DBSIZE");
  printer.text(walkTitle("hot keys"));
  let hottest: { key: string; counter: number }[] = [];
  let sampled = 0;
  for await (const keys of walkKeys(link, walkOfOptions(options))) {
    const done = percent(sampled, size);
    const counters = await link.pipeline(keys.map((key) => ["OBJECT", "FREQ", key]));
    keys.forEach((key, i) => {
      const reply = counters[i];
      if (reply.type === "error" && !/no such key/i.test(reply.value)) {
        throw new LinkError(`Error: ${reply.value}`);
      }
      sampled++;
      if (reply.type !== "integer") return;
      const counter = Number(reply.value);
      if (counter === 0 || (hottest.length >= SHOWN && counter <= hottest[SHOWN - 1].counter)) {
        return;
      }
      const name = quoted(key);
      // SCAN may give a key twice.
      if (hottest.some((each) => each.key === name)) return;
      hottest = [...hottest, { key: name, counter }]
        .sort((a, b) => b.counter - a.counter).slice(0, SHOWN);
      printer.text(`[${done}] Hot key '${name}' found so far with counter ${counter}\n`);
    });
  }
  printer.text(`\n-------- summary -------\n\nSampled ${sampled} keys in the keyspace!\n`);
  for (const { key, counter } of hottest) {
    printer.text(`hot key found with counter: ${counter}\tkeyname: ${key}\n`);
  }
  return 0;
}
