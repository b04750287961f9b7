/** Whole servers that end, in good order or not, and start again with their data. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { RespClient } from "../../../resp/mod.ts";
import { Config, type SettingTexts } from "../../../server/config/config.ts";
import { Logger } from "../../../server/log.ts";
import { PersistenceError, type RunningServer, serve } from "../../../server/mod.ts";

/** A server that keeps its data in a directory, and a client of it. */
class DurableServer {
  readonly logged: string[] = [];
  server!: RunningServer;
  client!: RespClient;

  static async start(dir: string, settings: SettingTexts = {}): Promise<DurableServer> {
    const started = new DurableServer();
    started.server = await serve({
      config: new Config({ dir, save: "", ...settings }),
      port: 0,
      hostname: "127.0.0.1",
      log: new Logger({ write: (line) => started.logged.push(line) }),
    });
    const { port } = started.server;
    started.client = await RespClient.connect({ hostname: "127.0.0.1", port });
    return started;
  }

  call(...request: string[]) {
    return this.client.call(...request as [string, ...string[]]);
  }

  /** The value of a field of INFO persistence. */
  async info(field: string): Promise<string | undefined> {
    const text = String(await this.call("INFO", "persistence"));
    return new RegExp(`^${field}:(.*?)\\r?$`, "m").exec(text)?.[1];
  }

  /** Waits until the field has the value. */
  async until(field: string, value: string): Promise<void> {
    for (let i = 0; i < 500 && await this.info(field) !== value; i++) await delay(10);
    assertEquals(await this.info(field), value);
  }

