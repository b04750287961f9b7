/** How a program may end without closing its store, and what is left; and a second process. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { openStore } from "../../../server/durable/mod.ts";

const MODULE = import.meta.resolve("../../../server/durable/mod.ts");

/** Runs a program in which `store` is open; returns what it wrote to the standard error. */
async function run(dir: string, program: string, fsync = "no"): Promise<string> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["eval", "--no-check"],
      `import { openStore } from "${MODULE}";
      const store = await openStore({ dir: ${JSON.stringify(dir)}, fsync: "${fsync}" });
      ${program}`,
    ],
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  return new TextDecoder().decode(stderr);
}

const ENDS: Record<string, string> = {
  "it comes to its end": `store.set("key", "value");`,
  "it exits at once": `store.set("key", "value"); Deno.exit(0);`,
  "it throws at once": `store.set("key", "value"); throw new Error("a fault");`,
  "a timer throws": `setTimeout(() => { store.set("key", "value"); throw new Error("a fault"); });
    await new Promise(() => {});`,
  "it is killed after its synchronous code": `store.set("key", "value"); await null;
    Deno.kill(Deno.pid, "SIGKILL");`,
};

for (const [how, program] of Object.entries(ENDS)) {
  Deno.test(`a program does not close its store: ${how}`, async () => {
    const dir = await Deno.makeTempDir({ prefix: "durable-end-" });
    try {
      for (const fsync of ["no", "everysec", "always"]) {
        const path = `${dir}/${fsync}`;
        await run(path, program, fsync);
        await using store = await openStore({ dir: path });
        assertEquals(store.get("key"), "value", fsync);
      }
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

Deno.test("a second process is refused, until the first one has ended", async () => {
  const dir = await Deno.makeTempDir({ prefix: "durable-end-" });
  try {
    {
      await using store = await openStore({ dir });
      const stderr = await run(dir, `store.set("key", "theirs");`);
      assertStringIncludes(stderr, `Another process keeps its data in ${dir}`);
      assertEquals(store.has("key"), false);
    }
    await run(dir, `store.set("key", "theirs");`);
    await using store = await openStore({ dir });
    assertEquals(store.get("key"), "theirs");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
