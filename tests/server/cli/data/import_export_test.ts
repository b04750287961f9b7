/** `vortis import` and `vortis export`, between servers of this process and files. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../../../resp/client.ts";
import type { ReplyValue } from "../../../../resp/reply.ts";
import { Config } from "../../../../server/config/config.ts";
import { Logger } from "../../../../server/log.ts";
import { type RunningServer, serve } from "../../../../server/server.ts";
import { DenoFileSystem } from "../../../../store/persistence/deno_file_system.ts";
import { LoggedServer } from "../../../helpers/servers/logged_server.ts";
import { runInProcess } from "../../../helpers/programs/program_run.ts";

const HOST = "127.0.0.1";

/** Two servers with a client each, and a directory. */
class Scene implements AsyncDisposable {
  private constructor(
    readonly directory: string,
    readonly servers: readonly RunningServer[],
    readonly from: RespClient,
    readonly to: RespClient,
  ) {}

  static async make(password = ""): Promise<Scene> {
    const log = new Logger({ write: () => {} });
    const servers = await Promise.all(["", password].map((requirepass) => {
      return serve({
        hostname: HOST,
        port: 0,
        config: new Config({ requirepass }),
        log,
      });
    }));
    const [from, to] = await Promise.all(servers.map(({ port }, i) => {
      const options = i === 1 && password !== "" ? { password } : {};
      return RespClient.connect({ hostname: HOST, port }, options);
    }));
    return new Scene(await Deno.makeTempDir({ prefix: "vortis-copy-" }), servers, from, to);
  }

  get fromUrl(): string {
    return `redis://${HOST}:${this.servers[0].port}`;
  }

