/** What HTTP clients write when the data is kept in files. */
import { assert, assertEquals } from "@std/assert";
import { withHttp } from "../../helpers/http/http_server.ts";

async function inDirectory(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "vortis-http-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const nextTick = () => new Promise((resolve) => setTimeout(resolve, 5));
/** The command, what INFO counts of it, and its replies. */
const COMPACTIONS = [
  ["BGSAVE", "rdb_saves", "Background saving started", "Background saving scheduled"],
  [
    ...["BGREWRITEAOF", "aof_rewrites"],
    ...["Background append only file rewriting started"],
    ...["Background append only file rewriting scheduled"],
  ],
] as const;

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

Deno.test("durable http: what one PATCH changes is one transaction of the log", () =>
  inDirectory(async (dir) => {
    const settings = { dir, appendonly: "yes", appendfsync: "always" };
    await withHttp(settings, async ({ fetch, resp }) => {
      const patch = (path: string, body: unknown) =>
        fetch(`/v1/namespaces/0/${path}`, { method: "PATCH", body: JSON.stringify(body) });
      // One that looks at the key all the time never sees it without its time to live.
      let done = false;
      const seen: unknown[] = [];
      const looking = (async () => {
        while (!done) seen.push(await resp.call("TTL", "n"));
      })();
      for (let i = 0; i < 20; i++) {
        const { status } = await patch("keys/n", { increment: 1, ttl: 60 });
        assertEquals(status, 200);
        await fetch("/v1/namespaces/0/keys/n", { method: "DELETE" });
      }
      done = true;
      await looking;
      assertEquals(seen.filter((ttl) => ttl !== -2 && ttl !== 60), []);
      await patch("hashes/h/fields/f", { increment: 0.5, ttl: 60 });
      await patch("keys/alone", { increment: 1 });
    });
    const [file] = [...Deno.readDirSync(`${dir}/appendonlydir`)]
      .filter(({ name }) => name.endsWith(".incr.aof"));
    const words = (await Deno.readTextFile(`${dir}/appendonlydir/${file.name}`)).split("\r\n")
      .filter((line) => /^[A-Z]+$/.test(line));
    const log = words.filter((word) => word !== "SELECT").join(" ");
    const keys = Array(20).fill("MULTI SET PEXPIREAT EXEC DEL").join(" ");
    assertEquals(log, `${keys} MULTI HSET HPEXPIREAT FIELDS EXEC SET`);
  }));

Deno.test("durable http: BGSAVE and BGREWRITEAOF begin at once, as for clients of RESP", () =>
  inDirectory(async (dir) => {
    const settings = { dir, appendonly: "yes", save: "900 1" };
    await withHttp(settings, async ({ json, resp }) => {
      const run = async (path: string, ...command: unknown[]) => {
        const request = { method: "POST", body: JSON.stringify(command) };
        return await json<unknown>(`/v1/commands${path}`, request);
      };
      const ended = async (counter: string, count: number) => {
        const info = async () => await resp.call("INFO", "persistence") as string;
        while (!(await info()).includes(`${counter}:${count}\r`)) await nextTick();
        while ((await info()).includes("_in_progress:1\r")) await nextTick();
      };
      await resp.call("SET", "k", "v");
      for (const [command, counter, started, scheduled] of COMPACTIONS) {
        const [, before] = (await resp.call("INFO") as string)
          .match(new RegExp(`${counter}:(\\d+)`))!;
        let count = Number(before);
        assertEquals(await resp.call(command), started);
        await ended(counter, ++count);
        assertEquals(await run("", command), { result: started });
        await ended(counter, ++count);
        assertEquals(await run("/pipeline", [command]), [{ result: started }]);
        await ended(counter, ++count);
        // A transaction ends before it begins, here as there.
        assertEquals(await run("/multi-exec", [command]), [{ result: scheduled }]);
        await ended(counter, ++count);
      }
      assertEquals(await run("", "BLPOP", "none", 0), { result: null });
    });
  }));

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
