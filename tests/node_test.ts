/**
 * The library in Node: `deno bundle` makes one JavaScript file of `mod.ts`, and Node runs a program
 * that uses it. Node has no Deno namespace, so this also shows that the library needs none.
 */
import { assertEquals } from "@std/assert";
import { ROOT } from "./helpers/source_tree.ts";

async function run(command: string, args: string[], cwd: string | URL): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args,
    cwd,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  assertEquals(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

/** Bundles the library into a folder and runs a Node program beside it; returns what it prints. */
async function inNode(program: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "node-" });
  try {
    await run(
      Deno.execPath(),
      ["bundle", "--quiet", "--platform", "browser", "--output", `${folder}/vortis.mjs`, "mod.ts"],
      ROOT,
    );
    await Deno.writeTextFile(`${folder}/main.mjs`, program);
    return await run("node", ["main.mjs"], folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the library stores, expires, evicts, scans and publishes in Node", async () => {
  const printed = await inNode(`
    import assert from "node:assert/strict";
    import { Store } from "./vortis.mjs";

    assert.equal(typeof Deno, "undefined");
    const store = new Store();
    store.set("key", "value €");
    assert.equal(store.get("key"), "value €");
    assert.deepEqual([...store.getBytes("key")], [...new TextEncoder().encode("value €")]);
    assert.equal(store.get("missing"), undefined);
    store.set("short", "x", { px: 5 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(store.get("short"), undefined);
    for (let i = 0; i < 10000; i++) store.set("key:" + i, String(i));
    assert.equal(store.get("key:9999"), "9999");
    assert.equal([...store.keys("key:*")].length, 10000);
    assert.equal(store.incrBy("counter", 5), 5);
    assert.equal(store.delete("key", "missing"), 1);
    assert.equal(store.namespace("other").get("key:1"), undefined);

    const small = new Store({ maxKeys: 100, eviction: "allkeys-lru" });
    for (let i = 0; i < 1000; i++) small.set("key:" + i, "x");
    assert.equal(small.size, 100);
    assert.throws(() => store.set("key", "value", { ex: 0 }), (error) => {
      return typeof error.code === "string" && error.message.includes("0");
    });

    store.lists.pushRight("l", "a", "b");
    store.streams.add("s", { field: "value" }, { id: "1-0" });
    store.hyperLogLogs.add("h", "x", "y");
    assert.deepEqual(store.multi().lists.popLeft("l").bits.set("b", 3, 1).exec(), ["a", 0]);
    assert.equal(store.streams.get("s", "1-0").get("field"), "value");
    assert.equal(store.hyperLogLogs.count("h"), 2);
    const end = new AbortController();
    const heard = [];
    const subscription = store.subscribe("c", { signal: end.signal });
    for (const text of ["1", "2"]) store.publish("c", text);
    for await (const { value } of subscription) if (heard.push(value) === 2) end.abort();
    assert.deepEqual(heard, ["1", "2"]);
    store.close();
    assert.throws(() => store.get("key"), { code: "DISPOSED" });
    console.log("done");
    // Nothing keeps the process alive: it ends here by itself, the sweeper of "small" running.
  `);
  assertEquals(printed, "done\n");
});