  get toUrl(): string {
    return `redis://${HOST}:${this.servers[1].port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.from.close();
    this.to.close();
    await Promise.all(this.servers.map((server) => server.shutdown()));
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** Values of every type in two databases. */
async function fill(client: RespClient): Promise<void> {
  const many = Array.from({ length: 500 }, (_, i) => `e${i}`);
  await client.pipeline([
    ["SET", "s", "v"],
    ["SET", "expires", "v", "PX", 1_000_000],
    ["RPUSH", "l", ...many],
    ["SADD", "set", ...many],
    ["ZADD", "z", ...many.flatMap((member, i) => [i, member])],
    ["HSET", "h", ...many.flatMap((field) => [field, "v"])],
    ["XADD", "x", "1-1", "f", "v"],
    ["SELECT", 3],
    ...many.map((key) => ["SET", key, key]),
    ["SET", "binary \r\n", new Uint8Array([0, 255])],
    ["SELECT", 0],
  ]);
}

/** What reads a value of each type. */
const READERS: Record<string, (key: string) => (string | number)[]> = {
  string: (key) => ["GET", key],
  list: (key) => ["LRANGE", key, 0, -1],
  set: (key) => ["SORT", key, "ALPHA"],
  zset: (key) => ["ZRANGE", key, 0, -1, "WITHSCORES"],
  hash: (key) => ["HGETALL", key],
  stream: (key) => ["XRANGE", key, "-", "+"],
};

/** All keys of two databases with their values, as text. */
async function image(client: RespClient): Promise<string[]> {
  const lines: string[] = [];
  for (const database of [0, 3]) {
    await client.call("SELECT", database);
    const keys = (await client.call("KEYS", "*") as string[]).sort();
    for (const key of keys) {
      const type = await client.call("TYPE", key) as string;
      const value = await client.call(...READERS[type](key) as [string]) as ReplyValue[];
      const sorted = type === "hash" ? [...value].sort() : value;
      lines.push(JSON.stringify([database, key, type, sorted]));
    }
  }
  await client.call("SELECT", 0);
  return lines;
}

Deno.test("import: all databases of a server, with their times", async () => {
  await using scene = await Scene.make();
  const { from, to, fromUrl, toUrl } = scene;
  await fill(from);
  const { code, printed, errors } = await runInProcess(["import", fromUrl, "--to", toUrl]);
  assertEquals([code, errors], [0, ""]);
  assertMatch(printed, /^copied 508 keys to 127\.0\.0\.1:\d+ in \d+\.\d s\n$/);
  assertEquals(await image(to), await image(from));
  const ttl = await to.call("PTTL", "expires") as number;
  assert(ttl > 900_000 && ttl <= 1_000_000, `${ttl}`);
  assertEquals(await to.call("TTL", "s"), -1);
});

Deno.test("import: keys that are there stay, or are replaced", async () => {
  await using scene = await Scene.make();
  const { from, to, fromUrl, toUrl } = scene;
  await from.call("MSET", "a", "new", "b", "new");
  await to.call("SET", "a", "old");
  const kept = await runInProcess(["import", fromUrl, "--to", toUrl]);
  assertEquals(kept.code, 1);
  assertStringIncludes(kept.printed, "copied 1 key to ");
  assertStringIncludes(kept.printed, "1 key not copied: there already (see --replace)\n");
  assertEquals(await to.call("MGET", "a", "b"), ["old", "new"]);
  const replaced = await runInProcess(["import", fromUrl, "--to", toUrl, "--replace"]);
  assertEquals(replaced.code, 0);
  assertEquals(await to.call("MGET", "a", "b"), ["new", "new"]);
});

Deno.test("import: one database, into another one, with a password", async () => {
  await using scene = await Scene.make("se cret");
  const { from, to, fromUrl, toUrl } = scene;
  await fill(from);
  const url = toUrl.replace("redis://", "redis://default:se%20cret@");
  const several = await runInProcess(["import", fromUrl, "--to", `${url}/5`]);
  assertEquals([several.code, several.errors], [
    1,
    "vortis: the source has keys in databases 0, 3: choose one by --db to copy it to database 5\n",
  ]);
  for (const args of [[`${fromUrl}/3`], [fromUrl, "--db", "3", "--replace"]]) {
    const { code, printed } = await runInProcess(["import", ...args, "--to", `${url}/5`]);
    assertEquals(code, 0);
    assertStringIncludes(printed, "copied 501 keys to ");
  }
  assertEquals(await to.call("DBSIZE"), 0);
  await to.call("SELECT", 5);
  assertEquals(await to.call("GET", "e7"), "e7");
  const { code, errors } = await runInProcess(["import", fromUrl, "--to", toUrl]);
  assertEquals(code, 1);
  assertMatch(errors, /^vortis: .*NOAUTH Authentication required\.\n$/);
});

Deno.test("export, then import: the file has all that the server has", async () => {
  await using scene = await Scene.make();
  const { from, to, fromUrl, toUrl, directory } = scene;
  await fill(from);
  const path = `${directory}/data.rdb`;
  const exported = await runInProcess(["export", path, "--from", fromUrl]);
  assertEquals([exported.code, exported.errors], [0, ""]);
  assertStringIncludes(exported.printed, `${path}: 508 keys, `);
  assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["data.rdb"]);
  const checked = await runInProcess(["check", path]);
  assertEquals(checked.code, 0, checked.printed);
  assertStringIncludes(checked.printed, "database 3: 501 keys (501 strings), none expires\n");
  assertEquals((await runInProcess(["import", path, "--to", toUrl])).code, 0);
  assertEquals(await image(to), await image(from));
});

Deno.test("export: hashes whose fields expire make the file one of a later version", async () => {
  await using scene = await Scene.make();
  const { from, to, fromUrl, toUrl, directory } = scene;
  await from.call("SET", "a", "v");
  await from.call("HSET", "h", "f", "v");
  await from.call("HPEXPIRE", "h", 1_000_000, "FIELDS", 1, "f");
  const path = `${directory}/data.rdb`;
  assertEquals((await runInProcess(["export", path, "--from", fromUrl])).code, 0);
  assertStringIncludes((await runInProcess(["check", path])).printed, "RDB version 12 ");
  assertEquals((await runInProcess(["import", path, "--to", toUrl])).code, 0);
  const [ttl] = await to.call("HPTTL", "h", "FIELDS", 1, "f") as number[];
  assert(ttl > 900_000, `${ttl}`);
});

Deno.test("export: asks before it replaces a file; a failure leaves it as it was", async () => {
  await using scene = await Scene.make();
  const { from, fromUrl, directory } = scene;
  await from.call("SET", "k", "v");
  const path = `${directory}/data.rdb`;
  Deno.writeTextFileSync(path, "old");
  const args = ["export", path, "--from", fromUrl];
  const refused = await runInProcess(args, false);
  assertEquals([refused.code, refused.questions], [1, [`${path} is there: replace it?`]]);
  assertEquals(Deno.readTextFileSync(path), "old");
  const failed = await runInProcess(["export", path, "--yes", "--from", "redis://127.0.0.1:1"]);
  assertEquals([failed.code, failed.errors], [
    1,
    "vortis: cannot connect to 127.0.0.1:1: Connection refused\n",
  ]);
  assertEquals(Deno.readTextFileSync(path), "old");
  assertEquals((await runInProcess([...args, "--yes"])).code, 0);
  assertEquals((await runInProcess(["check", path])).code, 0);
  const nowhere = await runInProcess(["export", `${directory}/no/file`, "--from", fromUrl]);
  assertEquals(
    nowhere.errors,
    `vortis: cannot write ${directory}/no/file: No such file or directory\n`,
  );
});

Deno.test("import: an append-only directory, and nothing of a damaged one", async () => {
  await using scene = await Scene.make();
  const { to, toUrl, directory } = scene;
  const logged = new LoggedServer(new DenoFileSystem(), {}, directory);
  logged.start();
  logged.run("SET k v", "SET gone v PXAT 1", "SELECT 2", "RPUSH l a b");
  logged.aof.stop();
  const { code, printed, errors } = await runInProcess(["import", directory, "--to", toUrl]);
  assertEquals([code, errors], [0, ""]);
  assertStringIncludes(printed, "copied 2 keys");
  assertEquals(await to.call("KEYS", "*"), ["k"]);
  await to.call("SELECT", 2);
  assertEquals(await to.call("LRANGE", "l", 0, -1), ["a", "b"]);

  const name = [...Deno.readDirSync(directory)].find(({ name }) => name.includes(".incr."))!.name;
  Deno.writeTextFileSync(`${directory}/${name}`, "*1\r\n", { append: true });
  await to.call("FLUSHALL");
  const damaged = await runInProcess(["import", directory, "--to", toUrl]);
  assertEquals(damaged.code, 1);
  assertMatch(damaged.errors, /is damaged at byte \d+: the file ends in the midst of a command/);
  assertEquals(await to.call("DBSIZE"), 0);
});

Deno.test("import and export: mistakes are one line", async () => {
  const cases: [string[], string][] = [
    [["import"], "the source is missing; see --help"],
    [["import", "/nonexistent"], "cannot open /nonexistent: No such file or directory"],
    [["import", "rediss://h"], "'rediss://' is not known: there is no TLS"],
    [["import", "http://h"], "'http://' is not known; redis:// is"],
    [["import", "redis://h/x"], "'x' is no number of a database"],
    [
      ["import", "x", "--to", "h"],
      "a server is named as redis://[user:password@]host[:port][/database]",
    ],
    [["import", "x", "--to"], "--to needs a value"],
    [["import", "x", "--replce"], "unknown flag '--replce' (did you mean '--replace'?)"],
    [["import", "redis://127.0.0.1:1"], "cannot connect to 127.0.0.1:1: Connection refused"],
    [["export"], "the file is missing; see --help"],
    [["export", "/tmp/x", "--from", "file"], "--from 'file': a server is named by redis://…"],
  ];
  for (const [args, message] of cases) {
    const { code, errors } = await runInProcess(args);
    assertEquals([code, errors], [1, `vortis: ${message}\n`]);
  }
  for (const name of ["import", "export"]) {
    const { code, printed } = await runInProcess([name, "--help"]);
    assertEquals(code, 0);
    assertStringIncludes(printed, `Usage: vortis ${name} <`);
    for (const line of printed.split("\n")) assert(line.length <= 82, line);
  }
});
