import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const NOW = new TestServer().time.now();

Deno.test("the four ways to give a deadline, the four to read it", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k v", "+OK");
  const deadlines: [command: string, ms: number][] = [
    ["EXPIRE k 100", NOW + 100_000],
    ["PEXPIRE k 1500", NOW + 1500],
    [`EXPIREAT k ${NOW / 1000 + 7}`, NOW + 7000],
    [`PEXPIREAT k ${NOW + 1234}`, NOW + 1234],
  ];
  for (const [command, ms] of deadlines) {
    expectReply(command, ":1");
    expectReply("PEXPIRETIME k", `:${ms}`);
    expectReply("PTTL k", `:${ms - NOW}`);
    expectReply("EXPIRETIME k", `:${Math.round(ms / 1000)}`);
    expectReply("TTL k", `:${Math.round((ms - NOW) / 1000)}`);
  }
});

Deno.test("TTL answers -2 without the key and -1 without an expiry", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET k v", "+OK");
  for (const command of ["TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"]) {
    expectReply(`${command} missing`, ":-2");
    expectReply(`${command} k`, ":-1");
  }
});

Deno.test("TTL rounds to the nearest second", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET k v", "+OK");
  for (const [ms, seconds] of [[400, 0], [499, 0], [500, 1], [1499, 1], [1500, 2]]) {
    expectReply(`PEXPIRE k ${ms}`, ":1");
    expectReply("TTL k", `:${seconds}`);
  }
});

Deno.test("a key lives to the end of its last millisecond", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k v", "+OK");
  expectReply("PEXPIRE k 50", ":1");
  server.advance(50);
  expectReply("PTTL k", ":0");
  expectReply("GET k", "$1 v");
  server.advance(1);
  expectReply("GET k", "$-1");
});

Deno.test("a deadline that has passed removes the key and answers 1", () => {
  const commands = [
    ...["EXPIRE k 0", "EXPIRE k -1", "PEXPIRE k -9223372036854775808", "EXPIREAT k 1"],
    ...["PEXPIREAT k -5", `PEXPIREAT k ${NOW}`, "EXPIRE k -9223372036854775", "EXPIRE k 0 LT"],
  ];
  for (const command of commands) {
    const server = new TestServer();
    const { expectReply } = server.client();
    expectReply("SET k v", "+OK");
    expectReply(command, ":1");
    expectReply("EXISTS k", ":0");
    assertEquals(server.keyspace(0).counters.expired, 0, "removed by a request, not by time");
    expectReply(command, ":0");
  }
});

Deno.test("NX, XX, GT and LT compare with the deadline there is", () => {
  // Deadline before, conditions, new one, whether it is taken; 0 stands for none.
  const cases: [before: number, conditions: string, after: number, taken: boolean][] = [
    [0, "NX", 100, true],
    [0, "XX", 100, false],
    [0, "GT", 100, false],
    [0, "LT", 100, true],
    [0, "XX GT", 100, false],
    [0, "XX LT", 100, false],
    [50, "NX", 100, false],
    [50, "XX", 100, true],
    [50, "GT", 100, true],
    [50, "GT", 50, false],
    [50, "GT", 20, false],
    [50, "LT", 100, false],
    [50, "LT", 50, false],
    [50, "LT", 20, true],
    [50, "xx gt", 100, true],
    [50, "XX LT", 20, true],
    [50, "GT GT", 100, true],
  ];
  for (const [before, conditions, after, taken] of cases) {
    const { expectReply } = new TestServer().client();
    expectReply(before === 0 ? "SET k v" : `SET k v EX ${before}`, "+OK");
    expectReply(`EXPIRE k ${after} ${conditions}`, taken ? ":1" : ":0");
    expectReply("TTL k", `:${taken ? after : before || -1}`);
  }
});

Deno.test("conditions that exclude each other, and what is none, are refused in Redis's order", () => {
  const { expectReply } = new TestServer().client();
  const nx = "-ERR NX and XX, GT or LT options at the same time are not compatible";
  const errors: [command: string, error: string][] = [
    ["EXPIRE k 1 NX XX", nx],
    ["EXPIRE k 1 GT NX", nx],
    ["EXPIRE k 1 NX LT", nx],
    ["EXPIRE k 1 NX XX GT LT", nx],
    ["EXPIRE k 1 GT LT", "-ERR GT and LT options at the same time are not compatible"],
    ["EXPIRE k abc NX XX", nx],
    ["EXPIRE k abc bogus", "-ERR Unsupported option bogus"],
    ["EXPIRE k 1 NX XX bogus", "-ERR Unsupported option bogus"],
    ["EXPIRE k abc NX", "-ERR value is not an integer or out of range"],
    ["EXPIRE k 1 é", "-ERR Unsupported option \\xc3\\xa9"],
    ['EXPIRE k 1 "\\xff\\r\\n:1"', "-ERR Unsupported option \\xff  :1"],
    ['EXPIRE k 1 "cut\\x00off"', "-ERR Unsupported option cut"],
    ['EXPIRE k 1 ""', "-ERR Unsupported option"],
    ["PEXPIRE k 9223372036854775807", "-ERR invalid expire time in 'pexpire' command"],
    ["EXPIREAT k 9223372036854776", "-ERR invalid expire time in 'expireat' command"],
    ["EXPIRE k", "-ERR wrong number of arguments for 'expire' command"],
  ];
  for (const [command, error] of errors) expectReply(command, error);
});

Deno.test("PERSIST takes the expiry off, once", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k value EX 10", "+OK");
  expectReply("PERSIST k", ":1");
  expectReply("PERSIST k", ":0");
  expectReply("PERSIST missing", ":0");
  expectReply("TTL k", ":-1");
  server.advance(60_000);
  expectReply("GET k", "$5 value");
});

Deno.test("times past 2^53 ms are kept to half a second, and the last one exactly", () => {
  const { expectReply } = new TestServer().client();
  expectReply("SET k v", "+OK");
  expectReply("PEXPIREAT k 9223372036854775807", ":1");
  expectReply("PEXPIRETIME k", ":9223372036854775807");
  expectReply("EXPIRETIME k", ":9223372036854776");
  expectReply("PTTL k", `:${2n ** 63n - 1n - BigInt(NOW)}`);
  expectReply("PEXPIREAT k 9007199254740992", ":1");
  expectReply("PEXPIRETIME k", ":9007199254740992");
  expectReply("EXPIREAT k 9223372036854", ":1");
  expectReply("EXPIRETIME k", ":9223372036854");
  expectReply("GET k", "$1 v");
});

Deno.test("EXPIRE reports the deadline as a time since 1970, or a removal", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const changes: string[] = [];
  const decoder = new TextDecoder();
  server.engine.feed.listen(({ command, args }) => {
    changes.push([command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  for (const command of ["SET k v", "EXPIRE k 10", "PERSIST k", "EXPIRE k 0"]) reply(command);
  assertEquals(changes, ["SET k v", `PEXPIREAT k ${NOW + 10_000}`, "PERSIST k", "DEL k"]);
});
