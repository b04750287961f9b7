import { assertEquals, assertThrows } from "@std/assert";
import { keyAt, keyRange } from "../../../server/command/keys/key_specs.ts";
import { parseSyntax, type SyntaxArgument } from "../../../server/command/syntax.ts";
import type { CommandSpec } from "../../../server/command/spec.ts";

const KEY = keyAt(1, ["RW"]);

function parse(syntax: string, extra: Partial<CommandSpec> = {}): SyntaxArgument[] {
  return parseSyntax({
    name: "sample",
    arity: -1,
    since: "1.0.0",
    group: "string",
    flags: [],
    keys: [KEY],
    summary: "Stands for any command",
    complexity: "O(1)",
    syntax,
    ...extra,
  });
}

const token = (name: string): SyntaxArgument => ({
  name: name.toLowerCase(),
  type: "pure-token",
  token: name,
});

Deno.test("values have the type of their name", () => {
  assertEquals(parse("key value seconds unix-time-seconds pattern"), [
    { name: "key", type: "key", keySpecIndex: 0 },
    { name: "value", type: "string" },
    { name: "seconds", type: "integer" },
    { name: "unix-time-seconds", type: "unix-time" },
    { name: "pattern", type: "pattern" },
  ]);
  assertEquals(parse("key increment", { argumentTypes: { increment: "double" } })[1], {
    name: "increment",
    type: "double",
  });
});

Deno.test("keys name the key spec that finds them, in order", () => {
  const indexes = (syntax: string, keys: CommandSpec["keys"]) =>
    parse(syntax, { keys: keys! }).map((argument) => argument.keySpecIndex);
  assertEquals(indexes("source destination", [KEY, KEY]), [0, 1]);
  assertEquals(indexes("key1 key2", [keyRange(1, 1, 1, ["RO"])]), [0, 0]);
  assertEquals(indexes("operation destkey key [key ...]", [KEY, KEY]), [undefined, 0, 1]);
  assertEquals(parse("key", { keys: [] }), [{ name: "key", type: "string" }]);
});

Deno.test("tokens stand alone or before their values", () => {
  assertEquals(parse("GET"), [token("GET")]);
  assertEquals(parse("LEN IDX"), [token("LEN"), token("IDX")]);
  assertEquals(parse("EX seconds GET"), [
    { name: "seconds", type: "integer", token: "EX" },
    token("GET"),
  ]);
  assertEquals(parse("AUTH username password"), [{
    name: "username_password",
    type: "block",
    token: "AUTH",
    parts: [{ name: "username", type: "string" }, { name: "password", type: "string" }],
  }]);
});

Deno.test("brackets are optional, bars separate alternatives", () => {
  assertEquals(parse("[NX | XX] [GET]"), [
    { name: "nx_xx", type: "oneof", optional: true, parts: [token("NX"), token("XX")] },
    { ...token("GET"), optional: true },
  ]);
  assertEquals(parse("<ON | OFF>"), [
    { name: "on_off", type: "oneof", parts: [token("ON"), token("OFF")] },
  ]);
  assertEquals(parse("[TYPE <A | B>]"), [
    { name: "a_b", type: "oneof", token: "TYPE", optional: true, parts: [token("A"), token("B")] },
  ]);
  assertEquals(parse("[start [end]]"), [{
    name: "start_end",
    type: "block",
    optional: true,
    parts: [
      { name: "start", type: "integer" },
      { name: "end", type: "integer", optional: true },
    ],
  }]);
});

Deno.test("what is written again before an ellipsis repeats", () => {
  assertEquals(parse("key [key ...]"), [
    { name: "key", type: "key", keySpecIndex: 0, multiple: true },
  ]);
  assertEquals(parse("[section [section ...]]"), [
    { name: "section", type: "string", optional: true, multiple: true },
  ]);
  assertEquals(parse("key value [key value ...]"), [{
    name: "key_value",
    type: "block",
    multiple: true,
    parts: [
      { name: "key", type: "key", keySpecIndex: 0 },
      { name: "value", type: "string" },
    ],
  }]);
  assertEquals(parse("[PREFIX prefix [PREFIX prefix ...]]"), [{
    name: "prefix",
    type: "string",
    token: "PREFIX",
    optional: true,
    multiple: true,
    multipleToken: true,
  }]);
  assertEquals(parse("[ID client-id [client-id ...]]"), [{
    name: "id",
    type: "block",
    token: "ID",
    optional: true,
    parts: [{ name: "client-id", type: "integer", multiple: true }],
  }]);
  assertEquals(parse("command [arg ...]"), [
    { name: "command", type: "string" },
    { name: "arg", type: "string", optional: true, multiple: true },
  ]);
  assertEquals(parse("[A | B value ...]")[0].multiple, true);
});

Deno.test("no arguments", () => {
  assertEquals(parse(""), []);
});

Deno.test("unbalanced brackets are refused", () => {
  for (const syntax of ["[NX", "<ON | OFF", "key]", "[ON>", "A | B", "key ..."]) {
    assertThrows(() => parse(syntax), SyntaxError, "its syntax has", syntax);
  }
});
