/** The expectations were recorded from redis-server 7.0.15's COMMAND GETKEYSANDFLAGS. */

import { assertEquals } from "@std/assert";
import type { CommandSpec } from "../../../../server/command/spec.ts";
import { KeyPositions } from "../../../../server/command/keys/key_positions.ts";
import { CommandRegistry } from "../../../../server/command/registry.ts";
import { findBitfieldKeys, findSetKeys } from "../../../../server/command/keys/variable_keys.ts";
import { COMMAND_SPECS } from "../../../../server/command_table.ts";
import { redisSpecs } from "../redis_facts.ts";
import { runCommand } from "../run_command.ts";

const FINDERS = new Map([["set", findSetKeys], ["bitfield", findBitfieldKeys]]);

/** Redis's facts for every command, but our own COMMAND. */
function specs(): CommandSpec[] {
  return redisSpecs().map((spec) => {
    if (spec.name === "command") return COMMAND_SPECS.find((own) => own.name === "command")!;
    const findKeys = FINDERS.get(spec.name);
    return findKeys === undefined ? spec : { ...spec, findKeys };
  });
}

const commands = new CommandRegistry(specs());

/** Request, and its keys with their flags or the error. */
const VECTORS: readonly (readonly [request: string, expected: string])[] = [
  ["get a", "a=RO+access"],
  ["GET a b", "ERR Invalid number of arguments specified for command"],
  ["get", "ERR wrong number of arguments for 'command|getkeysandflags' command"],
  ["ping", "ERR wrong number of arguments for 'command|getkeysandflags' command"],
  ["ping a b", "ERR The command has no key arguments"],
  ["nosuch a", "ERR Invalid command specified"],
  ["client kill x", "ERR The command has no key arguments"],
  ["client nosuch x", "ERR Invalid command specified"],
  ["client", "ERR wrong number of arguments for 'command|getkeysandflags' command"],
  ["config get a", "ERR The command has no key arguments"],
  ["object encoding a", "a=RO"],
  ["OBJECT FREQ a", "a=RO"],
  ["object help", "ERR The command has no key arguments"],
  ["memory usage a", "a=RO"],
  ["memory usage a samples 5", "a=RO"],
  ["memory doctor x", "ERR The command has no key arguments"],
  ["set a b", "a=OW+update"],
  ["set a b get", "a=RW+access+update"],
  ["SET a b EX 10 GeT", "a=RW+access+update"],
  ["set a b ex get", "a=RW+access+update"],
  ["set a", "ERR Invalid number of arguments specified for command"],
  ["bitfield a", "a=RO+access"],
  ["bitfield a get u8 1", "a=RO+access"],
  ["bitfield a get u8 1 get u8 2", "a=RO+access"],
  ["bitfield a get u8 1 set u8 1 2", "a=RW+access+update"],
  ["bitfield a overflow get", "a=RO+access"],
  ["bitfield a overflow sat get u8 1", "a=RO+access"],
  ["bitfield a overflow", "a=RW+access+update"],
  ["bitfield a incrby u8 1 1", "a=RW+access+update"],
  ["bitfield a set u8 1", "a=RW+access+update"],
  ["bitfield a zz", "a=RW+access+update"],
  ["bitfield_ro a get u8 1", "a=RO+access"],
  ["mset a 1 b 2", "a=OW+update b=OW+update"],
  ["mset a 1 b", "a=OW+update b=OW+update"],
  ["mset a", "ERR Invalid number of arguments specified for command"],
  ["msetnx a 1 b 2 c 3", "a=OW+insert b=OW+insert c=OW+insert"],
  ["mget a b c", "a=RO+access b=RO+access c=RO+access"],
  ["del a b", "a=RM+delete b=RM+delete"],
  ["unlink a", "a=RM+delete"],
  ["exists a a", "a=RO a=RO"],
  ["touch a b", "a=RO b=RO"],
  ["rename a b", "a=RW+access+delete b=OW+update"],
  ["renamenx a b", "a=RW+access+delete b=OW+insert"],
  ["copy a b db 1", "a=RO+access b=OW+update"],
  ["move a 1", "a=RW+access+update"],
  ["type a", "a=RO"],
  ["keys *", "ERR The command has no key arguments"],
  ["randomkey x", "ERR The command has no key arguments"],
  ["scan 0", "ERR The command has no key arguments"],
  ["expire a 1", "a=RW+update"],
  ["pexpireat a 1", "a=RW+update"],
  ["persist a", "a=RW+update"],
  ["getex a persist", "a=RW+access+update"],
  ["getdel a", "a=RW+access+delete"],
  ["append a b", "a=RW+insert"],
  ["lcs a b", "a=RO+access b=RO+access"],
  ["substr a 0 1", "a=RO+access"],
  ["bitop and d a b", "d=OW+update a=RO+access b=RO+access"],
  ["bitop not d a", "d=OW+update a=RO+access"],
  ["bitop and", "ERR Invalid number of arguments specified for command"],
  ["bitcount a 0 1", "a=RO+access"],
  ["bitpos a 1", "a=RO+access"],
  ["watch a b", "a=RO b=RO"],
  ["unwatch x", "ERR The command has no key arguments"],
  ["multi x", "ERR The command has no key arguments"],
  ["exec x y", "ERR The command has no key arguments"],
  ["dbsize x", "ERR The command has no key arguments"],
  ["swapdb 0 1", "ERR The command has no key arguments"],
  ["flushall async", "ERR The command has no key arguments"],
  ["wait 0 0", "ERR The command has no key arguments"],
  ["select 1", "ERR The command has no key arguments"],
  ["debug object a", "ERR The command has no key arguments"],
  ["lolwut x", "ERR The command has no key arguments"],
  ["publish a b", "ERR The command has no key arguments"],
  ["ssubscribe a", "ERR The command has no key arguments"],
  ["eval x 2 a b", "a=RW+access+update b=RW+access+update"],
  ["eval x 0", ""],
  ["eval x 0 a", ""],
  ["eval x 3 a b", ""],
  ["eval x -1 a", ""],
  ["eval x zz a", ""],
  ["evalsha_ro x 1 a b", "a=RO+access"],
  ["fcall f 1 a b", "a=RW+access+update"],
  ["zunion 2 a b", "a=RO+access b=RO+access"],
  ["zunion 3 a b", "ERR Invalid arguments specified for command"],
  ["zunion 0 a", "ERR Invalid arguments specified for command"],
  ["zunion x a b", "ERR Invalid arguments specified for command"],
  ["zunionstore d 2 a b", "d=OW+update a=RO+access b=RO+access"],
  ["zunionstore d 3 a b", "ERR Invalid arguments specified for command"],
  ["zinterstore d 1 a weights 1", "d=OW+update a=RO+access"],
  ["zdiff 1 a withscores", "a=RO+access"],
  ["zintercard 2 a b limit 1", "a=RO+access b=RO+access"],
  ["sintercard 1 a", "a=RO+access"],
  ["lmpop 1 a left", "a=RW+access+delete"],
  ["lmpop 2 a left", "a=RW+access+delete left=RW+access+delete"],
  ["blmpop 0 2 a b left", "a=RW+access+delete b=RW+access+delete"],
  ["zmpop 1 a min", "a=RW+access+delete"],
  ["bzmpop 0 1 a max", "a=RW+access+delete"],
  ["zrangestore d a 0 1", "d=OW+update a=RO+access"],
  ["sinterstore d a b c", "d=RW+update a=RO+access b=RO+access c=RO+access"],
  ["sunion a b", "a=RO+access b=RO+access"],
  ["smove a b m", "a=RW+access+delete b=RW+insert"],
  ["lmove a b left right", "a=RW+access+delete b=RW+insert"],
  ["blmove a b left right 0", "a=RW+access+delete b=RW+insert"],
  ["brpop a b c 0", "a=RW+access+delete b=RW+access+delete c=RW+access+delete"],
  ["blpop a 0", "a=RW+access+delete"],
  ["bzpopmin a b 0", "a=RW+access+delete b=RW+access+delete"],
  ["pfcount a b", "a=RW+access b=RW+access"],
  ["pfmerge d a b", "d=RW+access+insert a=RO+access b=RO+access"],
  ["xread streams a b c 1 2 3", "a=RO+access b=RO+access c=RO+access"],
  ["xread streams a b c 1 2", "a=RO+access b=RO+access"],
  ["xread count 1 streams a 0", "a=RO+access"],
  ["xread block 0 STREAMS a b 0 0", "a=RO+access b=RO+access"],
  ["xread count 1 block", "ERR Invalid arguments specified for command"],
  ["xread streams a", "ERR Invalid number of arguments specified for command"],
  ["xreadgroup group g c streams a >", "a=RO+access"],
  ["xreadgroup group g c count 1 streams a b > >", "a=RO+access b=RO+access"],
  ["xadd a * f v", "a=RW+update"],
  ["xinfo stream a", "a=RO+access"],
  ["xgroup create a g 0", "a=RW+insert"],
  ["georadius a 1 2 3 m", "a=RO+access"],
  ["georadius a 1 2 3 m store x", "a=RO+access x=OW+update"],
  ["georadius a 1 2 3 m storedist y", "a=RO+access y=OW+update"],
  ["georadius a 1 2 3 m store x storedist y", "a=RO+access x=OW+update y=OW+update"],
  ["georadius a 1 2 3 m store", "a=RO+access"],
  ["georadiusbymember a m 3 m store x", "a=RO+access x=OW+update"],
  ["georadius_ro a 1 2 3 m", "a=RO+access"],
  ["geosearchstore d a fromlonlat 1 2", "ERR Invalid number of arguments specified for command"],
  ["hset a f v", "a=RW+update"],
  ["zadd a 1 m", "a=RW+update"],
  ["dump a", "a=RO+access"],
  ["restore a 0 x", "a=OW+update"],
];

