/**
 * The library as its users get it: published with `deno publish` to a registry that this test
 * serves itself, then imported as `jsr:@vortis/core` by a program in an empty folder, with a cache
 * of its own.
 */
import { assert, assertEquals } from "@std/assert";
import { JsrRegistry, publish } from "./helpers/programs/jsr_registry.ts";
import { ROOT } from "./helpers/source_tree.ts";

/** Runs a program that imports from the registry; returns what it prints. */
async function consume(
  registry: JsrRegistry,
  program: string,
  args: string[] = [],
): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "consumer-" });
  try {
    await Deno.writeTextFile(`${folder}/main.ts`, program);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-lock", ...args, "main.ts"],
      cwd: folder,
      env: { JSR_URL: registry.url, DENO_DIR: `${folder}/cache`, NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    assertEquals(code, 0, decoder.decode(stderr));
    return decoder.decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("the published package holds the library and nothing else", async () => {
  await using registry = new JsrRegistry();
  await publish(ROOT, registry);
  const [published] = registry.published;
  assertEquals(published?.name, "@vortis/core");
  const paths = [...published!.files.keys()];
  for (const path of ["/mod.ts", "/deno.json", "/README.md", "/LICENSE"]) {
    assert(paths.includes(path), `${path} is missing`);
  }
  const allowed = /^\/(store|resp|server|adapters)\/.*\.ts$|^\/(mod\.ts|deno\.json|[A-Z]+(\.md)?)$/;
  assertEquals(paths.filter((path) => !allowed.test(path)), []);
});

Deno.test('import { Store } from "jsr:@vortis/core" works, checked, without any permission', async () => {
  await using registry = new JsrRegistry();
  await publish(ROOT, registry);
  const printed = await consume(
    registry,
    `
      import { Store } from "jsr:@vortis/core";
      using store = new Store({ maxKeys: 100 });
      store.set("key", "value", { ex: 60 });
      const value: string | undefined = store.get("key");
      console.log(value, store.has("key"), store.delete("key"), store.get("key"));
    `,
    ["--check=all", "--no-prompt"],
  );
  assertEquals(printed, "value true 1 undefined\n");
});

Deno.test("the other exports work, and the adapters need no package of their libraries", async () => {
  await using registry = new JsrRegistry();
  await publish(ROOT, registry);
  const printed = await consume(
    registry,
    `
      import { Store } from "jsr:@vortis/core";
      import * as resp from "jsr:@vortis/core/resp";
      import { KeyvVortis } from "jsr:@vortis/core/keyv";
      import { vortisDriver } from "jsr:@vortis/core/unstorage";
      console.log(Object.keys(resp).length > 0);
      using store = new Store();
      const storage = new KeyvVortis(store);
      storage.namespace = "n";
      await storage.set("key", "by Keyv");
      const driver = vortisDriver({ store, namespace: "n" });
      driver.watch((event, key) => console.log(event, key));
      driver.setItem("item", "by unstorage");
      console.log(await storage.get<string>("item"), driver.getItem("key"));
    `,
    ["--check=all", "--no-prompt"],
  );
  assertEquals(printed, "true\nupdate item\nby unstorage by Keyv\n");
});