  async stop(): Promise<void> {
    this.client.close();
    await this.server.shutdown();
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs a test in a directory of its own. */
function inDirectory(name: string, run: (dir: string) => Promise<void>): void {
  Deno.test(name, async () => {
    const dir = await Deno.makeTempDir({ prefix: "vortis-" });
    try {
      await run(dir);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  });
}

const TYPES: [command: string[], read: string[], reply: unknown][] = [
  [["SET", "s", "text"], ["GET", "s"], "text"],
  [["RPUSH", "l", "a", "b"], ["LRANGE", "l", "0", "-1"], ["a", "b"]],
  [["HSET", "h", "f", "v"], ["HGET", "h", "f"], "v"],
  [["SADD", "i", "3"], ["SMEMBERS", "i"], ["3"]],
  [["ZADD", "z", "1.5", "m"], ["ZSCORE", "z", "m"], "1.5"],
  [["XADD", "x", "1-1", "f", "v"], ["XLEN", "x"], 1],
  [["PFADD", "p", "a"], ["PFCOUNT", "p"], 1],
];

async function fill(server: DurableServer): Promise<void> {
  for (const [command] of TYPES) await server.call(...command);
  await server.call("SET", "volatile", "v", "PXAT", "9999999999999");
}

async function check(server: DurableServer): Promise<void> {
  for (const [, read, reply] of TYPES) assertEquals(await server.call(...read), reply);
  assertEquals(await server.call("PEXPIRETIME", "volatile"), 9999999999999);
}

inDirectory("a snapshot has every type, and the next start loads it", async (dir) => {
  const first = await DurableServer.start(dir);
  await fill(first);
  assertEquals(await first.info("rdb_changes_since_last_save"), "10");
  assertEquals(await first.call("SAVE"), "OK");
  assertEquals(await first.info("rdb_changes_since_last_save"), "0");
  await first.call("SET", "later", "1");
  assertEquals(await first.call("BGSAVE"), "Background saving started");
  await first.until("rdb_saves", "2");
  await first.stop();
  const second = await DurableServer.start(dir, { save: "3600 1" });
  await check(second);
  assertEquals(await second.call("GET", "later"), "1");
  assertEquals(await second.info("rdb_last_load_keys_loaded"), "9");
  await second.stop();
});

inDirectory("a server with rules for snapshots takes one when it ends", async (dir) => {
  const first = await DurableServer.start(dir, { save: "3600 1000" });
  await fill(first);
  await first.stop();
  const second = await DurableServer.start(dir, { save: "3600 1000" });
  await check(second);
  await second.call("SET", "unsaved", "1");
  await second.call("CONFIG", "SET", "save", "");
  await second.stop();
  const third = await DurableServer.start(dir, { save: "3600 1000" });
  assertEquals(await third.call("GET", "unsaved"), null);
  await third.stop();
});

inDirectory("a rule takes a snapshot in the background", async (dir) => {
  const server = await DurableServer.start(dir, { save: "1 1" });
  await server.call("SET", "key", "value");
  await server.until("rdb_saves", "1");
  await server.stop();
});

for (const fsync of ["always", "everysec", "no"] as const) {
  inDirectory(`the log brings everything back, appendfsync ${fsync}`, async (dir) => {
    const settings = { appendonly: "yes", appendfsync: fsync };
    const first = await DurableServer.start(dir, settings);
    await fill(first);
    assertEquals(await first.call("BGREWRITEAOF"), "Background append only file rewriting started");
    await first.until("aof_rewrite_in_progress", "0");
    await first.call("SET", "behind", "1");
    await first.stop();
    const second = await DurableServer.start(dir, settings);
    await check(second);
    assertEquals(await second.call("GET", "behind"), "1");
    await second.stop();
  });
}

inDirectory("the log is switched on and off while the server runs", async (dir) => {
  const first = await DurableServer.start(dir);
  await fill(first);
  await first.call("CONFIG", "SET", "appendonly", "yes");
  await first.call("SET", "during", "1");
  await first.until("aof_rewrite_in_progress", "0");
  await first.call("SET", "behind", "1");
  await first.stop();
  const second = await DurableServer.start(dir, { appendonly: "yes" });
  await check(second);
  assertEquals(await second.call("MGET", "during", "behind"), ["1", "1"]);
  await second.call("CONFIG", "SET", "appendonly", "no");
  await second.call("SET", "unlogged", "1");
  await second.stop();
  const third = await DurableServer.start(dir, { appendonly: "yes" });
  assertEquals(await third.call("GET", "unlogged"), null);
  await third.stop();
});

inDirectory("a log that begins takes over the snapshot that is there", async (dir) => {
  const first = await DurableServer.start(dir);
  await fill(first);
  await first.call("SAVE");
  await first.stop();
  const second = await DurableServer.start(dir, { appendonly: "yes" });
  await check(second);
  assert(second.logged.some((line) => line.includes("it begins with the data of")));
  await second.stop();
  await Deno.remove(`${dir}/dump.rdb`);
  const third = await DurableServer.start(dir, { appendonly: "yes" });
  await check(third);
  await third.stop();
});

inDirectory("DEBUG RELOAD and LOADAOF make the data anew from the files", async (dir) => {
  const settings = { "appendonly": "yes", "enable-debug-command": "yes" } as const;
  const server = await DurableServer.start(dir, settings);
  await fill(server);
  assertEquals(await server.call("DEBUG", "RELOAD"), "OK");
  await check(server);
  await server.call("SET", "later", "1");
  assertEquals(await server.call("DEBUG", "LOADAOF"), "OK");
  await check(server);
  assertEquals(await server.call("GET", "later"), "1");
  assertEquals(await server.call("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH", "MERGE"), "OK");
  assertEquals(await server.call("GET", "later"), "1");
  assertEquals(await server.call("DEBUG", "RELOAD", "NOSAVE"), "OK");
  assertEquals(await server.call("GET", "later"), null);
  await assertRejects(() => server.call("DEBUG", "RELOAD", "x"), Error, "only supports the MERGE");
  await server.call("SET", "last", "1");
  await server.stop();
  const second = await DurableServer.start(dir, settings);
  await check(second);
  assertEquals(await second.call("MGET", "later", "last"), [null, "1"]);
  await second.stop();
});

inDirectory("DEBUG LOADAOF reads what BGREWRITEAOF leaves where no log is kept", async (dir) => {
  const server = await DurableServer.start(dir, { "enable-debug-command": "yes" });
  await fill(server);
  await assertRejects(() => server.call("DEBUG", "LOADAOF"), Error, "no append only file");
  await check(server);
  await server.call("BGREWRITEAOF");
  await server.until("aof_rewrite_in_progress", "0");
  await server.call("SET", "later", "1");
  assertEquals(await server.call("DEBUG", "LOADAOF"), "OK");
  await check(server);
  assertEquals(await server.call("GET", "later"), null);
  assertEquals(await server.info("aof_enabled"), "0");
  await server.stop();
});

inDirectory("a torn end of the log is cut off and told of", async (dir) => {
  const first = await DurableServer.start(dir, { appendonly: "yes" });
  await fill(first);
  await first.stop();
  const path = `${dir}/appendonlydir/appendonly.aof.1.incr.aof`;
  await Deno.writeFile(path, new TextEncoder().encode("*3\r\n$3\r\nSET\r\n$1\r\n"), {
    append: true,
  });
  const second = await DurableServer.start(dir, { appendonly: "yes" });
  await check(second);
  assert(second.logged.some((line) => line.includes("its last 17 bytes were cut off")));
  await second.stop();
  const third = await DurableServer.start(dir, { appendonly: "yes" });
  await check(third);
  assert(!third.logged.some((line) => line.includes("cut off")));
  await third.stop();
});

inDirectory(
  "damage stops the start with file, place and way out, and changes nothing",
  async (dir) => {
    const first = await DurableServer.start(dir, { appendonly: "yes" });
    await fill(first);
    await first.call("SAVE");
    await first.stop();
    const log = `${dir}/appendonlydir/appendonly.aof.1.incr.aof`;
    const bytes = await Deno.readFile(log);
    bytes[bytes.indexOf(0x2a, 5)] = 0x21;
    await Deno.writeFile(log, bytes);
    const refused = await assertRejects(
      () => DurableServer.start(dir, { appendonly: "yes" }),
      PersistenceError,
    );
    assertEquals(refused.code, "damaged");
    assertMatch(
      refused.message,
      /^Cannot load .*appendonly\.aof\.1\.incr\.aof: damaged at byte \d+: /,
    );
    assertEquals(await Deno.readFile(log), bytes);
    const snapshot = `${dir}/dump.rdb`;
    const dump = await Deno.readFile(snapshot);
    dump[dump.length - 12] ^= 1;
    await Deno.writeFile(snapshot, dump);
    const again = await assertRejects(
      () => DurableServer.start(dir, { save: "60 1" }),
      PersistenceError,
    );
    assertStringIncludes(again.message, "dump.rdb");
    assertStringIncludes(again.message, "put a sound copy in its place");
  },
);

inDirectory("a second server on the same directory is refused", async (dir) => {
  const first = await DurableServer.start(dir, { appendonly: "yes" });
  const refused = await assertRejects(
    () => DurableServer.start(dir, { appendonly: "yes" }),
    PersistenceError,
    "Another process keeps its data",
  );
  assertEquals(refused.code, "in-use");
  await first.stop();
  const second = await DurableServer.start(dir, { appendonly: "yes" });
  await second.stop();
});

inDirectory("a snapshot that fails refuses writes until one succeeds", async (dir) => {
  const server = await DurableServer.start(dir, { save: "3600 1000" });
  await server.call("SET", "key", "value");
  await Deno.mkdir(`${dir}/dump.rdb`);
  await server.call("BGSAVE");
  await server.until("rdb_last_bgsave_status", "err");
  await assertRejects(() => server.call("SET", "key", "other"), Error, "MISCONF");
  await assertRejects(() => server.call("PING"), Error, "MISCONF");
  assertEquals(await server.call("GET", "key"), "value");
  await Deno.remove(`${dir}/dump.rdb`);
  await server.call("BGSAVE");
  await server.until("rdb_last_bgsave_status", "ok");
  assertEquals(await server.call("SET", "key", "other"), "OK");
  await server.stop();
});

Deno.test("a server without files refuses to save, and keeps its settings honest", async () => {
  const server = await serve({ hostname: "127.0.0.1", port: 0 });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  assertEquals(await client.call("CONFIG", "GET", "save"), ["save", ""]);
  await assertRejects(() => client.call("SAVE"), Error, "memory alone");
  await assertRejects(() => client.call("BGREWRITEAOF"), Error, "memory alone");
  await assertRejects(
    () => client.call("CONFIG", "SET", "appendonly", "yes"),
    Error,
    "memory alone",
  );
  client.close();
  await server.shutdown();
});

Deno.test("CONFIG GET dir tells the whole path", async () => {
  const server = await serve({
    config: new Config({ dir: ".", save: "" }),
    port: 0,
    hostname: "127.0.0.1",
    log: new Logger({ write: () => {} }),
  });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  assertEquals(await client.call("CONFIG", "GET", "dir"), ["dir", Deno.realPathSync(".")]);
  client.close();
  await server.shutdown();
});
