/** What HTTP clients write when the data is kept in files. */
import { assert, assertEquals } from "@std/assert";
import { withHttp } from "../../helpers/http_server.ts";

async function inDirectory(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "vortis-http-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const PATHS = ["0/keys/k", "7/keys/k", "users/keys/k", "a%20b%2F%C3%BC/keys/%FF"];

for (const settings of [{ appendonly: "yes", appendfsync: "always" }, { save: "900 1" }]) {
  const kind = "appendonly" in settings ? "the log" : "a snapshot";
  Deno.test(`durable http: namespaces with names come back from ${kind}`, () =>
    inDirectory(async (dir) => {
      await withHttp({ dir, ...settings }, async ({ fetch }) => {
        for (const path of PATHS) {
          const put = await fetch(`/v1/namespaces/${path}`, { method: "PUT", body: path });
          assertEquals(put.status, 201);
          assertEquals(await (await fetch(`/v1/namespaces/${path}`)).text(), path);
        }
      });
      await withHttp({ dir, ...settings }, async ({ fetch, json }) => {
        for (const path of PATHS) {
          assertEquals(await (await fetch(`/v1/namespaces/${path}`)).text(), path);
        }
        const { namespaces } = await json<{ namespaces: unknown[] }>("/v1/namespaces");
        assertEquals(namespaces.length, PATHS.length);
      });
    }));
}

Deno.test("durable http: writes are refused while snapshots fail, reads are not", () =>
  inDirectory(async (dir) => {
    await withHttp({ dir, save: "900 1" }, async ({ fetch, resp }) => {
      const path = "/v1/namespaces/0/keys/k";
      assertEquals((await fetch(path, { method: "PUT", body: "v" })).status, 201);
      // A directory in the snapshot's place.
      await Deno.mkdir(`${dir}/dump.rdb/inside`, { recursive: true });
      await resp.call("BGSAVE");
      let refused: Response;
      for (let i = 0;; i++) {
        refused = await fetch(path, { method: "PUT", body: "w" });
        if (refused.status !== 204) break;
        assert(i < 200, "still writable");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      assertEquals(refused.status, 503);
      assertEquals((await refused.json()).type, "urn:vortis:problem:misconf");
      assertEquals((await fetch(path)).status, 200);
      await Deno.remove(`${dir}/dump.rdb`, { recursive: true });
    });
  }));
