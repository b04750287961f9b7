import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

Deno.test("lists are pushed to, read and popped at both ends", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH l b c", ":2");
  expectReply("LPUSH l a 0", ":4");
  expectReply("LRANGE l 0 -1", "*4 $1 0 $1 a $1 b $1 c");
  expectReply("LRANGE l 1 1", "*1 $1 a");
  expectReply("LRANGE l 4 9", "*0");
  expectReply("LRANGE l 0 -5", "*0");
  expectReply("LPOP l", "$1 0");
  expectReply("RPOP l 2", "*2 $1 c $1 b");
  expectReply("LPOP l 0", "*0");
  expectReply("LPOP l 7", "*1 $1 a");
  expectReply("EXISTS l", ":0");
  expectReply("LPOP l", "$-1");
  expectReply("LPOP l 1", "*-1");
  expectReply("LPUSHX l a", ":0");
  expectReply("LLEN l", ":0");
});

Deno.test("elements by index and by value", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH l a b a 10 a", ":5");
  expectReply("LINDEX l -2", "$2 10");
  expectReply("LINDEX l 5", "$-1");
  expectReply("LSET l 3 x", "+OK");
  expectReply("LSET l 5 x", "-ERR index out of range");
  expectReply("LSET m 0 x", "-ERR no such key");
  expectReply("LINSERT l BEFORE x y", ":6");
  expectReply("LINSERT l AFTER nothing y", ":-1");
  expectReply("LINSERT m AFTER a y", ":0");
  expectReply("LPOS l a RANK -1 COUNT 2", "*2 :5 :2");
  expectReply("LPOS l a COUNT -1", "-ERR COUNT can't be negative");
  expectReply("LPOS l nothing", "$-1");
  expectReply("LREM l -2 a", ":2");
  expectReply("LRANGE l 0 -1", "*4 $1 a $1 b $1 y $1 x");
  expectReply("LTRIM l 1 -2", "+OK");
  expectReply("LRANGE l 0 -1", "*2 $1 b $1 y");
  expectReply("LTRIM l 2 5", "+OK");
  expectReply("EXISTS l", ":0");
});

Deno.test("elements move between lists, and from the first of several", () => {
  const { expectReply } = new TestServer().client();
  expectReply("RPUSH a 1 2 3 4", ":4");
  expectReply("LMOVE a b LEFT RIGHT", "$1 1");
  expectReply("RPOPLPUSH a b", "$1 4");
  expectReply("LMOVE b b LEFT RIGHT", "$1 4");
  expectReply("LRANGE b 0 -1", "*2 $1 1 $1 4");
  expectReply("LMOVE none b LEFT LEFT", "$-1");
  expectReply("LMPOP 3 none a b RIGHT COUNT 5", "*2 $1 a *2 $1 3 $1 2");
  expectReply("LMPOP 2 none a LEFT", "*-1");
  expectReply("LMPOP 0 a LEFT", "-ERR numkeys should be greater than 0");
  expectReply("LMPOP 1 b LEFT COUNT 0", "-ERR count should be greater than 0");
});

Deno.test("every command on lists refuses a key of another type", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET s v", "+OK");
  expectReply("RPUSH l a", ":1");
  const commands = [
    ...["LPUSH s a", "RPUSH s a", "LPUSHX s a", "RPUSHX s a", "LPOP s", "RPOP s 1", "LRANGE s 0 1"],
    ...["LLEN s", "LINDEX s 0", "LSET s 0 a", "LINSERT s BEFORE a b", "LREM s 0 a", "LTRIM s 0 1"],
    ...[
      "LPOS s a",
      "LMOVE s l LEFT LEFT",
      "LMOVE l s LEFT LEFT",
      "RPOPLPUSH s l",
      "LMPOP 1 s LEFT",
    ],
    ...["BLPOP s 0", "BRPOP none s 0", "BLMOVE l s LEFT LEFT 0", "BRPOPLPUSH s l 0"],
    ...["BLMPOP 0 1 s LEFT"],
  ];
  for (const command of commands) expectReply(command, WRONG_TYPE);
  expectReply("LRANGE l 0 -1", "*1 $1 a");
});

