/** Streams through ioredis and node-redis: workers of a group share entries, one takes over another's. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  connectNodeRedis,
  endIoredis,
  testIoredis,
  testNodeRedis,
  untilBlocked,
} from "../helpers/servers/redis_clients.ts";

/** IDs of entries, as node-redis has them. */
function idsOf(entries: readonly { id: string }[]): string[] {
  return entries.map(({ id }) => id);
}

/** Entries of one stream, as ioredis has them. */
type Entries = [id: string, fields: string[]][];

testIoredis("entries are added, read in ranges, trimmed and deleted", async (redis) => {
  const ids: string[] = [];
  for (let i = 0; i < 10; i++) ids.push((await redis.xadd("log", "*", "n", i, "kind", "event"))!);
  assertEquals(await redis.xlen("log"), 10);
  assertEquals(await redis.xrange("log", "-", "+", "COUNT", 2), [
    [ids[0], ["n", "0", "kind", "event"]],
    [ids[1], ["n", "1", "kind", "event"]],
  ]);
  assertEquals((await redis.xrevrange("log", "+", "-", "COUNT", 1))[0][0], ids[9]);
  assertEquals(await redis.xdel("log", ids[9], "1-1"), 1);
  assertEquals(await redis.xtrim("log", "MAXLEN", 3), 6);
  assertEquals((await redis.xrange("log", `(${ids[6]}`, "+")).map(([id]) => id), [ids[7], ids[8]]);
  await assertRejects(
    () => redis.xadd("log", "1-1", "too", "small"),
    Error,
    "ERR The ID specified in XADD is equal or smaller than the target stream top item",
  );
});

testIoredis("a reader waits for entries on a connection of its own", async (redis) => {
  const reader = redis.duplicate();
  try {
    const waiting = reader.xread("COUNT", 10, "BLOCK", 0, "STREAMS", "a", "b", "$", "$");
    await untilBlocked(() => redis.info("clients"), 1);
    const id = await redis.xadd("b", "*", "field", "value");
    assertEquals(await waiting, [["b", [[id!, ["field", "value"]]]]]);
    assertEquals(await reader.xread("BLOCK", 1, "STREAMS", "b", id!), null);
  } finally {
    await endIoredis(reader);
  }
});

testIoredis("workers of a group share a stream, and one takes over from another", async (redis) => {
  assertEquals(await redis.xgroup("CREATE", "jobs", "workers", "$", "MKSTREAM"), "OK");
  const workers = [redis.duplicate(), redis.duplicate()];
  const done = new Map<string, string>();
  const work = async (index: number): Promise<void> => {
    const name = `worker ${index}`;
    for (;;) {
      const read = await workers[index].xreadgroup(
        ...(["GROUP", "workers", name, "COUNT", 3, "BLOCK", 300, "STREAMS", "jobs", ">"] as const),
      ) as [string, Entries][] | null;
      if (read === null) return;
      for (const [id, [, number]] of read[0][1]) {
        done.set(number, name);
        // The second one never says that it is done with a multiple of ten.
        if (index === 0 || Number(number) % 10 !== 0) await redis.xack("jobs", "workers", id);
      }
    }
  };
  try {
    const working = [work(0), work(1)];
    for (let i = 0; i < 100; i++) await redis.xadd("jobs", "*", "number", i);
    await Promise.all(working);
    assertEquals(done.size, 100);
    const left = [...done].filter(([number, name]) => {
      return name === "worker 1" && Number(number) % 10 === 0;
    });
    const summary = await redis.xpending("jobs", "workers") as [number, string, string, Entries];
    assertEquals(summary[0], left.length);
    const [next, claimed, deleted] = await redis.xautoclaim(
      ...(["jobs", "workers", "worker 0", 0, "0", "COUNT", 100] as const),
    ) as [string, Entries, string[]];
    assertEquals([next, deleted], ["0-0", []]);
    assertEquals(
      claimed.map(([, [, number]]) => number).sort(),
      left.map(([number]) => number).sort(),
    );
    if (claimed.length > 0) {
      const ids = claimed.map(([id]) => id);
      const details = await redis.xpending("jobs", "workers", "-", "+", 100, "worker 0") as [
        ...[id: string, consumer: string, idleMs: number, deliveries: number],
      ][];
      assertEquals(details.map(([id]) => id), ids);
      for (const [, , , deliveries] of details) assertEquals(deliveries, 2);
      assertEquals(await redis.xack("jobs", "workers", ...ids), ids.length);
    }
    assertEquals(await redis.xpending("jobs", "workers"), [0, null, null, null]);
  } finally {
    for (const worker of workers) await endIoredis(worker);
  }
});

