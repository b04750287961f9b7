import { assert, assertEquals, assertRejects } from "@std/assert";
import { Redis } from "@upstash/redis";
import { toJS } from "../../resp/reply.ts";
import { type HttpTest, withHttp } from "../helpers/http/http_server.ts";

function client({ url }: HttpTest, options: Record<string, unknown> = {}, path = "/v1/commands") {
  return new Redis({
    url: url + path,
    token: "secret",
    retry: false,
    enableTelemetry: false,
    ...options,
  });
}

async function overResp({ resp }: HttpTest, ...parts: (string | number)[]): Promise<unknown> {
  return toJS(await resp.command(...parts));
}

const SETTINGS = { requirepass: "secret" };

for (const responseEncoding of ["base64", false] as const) {
  Deno.test(`Upstash's client works with every type, encoding ${responseEncoding}`, () =>
    withHttp(SETTINGS, async (test) => {
      const redis = client(test, { responseEncoding });
      assertEquals(await redis.ping(), "PONG");
      assertEquals(await redis.set("text", "héllo €"), "OK");
      assertEquals(await redis.get("text"), "héllo €");
      assertEquals(await redis.get("none"), null);
      assertEquals(await redis.set("text", "x", { nx: true }), null);
      assertEquals(await redis.set("json", { a: [1, "two", null] }, { ex: 100 }), "OK");
      assertEquals(await redis.get("json"), { a: [1, "two", null] });
      assertEquals(await redis.ttl("json"), 100);
      assertEquals(await redis.incrby("n", 41), 41);
      assertEquals(await redis.incr("n"), 42);
      assertEquals(await redis.get("n"), 42);
      assertEquals(await redis.mset({ a: 1, b: "two" }), "OK");
      assertEquals(await redis.mget("a", "b", "none"), [1, "two", null]);
      assertEquals(await redis.append("b", "!"), 4);
      assertEquals(await redis.exists("a", "b", "none"), 2);
      assertEquals(await redis.type("a"), "string");

      assertEquals(await redis.hset("h", { name: "Ada", age: 36, tags: ["x"] }), 3);
      assertEquals(await redis.hgetall("h"), { name: "Ada", age: 36, tags: ["x"] });
      assertEquals(await redis.hget("h", "age"), 36);
      assertEquals(await redis.hmget("h", "name", "none"), { name: "Ada", none: null });
      assertEquals(await redis.hincrbyfloat("h", "age", 0.5), 36.5);
      assertEquals((await redis.hscan("h", 0))[0], "0");
      assertEquals(await redis.hgetall("none"), null);

      assertEquals(await redis.rpush<unknown>("l", "one", 2, { three: 3 }), 3);
      assertEquals(await redis.lrange("l", 0, -1), ["one", 2, { three: 3 }]);
      assertEquals(await redis.lpop("l", 2), ["one", 2]);
      assertEquals(await redis.lindex("l", 0), { three: 3 });

      assertEquals(await redis.sadd("s", "a", "b", "c"), 3);
      assertEquals((await redis.smembers("s")).sort(), ["a", "b", "c"]);
      assertEquals(await redis.sismember("s", "a"), 1);
      assertEquals(await redis.smismember("s", ["a", "z"]), [1, 0]);

      assertEquals(
        await redis.zadd("z", { score: 1.5, member: "a" }, { score: 2, member: "b" }),
        2,
      );
      assertEquals(await redis.zscore("z", "a"), 1.5);
      assertEquals(await redis.zrange("z", 0, -1, { withScores: true }), ["a", 1.5, "b", 2]);
      assertEquals(await redis.zrank("z", "b"), 1);
      assertEquals(await redis.zincrby("z", 1, "a"), 2.5);

      const id = await redis.xadd("x", "*", { field: "value", n: 1 });
      assertEquals(await redis.xrange("x", "-", "+"), { [id]: { field: "value", n: 1 } });
      assertEquals(await redis.xlen("x"), 1);
      assertEquals(await redis.xgroup("x", { type: "CREATE", group: "g", id: "0" }), "OK");
      assertEquals(await redis.xreadgroup("g", "me", "x", ">"), [["x", [[id, [
        ...["field", "value"],
        ...["n", 1],
      ]]]]] as never);

      assertEquals(await redis.setbit("bits", 7, 1), 0);
      assertEquals(await redis.bitcount("bits", 0, -1), 1);
      assertEquals(await redis.pfadd("hll", "a", "b"), 1);
      assertEquals(await redis.pfcount("hll"), 2);
      assertEquals(
        await redis.geoadd("g", { longitude: 13.4, latitude: 52.5, member: "Berlin" }),
        1,
      );
      assert(Math.abs(Number((await redis.geopos("g", "Berlin"))[0]!.lng) - 13.4) < 0.001);
      const [cursor, keys] = await redis.scan(0, { match: "tex*", count: 1000 });
      assertEquals([cursor, keys], ["0", ["text"]]);
      assertEquals(await redis.expire("text", 10), 1);
      assertEquals(await redis.persist("text"), 1);
      assertEquals(await redis.del("a", "b"), 2);
      assertEquals(await redis.dbsize() > 5, true);
      assertEquals(await redis.echo("OK"), "OK");
      assertEquals(await redis.set("big", "9007199254740993"), "OK");
      assertEquals(await redis.get("big"), "9007199254740993");

      assertEquals(await overResp(test, "GET", "text"), "héllo €");
      assertEquals(await overResp(test, "LRANGE", "l", 0, -1), ['{"three":3}']);
    }));
}

