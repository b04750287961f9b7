/** SYNC: a snapshot over the connection, however slowly the client reads, and whatever else goes on. */
import { assert, assertEquals } from "@std/assert";
import { RespClient } from "../../../resp/client.ts";
import { Config } from "../../../server/config/config.ts";
import { Logger } from "../../../server/log.ts";
import { type RunningServer, serve } from "../../../server/server.ts";
import { loadedServer } from "../../helpers/data/saved_data.ts";

const HOST = "127.0.0.1";
const encoder = new TextEncoder();

/** A server in a directory of its own, and a client of it. */
async function withServer(
  test: (server: RunningServer, client: RespClient) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "vortis-sync-" });
  const log = new Logger({ write: () => {} });
  const config = new Config({ dir, save: "" });
  const server = await serve({ hostname: HOST, port: 0, config, log });
  const client = await RespClient.connect({ hostname: HOST, port: server.port });
  try {
    await test(server, client);
  } finally {
    client.close();
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
}

/** A connection that has asked for a snapshot. */
async function sync(port: number, request = "SYNC"): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: HOST, port });
  await conn.write(encoder.encode("REPLCONF capa eof\r\n"));
  const bytes = new Uint8Array(5);
  await conn.read(bytes);
  assertEquals(new TextDecoder().decode(bytes), "+OK\r\n");
  await conn.write(encoder.encode(`${request}\r\n`));
  return conn;
}

/** Everything up to the end of the connection. */
async function readAll(conn: Deno.TcpConn): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(conn.readable).arrayBuffer());
}

/** The RDB between the head and the mark. */
function rdbOf(bytes: Uint8Array<ArrayBuffer>, head = ""): Uint8Array<ArrayBuffer> {
  const start = bytes.indexOf(0x0a, head.length) + 1;
  const line = new TextDecoder().decode(bytes.subarray(0, start));
  assert(line.startsWith(`${head}$EOF:`), line);
  const mark = line.trimEnd().slice(-40);
  assertEquals(new TextDecoder().decode(bytes.subarray(-40)), mark);
  return bytes.slice(start, -40);
}

/** More than the system's buffers hold of a connection that nobody reads, and nothing to compress. */
const KEYS = 1000;
const VALUE_BYTES = 60_000;

async function fill(client: RespClient): Promise<void> {
  const value = crypto.getRandomValues(new Uint8Array(VALUE_BYTES));
  await client.pipeline(Array.from({ length: KEYS }, (_, i) => ["SET", `key:${i}`, value]));
}

Deno.test("sync: all data, then the end of the connection", async () => {
  await withServer(async ({ port }, client) => {
    await client.pipeline([["SET", "k", "v"], ["SELECT", 3], ["RPUSH", "l", "a", "b"]]);
    const bytes = await readAll(await sync(port));
    const loaded = loadedServer(rdbOf(bytes), Date.now());
    const { reply } = loaded.client();
    assertEquals(reply("GET k"), "$1 v");
    assertEquals([reply("SELECT 3"), reply("LRANGE l 0 -1")], ["+OK", "*2 $1 a $1 b"]);
    const runId = /run_id:(\w+)/.exec(await client.call("INFO", "server") as string)![1];
    const full = await readAll(await sync(port, "PSYNC ? -1"));
    rdbOf(full, `+FULLRESYNC ${runId} 0\r\n`);
  });
});

Deno.test("sync: the state of its beginning, although the client reads slowly and others write", async () => {
  await withServer(async ({ port }, client) => {
    const count = 20_000;
    const value = "x".repeat(1000);
    const keys = Array.from({ length: count }, (_, i) => `key:${i}`);
    await client.pipeline(keys.map((key) => ["SET", key, `old ${value}`]));
    const conn = await sync(port);
    while (!/\bcmd=sync\b/.test(await client.call("CLIENT", "LIST") as string));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await client.pipeline(keys.slice(0, count / 2).map((key) => ["SET", key, `new ${value}`]));
    await client.call("SET", "later", "v");
    const bytes = await readAll(conn);
    const loaded = loadedServer(rdbOf(bytes), Date.now());
    assertEquals(loaded.client().reply("DBSIZE"), `:${count}`);
    assertEquals(loaded.client().reply("GETRANGE key:1 0 2"), "$3 old");
    assertEquals(loaded.client().reply("GETRANGE key:19999 0 2"), "$3 old");
    assertEquals(await client.call("GETRANGE", "key:1", 0, 3), "new ");
  });
});

Deno.test("sync: SAVE breaks it off, BGSAVE waits for it, and it waits for a snapshot", async () => {
  await withServer(async ({ port }, client) => {
    await fill(client);
    const isUnderWay = async () => {
      return /\bcmd=sync\b/.test(await client.call("CLIENT", "LIST") as string);
    };
    // It is not read from, so it does not come to its end.
    const stuck = await sync(port);
    while (!await isUnderWay());
    await new Promise((resolve) => setTimeout(resolve, 30));
    const busy = await client.command("BGSAVE");
    assertEquals(busy.type, "error");
    assertEquals(await client.call("BGSAVE", "SCHEDULE"), "Background saving scheduled");
    // A second one waits behind it.
    const second = sync(port);
    assertEquals(await client.call("SAVE"), "OK");
    while (await isUnderWay()) {
      const left = await client.call("CLIENT", "LIST") as string;
      if ((left.match(/cmd=sync/g) ?? []).length === 1) break;
    }
    stuck.close();
    const loaded = loadedServer(rdbOf(await readAll(await second)), Date.now());
    assertEquals(loaded.client().reply("DBSIZE"), `:${KEYS}`);
  });
});

Deno.test("sync: a client that leaves lets the next snapshot begin", async () => {
  await withServer(async ({ port }, client) => {
    await fill(client);
    const conn = await sync(port);
    await new Promise((resolve) => setTimeout(resolve, 30));
    conn.close();
    while ((await client.command("BGSAVE")).type === "error") {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assertEquals(await client.call("DBSIZE"), KEYS);
  });
});

Deno.test("sync: replicas are refused, and clients that need the length", async () => {
  await withServer(async (_, client) => {
    const plain = await client.command("SYNC");
    assertEquals(
      plain.value,
      "ERR The length is not known beforehand: send REPLCONF capa eof before SYNC",
    );
    assertEquals(await client.call("REPLCONF", "listening-port", 7000), "OK");
    assertEquals(await client.call("REPLCONF", "capa", "eof", "capa", "psync2"), "OK");
    for (const request of [["SYNC"], ["PSYNC", "?", "-1"]] as [string][]) {
      assertEquals(
        (await client.command(...request)).value,
        "ERR There is no replication: SYNC sends all data once, and no changes after it",
      );
    }
  });
});
