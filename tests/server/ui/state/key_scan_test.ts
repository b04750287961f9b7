import { assert, assertEquals } from "@std/assert";
import type { RespClient } from "../../../../resp/client.ts";
import { bytesOf } from "../../../../server/ui/logic/byte_text.ts";
import { KeyScan, type KeySearch, MOST_ROWS } from "../../../../server/ui/state/key_scan.ts";
import { asPage } from "../served_pages.ts";

const ALL: KeySearch = { namespace: "0", text: "", type: "" };

async function settled(scan: KeyScan): Promise<string> {
  while (scan.state.value.status === "loading") {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return scan.state.value.status;
}

async function fill(resp: RespClient, keys: number): Promise<void> {
  await resp.pipeline(Array.from({ length: keys }, (_, i) => ["SET", `key:${i}`, "x"]));
}

function keysOf(scan: KeyScan): string[] {
  return scan.state.value.rows.map(({ id }) => id);
}

Deno.test("keys come page by page, each once, until there is none left", async () => {
  await asPage({}, async ({ resp }) => {
    await fill(resp, 1500);
    const scan = new KeyScan(ALL);
    let pages = 0;
    do {
      scan.more();
      scan.more();
      pages++;
    } while (await settled(scan) === "ready");
    assertEquals(scan.state.value.status, "done");
    assert(pages > 1 && pages <= 8, `${pages} pages`);
    assertEquals(new Set(keysOf(scan)).size, 1500);
    assertEquals(keysOf(scan).length, 1500);
    scan.goOn();
    assertEquals(scan.state.value.status, "done");
  });
});

Deno.test("only a window is held; the next one takes its place", async () => {
  await asPage({}, async ({ resp }) => {
    await fill(resp, MOST_ROWS + 3000);
    const scan = new KeyScan({ ...ALL, text: "key:*" });
    do scan.more(); while (await settled(scan) === "ready");
    assertEquals(scan.state.value.status, "full");
    const first = new Set(keysOf(scan));
    assert(first.size >= MOST_ROWS && first.size < MOST_ROWS + 6000);
    scan.more();
    assertEquals(scan.state.value.status, "full");
    scan.goOn();
    do scan.more(); while (await settled(scan) === "ready");
    assertEquals(scan.state.value.status, "done");
    assertEquals(new Set([...first, ...keysOf(scan)]).size, MOST_ROWS + 3000);
  });
});

Deno.test("a key's own name finds it first; its type and time to live are known", async () => {
  await asPage({}, async ({ resp }) => {
    await fill(resp, 3000);
    await resp.call("DEL", "key:29");
    await resp.call("HSET", "key:29", "f", "v");
    await resp.call("EXPIRE", "key:29", "100");
    const scan = new KeyScan({ ...ALL, text: "key:29" });
    scan.more();
    await settled(scan);
    const [row] = scan.state.value.rows;
    assertEquals([row.id, row.type], ["key:29", "hash"]);
    assert(Math.abs(row.expiresAtMs! - Date.now() - 100_000) < 5000);
    assertEquals(scan.state.value.rows.length, 111);
    const hashes = new KeyScan({ ...ALL, type: "hash" });
    hashes.more();
    assertEquals([await settled(hashes), keysOf(hashes)], ["done", ["key:29"]]);
    // It has that name, but it is of another type.
    const sets = new KeyScan({ ...ALL, text: "key:29", type: "set" });
    sets.more();
    assertEquals([await settled(sets), keysOf(sets)], ["done", []]);
  });
});

Deno.test("rows follow what becomes of their keys", async () => {
  await asPage({}, async ({ resp }) => {
    await fill(resp, 3);
    const scan = new KeyScan(ALL);
    scan.more();
    await settled(scan);
    await resp.call("DEL", "key:0");
    await resp.call("EXPIRE", "key:1", "50");
    await resp.call("SET", "new", "x");
    for (const key of ["key:0", "key:1", "new"]) await scan.refresh(bytesOf(key));
    assertEquals(keysOf(scan).toSorted(), ["key:1", "key:2", "new"]);
    assertEquals(keysOf(scan)[0], "new");
    assert(scan.state.value.rows.find(({ id }) => id === "key:1")!.expiresAtMs! > Date.now());
    scan.forget([bytesOf("new"), bytesOf("key:2")]);
    assertEquals(keysOf(scan), ["key:1"]);
  });
});

Deno.test("a search that fails says why and can be tried again; one that is stopped says nothing", async () => {
  await asPage({}, async ({ resp, server }) => {
    await fill(resp, 10);
    const failing = new KeyScan({ ...ALL, namespace: "a".repeat(5000) });
    failing.more();
    assertEquals(await settled(failing), "failed");
    assert(failing.state.value.error !== undefined);
    const stopped = new KeyScan(ALL);
    stopped.more();
    stopped.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assertEquals([stopped.state.value.status, stopped.state.value.rows.length], ["loading", 0]);
    assert(server.httpPort! > 0);
  });
});