Deno.test("less frequent commands of Upstash's client", () =>
  withHttp(SETTINGS, async (test) => {
    const redis = client(test);
    const expect = async (answer: Promise<unknown>, expected: unknown) =>
      assertEquals<unknown>(await answer, expected);
    await redis.set("t", "hello world");
    await expect(redis.getrange("t", 0, 4), "hello");
    await expect(redis.setrange("t", 6, "there"), 11);
    await expect(redis.strlen("t"), 11);
    await expect(redis.getex("t", { ex: 50 }), "hello there");
    await expect(redis.pttl("t").then((ms) => ms > 49_000), true);
    await expect(redis.copy("t", "t2"), "COPIED");
    await expect(redis.rename("t2", "t3"), "OK");
    await expect(redis.getdel("t3"), "hello there");
    await expect(redis.touch("t", "none"), 1);
    await expect(redis.setnx("t", "x"), 0);
    await expect(redis.getset("t", 7), "hello there");
    await expect(redis.decrby("t", 2), 5);
    await expect(redis.incrbyfloat("t", 0.25), 5.25);
    await expect(redis.msetnx({ t: 1, u: 2 }), 0);
    await expect(redis.unlink("t", "none"), 1);

    await redis.hset("h", { a: 1, b: 2 });
    await expect(redis.hsetnx("h", "a", 5), 0);
    await expect(redis.hkeys("h"), ["a", "b"]);
    await expect(redis.hvals("h"), [1, 2]);
    await expect(redis.hincrby("h", "a", 5), 6);
    await expect(redis.hexists("h", "z"), 0);
    await expect(redis.hlen("h"), 2);
    await expect(redis.hstrlen("h", "a"), 1);
    await expect(redis.hexpire("h", "a", 100), [1]);
    await expect(redis.httl("h", "a"), [100]);
    await expect(redis.hpersist("h", "a"), [1]);
    await expect(redis.hdel("h", "a", "z"), 1);

    await redis.rpush("l", "a", "b", "c", "b");
    await expect(redis.linsert("l", "before", "b", "x"), 5);
    await expect(redis.lpos("l", "b"), 2);
    await expect(redis.lrem("l", -1, "b"), 1);
    await expect(redis.lset("l", 0, "first"), "OK");
    await expect(redis.lmove("l", "l2", "left", "right"), "first");
    await expect(redis.ltrim("l", 0, 1), "OK");
    await expect(redis.lrange("l", 0, -1), ["x", "b"]);
    await expect(redis.lpushx("none", "a"), 0);
    await expect(redis.rpop("l"), "b");

    await redis.sadd("s1", 1, 2, 3);
    await redis.sadd("s2", 2, 3, 4);
    await expect(redis.sinter("s1", "s2"), [2, 3]);
    await expect(redis.sdiff("s1", "s2"), [1]);
    await expect(redis.sunionstore("s3", "s1", "s2"), 4);
    await expect(redis.smove("s1", "s2", 1), 1);
    await expect(redis.srem("s3", 1, 9), 1);
    await expect(redis.scard("s3"), 3);
    await expect(redis.spop("s3").then((member) => typeof member), "number");

    await redis.zadd("z", { score: 1, member: "a" }, { score: 2, member: "b" }, {
      score: 3,
      member: "c",
    });
    await expect(redis.zcount("z", "-inf", 2), 2);
    await expect(redis.zrange("z", 2, 3, { byScore: true }), ["b", "c"]);
    await expect(redis.zrange("z", 0, 0, { rev: true }), ["c"]);
    await expect(redis.zmscore("z", ["a", "none"]), [1, null]);
    await expect(redis.zpopmax("z"), ["c", 3]);
    await expect(redis.zunionstore("z2", 1, ["z"], { weights: [10] }), 2);
    await expect(redis.zscore("z2", "b"), 20);
    await expect(redis.zremrangebyscore("z2", 0, 10), 1);
    await expect(redis.zscan("z2", 0), ["0", ["b", 20]]);

    await redis.xadd("x", "1-0", { a: 1 });
    await redis.xadd("x", "2-0", { a: 2 });
    await expect(redis.xrevrange("x", "+", "-", 1), { "2-0": { a: 2 } });
    await expect(redis.xdel("x", "1-0"), 1);
    await expect(redis.xtrim("x", { strategy: "MAXLEN", exactness: "=", threshold: 0 }), 1);

    await redis.set("b1", "abc");
    await expect(redis.bitop("not", "b2", "b1"), 3);
    await expect(redis.bitpos("b1", 1), 1);
    await expect(redis.flushdb(), "OK");
    await expect(redis.randomkey(), null);
    await expect(redis.time().then(([seconds]) => Math.abs(seconds - Date.now() / 1000) < 5), true);
    await expect(redis.keys("*"), []);
  }));