Deno.test("reads count hits and misses, writes do not", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const { counters } = server.keyspace(0);
  reply("RPUSH l a b c");
  for (const command of ["LRANGE l 0 1", "LLEN l", "LINDEX l 0", "LPOS l a"]) reply(command);
  for (const command of ["LRANGE m 0 1", "LLEN m", "LINDEX m 0", "LPOS m a"]) reply(command);
  for (
    const command of ["LPOP l", "LSET l 0 x", "LREM l 0 x", "LTRIM l 0 0", "LMOVE l l LEFT LEFT"]
  ) {
    reply(command);
  }
  assertEquals([counters.hits, counters.misses], [4, 4]);
});

Deno.test("changes are reported as commands that repeat them, with their events", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const changes: string[] = [];
  const decoder = new TextDecoder();
  server.engine.feed.listen(({ event, command, args }) => {
    changes.push([`${event}:`, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  const cases: [request: string, changes: string[]][] = [
    ["RPUSH l a b c", ["rpush: RPUSH l a b c"]],
    ["LPUSHX l z", ["lpush: LPUSH l z"]],
    ["LPUSHX none z", []],
    ["LINSERT l BEFORE b x", ["linsert: LINSERT l BEFORE b x"]],
    ["LINSERT l BEFORE nothing x", []],
    ["LSET l -1 d", ["lset: LSET l 4 d"]],
    ["LREM l 0 x", ["lrem: LREM l 1 x"]],
    ["LREM l 0 x", []],
    ["LPOP l", ["lpop: LPOP l"]],
    ["RPOP l 2", ["rpop: RPOP l 2"]],
    ["LMOVE l m LEFT RIGHT", ["rpush: RPUSH m a", "lpop: LPOP l", "del: DEL l"]],
    ["RPUSH m b c d", ["rpush: RPUSH m b c d"]],
    ["LTRIM m 1 -2", ["ltrim: LTRIM m 1 2"]],
    ["LMPOP 1 m RIGHT COUNT 9", ["rpop: RPOP m 2", "del: DEL m"]],
    ["RPUSH l a", ["rpush: RPUSH l a"]],
    ["LTRIM l 5 9", ["ltrim: LTRIM l 1 0", "del: DEL l"]],
    ["RPUSH l a b", ["rpush: RPUSH l a b"]],
    ["COPY l m", ["copy_to: RPUSH m a b"]],
    ["COPY m l REPLACE", [": DEL l", "copy_to: RPUSH l a b"]],
    ["BLPOP l 0", ["lpop: LPOP l"]],
  ];
  for (const [request, expected] of cases) {
    changes.length = 0;
    reply(request);
    assertEquals(changes, expected, request);
  }
});

Deno.test("changes of a list make a transaction fail that watches it", () => {
  for (
    const command of ["RPUSH l x", "LPOP l", "LSET l 0 x", "LTRIM l 0 0", "LREM l 0 a", "LLEN l"]
  ) {
    const server = new TestServer();
    const watcher = server.client();
    watcher.expectReply("RPUSH l a b", ":2");
    watcher.expectReply("WATCH l", "+OK");
    server.client().reply(command);
    watcher.expectReply("MULTI", "+OK");
    watcher.expectReply("LLEN l", "+QUEUED");
    watcher.expectReply("EXEC", command === "LLEN l" ? "*1 :2" : "*-1");
  }
});

Deno.test("list-max-listpack-size says when a list gets nodes; no byte is left behind", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const { elements, largeValues } = server.engine;
  for (const size of ["-1", "-2", "-5", "64", "1000"]) {
    expectReply(`CONFIG SET list-max-ziplist-size ${size}`, "+OK");
    let count = 0;
    while (largeValues.size === 0) reply(["RPUSH", "l", `element ${++count}`.padEnd(30)]);
    const bytes = count * 32;
    if (size === "64") assertEquals(count, 65);
    else {
      const limit = { "-1": 4096, "-5": 65536 }[size] ?? 8192;
      assertEquals(bytes > limit && bytes <= limit + 32, true, `${size}: ${bytes}`);
    }
    expectReply("OBJECT ENCODING l", "$9 quicklist");
    expectReply("LINDEX l 5", `$30 ${"element 6".padEnd(30)}`.trimEnd());
    expectReply("DEL l", ":1");
    assertEquals([elements.usedBytes, largeValues.size], [0, 0]);
  }
});
