/**
 * Whole directories that change hands between Vortis and redis-server: what one has written the other one
 * starts with, with equal digests, encodings and expire times of all keys.
 */
import { assert, assertEquals } from "@std/assert";
import { RespClient, toJS } from "../../resp/mod.ts";
import type { ChildServer } from "../helpers/servers/child_server.ts";
import { Random, seeds } from "../helpers/random.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startVortis } from "../helpers/servers/vortis_server.ts";

type Start = (args: string[]) => Promise<ChildServer>;

const FAR_MS = 4_000_000_000_000;

/** Requests that make data of every type in every encoding, some with expire times. */
function requests(seed: number, round: number): string[][] {
  const random = new Random(seed + round);
  const list: string[][] = [];
  const range = (count: number, make: (i: number) => string[]) =>
    Array.from({ length: count }, (_, i) => make(i)).flat();
  for (const size of [1, 5, 90, 600]) {
    const at = (kind: string) => `${kind}:${round}:${size}`;
    const text = () => random.text(random.int(1, 70));
    list.push(["SET", at("text"), "x".repeat(size * 30)], ["SET", at("int"), `${size}${round}`]);
    list.push(["SETBIT", at("bits"), String(size * 7), "1"], [
      "PFADD",
      at("hll"),
      ...range(size, () => [text()]),
    ]);
    list.push(["RPUSH", at("list"), ...range(size, (i) => [String(i), text()])]);
    list.push(["HSET", at("hash"), ...range(size, (i) => [`f${i}`, text()])]);
    list.push(["SADD", at("ints"), ...range(size, (i) => [String(i * size)])]);
    list.push(["SADD", at("set"), ...range(size, (i) => [`m${i}`])]);
    list.push(["ZADD", at("zset"), ...range(size, (i) => [String(i / 4), `m${i}`])]);
    for (let i = 1; i <= size; i++) list.push(["XADD", at("stream"), `${i}-1`, "f", text()]);
    list.push(["XGROUP", "CREATE", at("stream"), "g", "0"]);
    list.push(["XDEL", at("stream"), "1-1"]);
    for (const kind of ["text", "list", "hash", "ints", "zset", "stream"]) {
      if (random.chance(0.5)) list.push(["PEXPIREAT", at(kind), String(FAR_MS + random.int(1e6))]);
    }
    list.push(["SELECT", String(random.int(4))]);
  }
  list.push(["SELECT", "0"], ["DEL", "int:0:5"], ["LPOP", "list:0:600", "3"], ["SWAPDB", "1", "2"]);
  return list;
}

/** All keys of all databases, each with its expire time, encoding and digest. */
async function contents(client: RespClient): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (let database = 0; database < 16; database++) {
    await client.call("SELECT", database);
    for (const key of await client.call("KEYS", "*") as string[]) {
      // A string that was changed is raw until it is loaded.
      const told = await client.pipeline([
        ["PEXPIRETIME", key],
        ["OBJECT", "ENCODING", key],
        ["DEBUG", "DIGEST-VALUE", key],
      ]);
      found.set(
        `${database}/${key}`,
        told.map((reply) => String(toJS(reply))).join(" ").replace(" raw ", " embstr "),
      );
    }
  }
  await client.call("SELECT", 0);
  return found;
}

async function untilDone(client: RespClient): Promise<void> {
  for (;;) {
    const info = String(await client.call("INFO", "persistence"));
    if (!/_in_progress:1|aof_rewrite_scheduled:1/.test(info)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Runs a server on a directory. */
async function on<T>(
  start: Start,
  args: string[],
  run: (client: RespClient) => Promise<T>,
): Promise<T> {
  await using server = await start(args);
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  try {
    return await run(client);
  } finally {
    client.close();
  }
}

async function fill(client: RespClient, seed: number, round: number): Promise<void> {
  for (const reply of await client.pipeline(requests(seed, round))) {
    assert(reply.type !== "error", JSON.stringify(reply));
  }
}

async function checked(program: string, path: string): Promise<void> {
  const { success, stdout } = await new Deno.Command(program, { args: [path] }).output();
  assert(success, new TextDecoder().decode(stdout));
}

const DIRECTIONS: [string, Start, Start][] = [
  ["redis-server starts with what Vortis wrote", startVortis, startRedis],
  ["Vortis starts with what redis-server wrote", startRedis, startVortis],
];

for (const [name, writer, reader] of DIRECTIONS) {
  for (const form of ["dump.rdb", "AOF with an RDB base", "AOF with a base in commands"]) {
    Deno.test(`${name}: ${form}`, async () => {
      const [, seed] = seeds(`${name}: ${form}`);
      const dir = await Deno.makeTempDir({ prefix: "exchange-" });
      const isLog = form !== "dump.rdb";
      const args = [
        "--dir",
        dir,
        "--enable-debug-command",
        "yes",
        ...isLog ? ["--appendonly", "yes"] : [],
      ];
      args.push("--aof-use-rdb-preamble", form.endsWith("commands") ? "no" : "yes");
      try {
        const before = await on(writer, args, async (client) => {
          await fill(client, seed, 0);
          if (isLog) {
            await client.call("BGREWRITEAOF");
            await untilDone(client);
            await fill(client, seed, 1);
          } else {
            await client.call("SAVE");
          }
          return await contents(client);
        });
        assert(before.size > 30);
        if (isLog) {
          await checked("redis-check-aof", `${dir}/appendonlydir/appendonly.aof.manifest`);
        } else await checked("redis-check-rdb", `${dir}/dump.rdb`);
        const readerArgs = isLog ? args : [...args, "--save", "3600 1000000"];
        const after = await on(reader, readerArgs, contents);
        for (const [key, value] of before) assertEquals(after.get(key), value, key);
        assertEquals(after.size, before.size);
      } finally {
        await Deno.remove(dir, { recursive: true });
      }
    });
  }
}