Deno.test("pipelines, transactions and automatic pipelines of Upstash's client", () =>
  withHttp(SETTINGS, async (test) => {
    const redis = client(test);
    const pipeline = redis.pipeline();
    pipeline.set("a", 1).incr("a").get("a").hset("h", { f: "v" }).hgetall("h");
    assertEquals<unknown>(await pipeline.exec(), ["OK", 2, 2, 1, { f: "v" }]);

    const failing = redis.pipeline().set("text", "x").incr("text").get("text");
    await assertRejects(() => failing.exec(), Error, "Command 2 [ incr ] failed: ERR value is not");
    const kept = await redis.pipeline().incr("text").get("text").exec({ keepErrors: true });
    assertEquals(kept[0].error, "ERR value is not an integer or out of range");
    assertEquals(kept[1].result, "x");

    assertEquals<unknown>(
      await redis.multi().set("b", 1).incr("b").lpush("text", 1).exec({
        keepErrors: true,
      }).then((all) => all.map(({ result, error }) => error ?? result)),
      [
        "OK",
        2,
        "WRONGTYPE Operation against a key holding the wrong kind of value",
      ],
    );
    const refused = redis.multi().set("c", 1);
    (refused as unknown as { commands: { command: string[] }[] }).commands[0].command = ["NOSUCH"];
    await assertRejects(() => refused.exec(), Error, "EXECABORT");
    assertEquals(await redis.exists("c"), 0);

    const automatic = client(test, { enableAutoPipelining: true });
    const values = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await automatic.set(`auto${i}`, i);
        return await automatic.get(`auto${i}`);
      }),
    );
    assertEquals(values, Array.from({ length: 200 }, (_, i) => i));
    assertEquals(await overResp(test, "GET", "auto199"), "199");
  }));

Deno.test("Upstash's client hears of errors in their words", () =>
  withHttp(SETTINGS, async (test) => {
    const redis = client(test);
    await redis.set("text", "x");
    await assertRejects(() => redis.lpush("text", 1), Error, "WRONGTYPE Operation against a key");
    await assertRejects(() => redis.incr("text"), Error, "ERR value is not an integer");
    await assertRejects(() => redis.exec(["NOSUCH", "x"]), Error, "ERR unknown command 'NOSUCH'");
    await assertRejects(() => redis.exec(["SUBSCRIBE", "x"]), Error, "cannot be used over HTTP");
    const stranger = client(test, { token: "wrong" });
    await assertRejects(() => stranger.get("text"), Error, "WRONGPASS");
  }));

Deno.test("another namespace is another url for Upstash's client", () =>
  withHttp(SETTINGS, async (test) => {
    const users = client(test, {}, "/v1/namespaces/users/commands");
    const third = client(test, {}, "/v1/namespaces/3/commands");
    await users.set("k", "of users");
    await third.set("k", "of three");
    assertEquals(await users.get("k"), "of users");
    assertEquals(await client(test).get("k"), null);
    await test.resp.command("SELECT", 3);
    assertEquals(await overResp(test, "GET", "k"), "of three");
  }));
