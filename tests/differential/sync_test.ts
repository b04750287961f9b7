/** `redis-cli --rdb` takes the data of Vortis, which redis-server then loads. */
import { assertEquals } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";

Deno.test("redis-cli --rdb: the file has what the server had", async () => {
  await using subject = await startSubject();
  using vortis = await RespClient.connect({ hostname: "127.0.0.1", port: subject.port });
  const many = Array.from({ length: 2000 }, (_, i) => `element:${i}`);
  await vortis.pipeline([
    ...many.map((key) => ["SET", key, `value of ${key}`]),
    ["RPUSH", "list", ...many],
    ["HSET", "hash", ...many],
    ["ZADD", "scores", ...many.flatMap((member, i) => [i, member])],
    ["SELECT", 7],
    ["SET", "expires", "v", "PXAT", 4_000_000_000_000],
  ]);
  const directory = await Deno.makeTempDir({ prefix: "vortis-rdb-" });
  try {
    const { success, stdout, stderr } = await new Deno.Command("redis-cli", {
      args: ["-p", String(subject.port), "--rdb", `${directory}/dump.rdb`],
      stdin: "null",
    }).output();
    const output = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assertEquals(success, true, output);
    await using server = await startRedis(["--dir", directory, "--dbfilename", "dump.rdb"]);
    using redis = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
    assertEquals(await redis.call("DBSIZE"), 2003);
    assertEquals(await redis.call("GET", "element:7"), "value of element:7");
    assertEquals(await redis.call("LRANGE", "list", 0, -1), many);
    assertEquals(await redis.call("ZRANGE", "scores", 0, -1), many);
    assertEquals(await redis.call("HGET", "hash", "element:0"), "element:1");
    await redis.call("SELECT", 7);
    assertEquals(await redis.call("PEXPIRETIME", "expires"), 4_000_000_000_000);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