testNodeRedis("entries are objects; trimming, ranges and information", async (client) => {
  for (let i = 0; i < 10; i++) {
    await client.xAdd("log", `${i + 1}-0`, { n: String(i), kind: "event" });
  }
  const [first] = (await client.xRange("log", "-", "+", { COUNT: 1 }))!;
  assertEquals([first.id, { ...first.message }], ["1-0", { n: "0", kind: "event" }]);
  const id = await client.xAdd("log", "*", { n: "10" }, {
    TRIM: { strategy: "MAXLEN", strategyModifier: "=", threshold: 4 },
  });
  assertEquals((await client.xRevRange("log", "+", "-"))!.map((entry) => entry.id), [
    ...[id, "10-0", "9-0", "8-0"],
  ]);
  assertEquals(await client.xDel("log", ["9-0", "1-0"]), 1);
  assertEquals(await client.xTrim("log", "MINID", 10), 1);
  assertEquals(await client.xLen("log"), 2);
  assertEquals(
    await client.xAdd("missing", "*", { a: "b" }, {}).then((id) => /^\d+-0$/.test(id)),
    true,
  );
  const info = await client.xInfoStream("log");
  assertEquals([info.length, info["entries-added"], info["last-entry"]?.id], [2, 11, id]);
});

testNodeRedis("a group: reading, pending entries, claims, consumers", async (client, server) => {
  assertEquals(await client.xGroupCreate("jobs", "group", "0", { MKSTREAM: true }), "OK");
  await assertRejects(() => client.xGroupCreate("jobs", "group", "0"), Error, "BUSYGROUP");
  const worker = await connectNodeRedis(server.port);
  try {
    const waiting = worker.xReadGroup("group", "ann", { key: "jobs", id: ">" }, { BLOCK: 0 });
    await untilBlocked(() => client.info("clients"), 1);
    await client.xAdd("jobs", "1-1", { job: "first" });
    const read = await waiting;
    assert(read !== null);
    assertEquals(read.map(({ name, messages }) => [name, idsOf(messages)]), [
      ["jobs", ["1-1"]],
    ]);
    for (const id of ["2-1", "3-1", "4-1"]) await client.xAdd("jobs", id, { job: id });
    await client.xReadGroup("group", "bob", { key: "jobs", id: ">" }, { COUNT: 2 });
    const history = await client.xReadGroup("group", "bob", { key: "jobs", id: "0" });
    assertEquals(idsOf(history![0].messages), ["2-1", "3-1"]);
    const pending = await client.xPending("jobs", "group");
    assertEquals([pending.pending, pending.firstId, pending.lastId], [3, "1-1", "3-1"]);
    assertEquals(
      pending.consumers?.map(({ name, deliveriesCounter }) => [name, deliveriesCounter]),
      [
        ["ann", 1],
        ["bob", 2],
      ],
    );
    const details = await client.xPendingRange("jobs", "group", "-", "+", 10, { consumer: "bob" });
    assertEquals(details.map(({ id, deliveriesCounter }) => [id, deliveriesCounter]), [
      ["2-1", 2],
      ["3-1", 2],
    ]);
    const claimed = await client.xClaim("jobs", "group", "ann", 0, ["2-1"], { RETRYCOUNT: 7 });
    assertEquals(claimed.map((entry) => entry?.id), ["2-1"]);
    assertEquals(await client.xClaimJustId("jobs", "group", "ann", 0, ["3-1"]), ["3-1"]);
    const auto = await client.xAutoClaim("jobs", "group", "cat", 0, "-", { COUNT: 2 });
    assertEquals([auto.nextId, auto.messages.map((entry) => entry?.id)], ["3-1", ["1-1", "2-1"]]);
    assertEquals(await client.xAck("jobs", "group", ["1-1", "2-1", "9-9"]), 2);
    const [group] = await client.xInfoGroups("jobs");
    assertEquals([group.name, group.pending, group.lag, group["last-delivered-id"]], [
      ...["group", 1, 1, "3-1"],
    ]);
    const consumers = await client.xInfoConsumers("jobs", "group");
    assertEquals(consumers.map(({ name, pending }) => [name, pending]), [
      ["ann", 1],
      ["bob", 0],
      ["cat", 0],
    ]);
    assertEquals(await client.xGroupDelConsumer("jobs", "group", "ann"), 1);
    assertEquals(await client.xGroupSetId("jobs", "group", "0"), "OK");
    assertEquals(await client.xGroupDestroy("jobs", "group"), 1);
  } finally {
    worker.destroy();
  }
});
