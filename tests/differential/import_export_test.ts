/** `vortis import` and `vortis export` with redis-server as the source and as the target. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import type { ReplyValue } from "../../resp/reply.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { runInProcess } from "../helpers/programs/program_run.ts";
import { startPair } from "./yardstick.ts";

const HOST = "127.0.0.1";

function connect(port: number): Promise<RespClient> {
  return RespClient.connect({ hostname: HOST, port });
}

async function fill(client: RespClient): Promise<void> {
  const many = Array.from({ length: 3000 }, (_, i) => `element:${i}`);
  await client.pipeline([
    ["SET", "text", "v".repeat(5000)],
    ["SET", "integer", -17],
    ["SET", "expires", "v", "PXAT", 4_000_000_000_000],
    ["RPUSH", "list", ...many],
    ["SADD", "integers", 1, 70_000],
    ["SADD", "set", ...many],
    ["ZADD", "scores", 1.5, "a", "-inf", "b"],
    ["ZADD", "many scores", ...many.flatMap((member, i) => [i / 7, member])],
    ["HSET", "hash", "f", "v"],
    ["HSET", "large hash", ...many.flatMap((field) => [field, "v"])],
    ...many.slice(0, 300).map((value) => ["XADD", "stream", "*", "field", value]),
    ["XGROUP", "CREATE", "stream", "group", 0],
    ["XREADGROUP", "GROUP", "group", "consumer", "COUNT", 5, "STREAMS", "stream", ">"],
    ["PFADD", "loglog", ...many],
    ["SELECT", 5],
    ...many.map((key) => ["SET", key, key]),
    ["SELECT", 0],
  ]);
}

function digest(client: RespClient): Promise<ReplyValue> {
  return client.call("DEBUG", "DIGEST");
}

const DEBUG = ["--enable-debug-command", "yes"];

Deno.test("import and export: from redis-server to Vortis and back, by files and without", async () => {
  await using pair = await startPair(DEBUG);
  await using other = await startRedis(DEBUG);
  using redis = await connect(pair.redis.port);
  using back = await connect(other.port);
  await fill(redis);
  const [redisUrl, vortisUrl, backUrl] = [pair.redis, pair.subject, other].map(({ port }) => {
    return `redis://${HOST}:${port}`;
  });
  const expected = await digest(redis);
  const directory = await Deno.makeTempDir({ prefix: "vortis-copy-" });
  try {
    const run = async (...args: string[]) => {
      const { code, errors, printed } = await runInProcess(args);
      assertEquals([code, errors], [0, ""], args.join(" "));
      return printed;
    };
    const copied = await run("import", redisUrl, "--to", vortisUrl);
    assertStringIncludes(copied, "copied 3,012 keys");
    await run("import", vortisUrl, "--to", backUrl);
    assertEquals(await digest(back), expected);
    const expiryMs = await back.call("PEXPIRETIME", "expires") as number;
    assertEquals(Math.abs(expiryMs - 4_000_000_000_000) < 5000, true, `${expiryMs}`);

    for (const url of [redisUrl, vortisUrl]) {
      const path = `${directory}/${url.slice(-5)}.rdb`;
      await run("export", path, "--from", url);
      const { success } = await new Deno.Command("redis-check-rdb", { args: [path] }).output();
      assertEquals(success, true);
      await run("check", path);
      await back.call("FLUSHALL");
      await run("import", path, "--to", backUrl);
      assertEquals(await digest(back), expected);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