/** "a=RW+update b=RO" from the reply, or the error. */
function summary(reply: unknown): string {
  if (reply instanceof Error) return reply.message;
  return (reply as [string, string[]][]).map(([key, flags]) => `${key}=${flags.join("+")}`).join(
    " ",
  );
}

Deno.test("COMMAND GETKEYSANDFLAGS finds what redis-server finds", () => {
  for (const [request, expected] of VECTORS) {
    const reply = runCommand(commands, ["COMMAND", "GETKEYSANDFLAGS", ...request.split(" ")]);
    assertEquals(summary(reply), expected, request);
  }
});

Deno.test("COMMAND GETKEYS finds the same keys", () => {
  for (const [request, expected] of VECTORS) {
    const reply = runCommand(commands, ["COMMAND", "GETKEYS", ...request.split(" ")]);
    if (reply instanceof Error) {
      assertEquals(reply.message.replace("getkeys", "getkeysandflags"), expected, request);
    } else {
      const keys = expected.split(" ").filter((key) => key !== "").map((key) => key.split("=")[0]);
      assertEquals(reply, keys, request);
    }
  }
});

Deno.test("a list of keys grows and is used again", () => {
  const keys = new KeyPositions();
  for (let i = 0; i < 1000; i++) keys.add(i, i & 3);
  assertEquals(keys.count, 1000);
  for (let i = 0; i < 1000; i++) assertEquals([keys.position(i), keys.flags(i)], [i, i & 3]);
  keys.clear();
  assertEquals(keys.count, 0);
});
