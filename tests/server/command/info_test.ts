/** The expectations were recorded from redis-server 7.0.15, CR LF shown as one blank. */

import { assertEquals } from "@std/assert";
import { CommandRegistry } from "../../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import { redisSpecs } from "./redis_facts.ts";
import { runForBytes } from "./run_command.ts";

const ownCommand = COMMAND_SPECS.filter((spec) => spec.name === "command");
const commands = new CommandRegistry([
  ...ownCommand,
  ...redisSpecs().filter((spec) => spec.name !== "command"),
]);

function reply(protocol: 2 | 3, ...request: string[]): string {
  return runForBytes(commands, request, protocol).replaceAll("\r\n", " ");
}

const GET_2 = "*10 $3 get :2 *2 +readonly +fast :1 :1 :1 *3 +@read +@string +@fast *0 " +
  "*1 *6 $5 flags *2 +RO +access $12 begin_search *4 $4 type $5 index $4 spec *2 $5 index :1 " +
  "$9 find_keys *4 $4 type $5 range $4 spec *6 $7 lastkey :0 $7 keystep :1 $5 limit :0 *0 ";
const GET_3 = "*10 $3 get :2 ~2 +readonly +fast :1 :1 :1 ~3 +@read +@string +@fast ~0 " +
  "~1 %3 $5 flags ~2 +RO +access $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :1 " +
  "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :0 $7 keystep :1 $5 limit :0 ~0 ";

Deno.test("COMMAND INFO of a plain command", () => {
  assertEquals(reply(2, "COMMAND", "INFO", "get"), "*1 " + GET_2);
  assertEquals(reply(3, "command", "info", "GET"), "*1 " + GET_3);
});

Deno.test("COMMAND INFO of an unknown command", () => {
  assertEquals(reply(2, "COMMAND", "INFO", "nosuch", "get"), "*2 $-1 " + GET_2);
  assertEquals(reply(3, "COMMAND", "INFO", "get|x"), "*1 _ ");
});

Deno.test("COMMAND INFO of two ranges of keys", () => {
  assertEquals(
    reply(3, "COMMAND", "INFO", "bitop"),
    "*1 *10 $5 bitop :-4 ~2 +write +denyoom :2 :-1 :1 ~3 +@write +@bitmap +@slow ~0 " +
      "~2 %3 $5 flags ~2 +OW +update $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :2 " +
      "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :0 $7 keystep :1 $5 limit :0 " +
      "%3 $5 flags ~2 +RO +access $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :3 " +
      "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :-1 $7 keystep :1 $5 limit :0 ~0 ",
  );
});

Deno.test("COMMAND INFO of keys behind a keyword", () => {
  assertEquals(
    reply(3, "COMMAND", "INFO", "xread"),
    "*1 *10 $5 xread :-4 ~3 +readonly +blocking +movablekeys :0 :0 :0 " +
      "~4 +@read +@stream +@slow +@blocking ~0 ~1 %3 $5 flags ~2 +RO +access " +
      "$12 begin_search %2 $4 type $7 keyword $4 spec %2 $7 keyword $7 STREAMS $9 startfrom :1 " +
      "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :-1 $7 keystep :1 $5 limit :2 ~0 ",
  );
});

Deno.test("COMMAND INFO of counted keys", () => {
  assertEquals(
    reply(2, "COMMAND", "INFO", "evalsha"),
    "*1 *10 $7 evalsha :-3 *5 +noscript +stale +skip_monitor +no_mandatory_keys +movablekeys " +
      ":0 :0 :0 *2 +@slow +@scripting *0 *1 *6 $5 flags *3 +RW +access +update " +
      "$12 begin_search *4 $4 type $5 index $4 spec *2 $5 index :2 " +
      "$9 find_keys *4 $4 type $6 keynum $4 spec *6 $9 keynumidx :0 $8 firstkey :1 $7 keystep :1 " +
      "*0 ",
  );
});

Deno.test("COMMAND INFO of unknown key positions", () => {
  const text = reply(3, "COMMAND", "INFO", "sort_ro");
  const unknown = "%3 $5 flags ~2 +RO +access $12 begin_search %2 $4 type $7 unknown $4 spec %0 " +
    "$9 find_keys %2 $4 type $7 unknown $4 spec %0 ";
  assertEquals(text.endsWith(unknown + "~0 "), true, text);
});

Deno.test("COMMAND INFO of a container, and of a subcommand with a tip", () => {
  const freq = "*10 $11 object|freq :3 ~1 +readonly :2 :2 :1 ~3 +@keyspace +@read +@slow ~0 " +
    "~1 %3 $5 flags ~1 +RO $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :2 " +
    "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :0 $7 keystep :1 $5 limit :0 ~0 ";
  assertEquals(reply(3, "COMMAND", "INFO", "OBJECT|FREQ"), "*1 " + freq);
  const container = reply(3, "COMMAND", "INFO", "object");
  assertEquals(container.startsWith("*1 *10 $6 object :-2 ~0 :0 :0 :0 ~1 +@slow ~0 ~0 *5 "), true);
  assertEquals(container.includes(freq), true);
  const list = "*1 *10 $12 command|list :-2 ~2 +loading +stale :0 :0 :0 ~2 +@slow +@connection " +
    "~1 $29 nondeterministic_output_order ~0 ~0 ";
  assertEquals(reply(3, "COMMAND", "INFO", "command|list"), list);
});

Deno.test("COMMAND and COMMAND INFO describe every command", () => {
  const everything = reply(3, "COMMAND");
  assertEquals(everything.startsWith("*240 *10 $7 command "), true);
  assertEquals(everything.includes(GET_3), true);
  assertEquals(reply(3, "COMMAND", "INFO"), everything);
});
