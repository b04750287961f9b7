import { assert } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("OBJECT ENCODING tells int, embstr and raw apart as Redis does", () => {
  const { expectReply, reply } = new TestServer().client();
  const encodings: [command: string, encoding: string][] = [
    ["SET s 5", "int"],
    ["SET s -9223372036854775808", "int"],
    ["SET s 9223372036854775808", "embstr"],
    ["SET s 007", "embstr"],
    [`SET s ${"a".repeat(44)}`, "embstr"],
    [`SET s ${"a".repeat(45)}`, "raw"],
    ["APPEND s b", "raw"],
    ["SET s 1", "int"],
    ["INCRBYFLOAT s 1", "embstr"],
    ["INCR s", "int"],
    ["SETRANGE s 0 9", "raw"],
  ];
  for (const [command, encoding] of encodings) {
    reply(command);
    expectReply("OBJECT ENCODING s", `$${encoding.length} ${encoding}`);
  }
});

Deno.test("OBJECT answers null for a key that is not there", () => {
  const server = new TestServer();
  for (const subcommand of ["ENCODING", "REFCOUNT", "IDLETIME", "FREQ"]) {
    server.client(2).expectReply(`OBJECT ${subcommand} missing`, "$-1");
    server.client(3).expectReply(`OBJECT ${subcommand} missing`, "_");
  }
});

Deno.test("OBJECT IDLETIME counts whole seconds since the last use", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("SET k v", "+OK");
  expectReply("OBJECT IDLETIME k", ":0");
  server.advance(1999);
  expectReply("OBJECT IDLETIME k", ":1");
  server.advance(100_000);
  expectReply("OBJECT IDLETIME k", ":101");
  expectReply("GET k", "$1 v");
  expectReply("OBJECT IDLETIME k", ":0");
});

Deno.test("OBJECT FREQ and IDLETIME each need their policy", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const note =
    "Please note that when switching between policies at runtime LRU and LFU data will " +
    "take some time to adjust.";
  expectReply("SET k v", "+OK");
  expectReply(
    "OBJECT FREQ k",
    `-ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${note}`,
  );
  server.config.set([["maxmemory-policy", "allkeys-lfu"]]);
  expectReply(
    "OBJECT IDLETIME k",
    `-ERR An LFU maxmemory policy is selected, idle time not tracked. ${note}`,
  );
  expectReply("SET fresh v", "+OK");
  expectReply("OBJECT FREQ fresh", ":5");
  for (let i = 0; i < 2000; i++) reply("GET fresh");
  const used = Number(reply("OBJECT FREQ fresh").slice(1));
  assert(used > 10 && used < 60, `2000 reads make ${used}`);
  server.advance(3 * 60_000);
  expectReply("OBJECT FREQ fresh", `:${used - 3}`);
});

Deno.test("OBJECT REFCOUNT tells which integers are shared", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const counts: [value: string, shared: boolean][] = [
    ["0", true],
    ["9999", true],
    ["10000", false],
    ["-1", false],
    ["abc", false],
    ["5.0", false],
  ];
  for (const [value, shared] of counts) {
    expectReply(`SET k ${value}`, "+OK");
    expectReply("OBJECT REFCOUNT k", shared ? ":2147483647" : ":1");
  }
  reply("SETRANGE r 0 5");
  expectReply("OBJECT REFCOUNT r", ":1");
  // Values that carry their own time of use are not shared.
  expectReply("SET k 5", "+OK");
  server.config.set([["maxmemory", "100mb"], ["maxmemory-policy", "allkeys-lru"]]);
  expectReply("OBJECT REFCOUNT k", ":1");
  server.config.set([["maxmemory-policy", "allkeys-random"]]);
  expectReply("OBJECT REFCOUNT k", ":2147483647");
});

Deno.test("OBJECT HELP names every subcommand; others are refused", () => {
  const { expectReply, reply } = new TestServer().client();
  const help = reply("OBJECT HELP");
  for (const name of ["ENCODING", "FREQ", "IDLETIME", "REFCOUNT", "HELP"]) {
    assert(help.includes(`+${name}`), name);
  }
  expectReply("OBJECT bogus k", "-ERR unknown subcommand 'bogus'. Try OBJECT HELP.");
  expectReply("OBJECT", "-ERR wrong number of arguments for 'object' command");
  expectReply("OBJECT FREQ", "-ERR wrong number of arguments for 'object|freq' command");
});
