/** Completion, hints and help from the command table. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { COMMAND_SPECS } from "../../../../../server/command_table.ts";
import type { Reply } from "../../../../../resp/reply.ts";
import { parseSyntax } from "../../../../../server/command/syntax.ts";
import { restOfArguments } from "../../../../../server/cli/client/line/argument_hint.ts";
import { helpText } from "../../../../../server/cli/client/help_topics.ts";
import { KnownCommands } from "../../../../../server/cli/client/known_commands.ts";
import { LineAssistant } from "../../../../../server/cli/client/line/assistant.ts";
import { commandsOfDocs, namesOfList } from "../../../../../server/cli/client/server_commands.ts";
import { coloured, plain } from "../../../../../server/cli/client/paint.ts";

const commands = new KnownCommands();
const assistant = new LineAssistant(commands);

Deno.test("completion: commands, subcommands, options, settings, help", () => {
  const cases: [string, number, string[]][] = [
    ["GETD", 0, ["GETDEL"]],
    ["getd", 0, ["getdel"]],
    ["CLIENT GET", 7, ["GETNAME", "GETREDIR"]],
    ["3 client getr", 9, ["getredir"]],
    ["SET k v E", 8, ["EX", "EXAT"]],
    ["SET k v EX 5 ", 13, ["NX", "XX", "GET"]],
    ["set k v nx g", 11, ["get"]],
    ["ZADD z ", 7, ["NX", "XX", "GT", "LT", "CH", "INCR"]],
    ["CONFIG GET maxmemory-p", 11, ["maxmemory-policy"]],
    ["CONFIG SET maxmemory 5 maxmemory-p", 23, ["maxmemory-policy"]],
    ["CONFIG SET maxmemory max", 21, []],
    ["help @sor", 5, ["@sorted-set"]],
    ["help config rese", 12, ["resetstat"]],
    ["NOTHING x", 8, []],
    ['SET "k E', 4, []],
    ["", 0, []],
    ["qui", 0, ["quit"]],
  ];
  for (const [text, start, words] of cases) {
    assertEquals(assistant.complete(text), { start, words }, text);
  }
});

Deno.test("hints: the arguments that are left", () => {
  const cases: [string, string][] = [
    ["GET", " key"],
    ["GET ", "key"],
    ["GET k", ""],
    ["GET k x", ""],
    ["MSET a", " value [key value ...]"],
    ["MSET a 1 b ", "value [key value ...]"],
    ["MSET a 1 ", "[key value ...]"],
    ["DEL a b", " [key ...]"],
    ["SETRANGE k 1", " value"],
    ["EXPIRE k 10 ", "[NX | XX | GT | LT]"],
    ["SET k v EX ", "seconds [NX | XX] [GET]"],
    ["SET k v NX EX 5", " [GET]"],
    ["CONFIG", " subcommand"],
    ["CONFIG GET", " parameter [parameter ...]"],
    ["config set maxmemory", " value [parameter value ...]"],
    ["5 INCR", " key"],
    ["XREAD COUNT", " count [BLOCK milliseconds] STREAMS key [key ...] id [id ...]"],
    ["help", " [command | @group]"],
    ["connect h", " port"],
    ["nothing", ""],
    ["", ""],
    ['SET "a', ""],
  ];
  for (const [text, hint] of cases) assertEquals(assistant.hint(text), hint, text);
});

Deno.test("hints: every syntax of the table is shown whole, and every token of it can be typed", () => {
  const all = COMMAND_SPECS.flatMap((spec) => [spec, ...spec.subcommands ?? []]);
  for (const spec of all.filter(({ syntax }) => syntax !== "")) {
    const { hint, tokens } = restOfArguments(parseSyntax(spec), []);
    assert(hint.length > 0, spec.name);
    const words = (text: string) => new Set(text.match(/[\w*=~+-]+/g));
    assertEquals(words(hint), words(spec.syntax), `${spec.name}: ${hint}`);
    for (const token of tokens) {
      assert(restOfArguments(parseSyntax(spec), [token]).hint !== hint, `${spec.name} ${token}`);
    }
  }
});

Deno.test("help: of a command, a group, the client, and of what is not there", () => {
  const get = helpText(["get"], plain, commands);
  assertStringIncludes(get, "\n  GET key\n  summary: Reads a string\n  complexity: O(1)\n");
  assertStringIncludes(helpText(["config", "get"], plain, commands), "  CONFIG GET parameter");
  assertStringIncludes(helpText(["config"], plain, commands), "  CONFIG RESETSTAT\n");
  assertStringIncludes(helpText(["getset"], plain, commands), "  replaced by: SET");
  assertStringIncludes(helpText(["@string"], plain, commands), "  APPEND key value\n");
  assertStringIncludes(helpText([], plain, commands), "@sorted-set");
  assertStringIncludes(helpText(["get"], coloured, commands), "\x1b[1mGET\x1b[0m");
  assertEquals(
    helpText(["gett"], plain, commands),
    "No help for 'gett' (did you mean 'GET'?); help @group lists a group.\n",
  );
  assertEquals(
    helpText(["@strin"], plain, commands),
    "There is no group '@strin' (did you mean '@string'?).\n",
  );
  assertStringIncludes(helpText(["get", "x"], plain, commands), "No help for 'get x'");
});

/** A reply as RESP2 has it: text, or an array. */
type Plain = string | Plain[];

function reply(plain: Plain): Reply {
  return typeof plain === "string"
    ? { type: "bulk", value: new TextEncoder().encode(plain) }
    : { type: "array", value: plain.map(reply) };
}

Deno.test("commands that only the server knows are completed, hinted and explained too", () => {
  const known = new KnownCommands();
  const names = namesOfList(reply(["get", "json.set", "config|get"]));
  assertEquals(known.unknownOf(names), ["json.set"]);
  known.add(commandsOfDocs(reply([
    "json.set",
    [
      ...["summary", "Sets a part of a document", "since", "1.0.0", "group", "json"],
      ...["complexity", "O(N)", "replaced_by", "`JSON.MSET`"],
      "arguments",
      [
        ["name", "key", "type", "key"],
        ["name", "path", "type", "string", "display_text", "where"],
        [
          ...["name", "condition", "type", "oneof", "flags", ["optional"], "arguments"],
          [["name", "nx", "type", "pure-token", "token", "NX"], [
            ...["name", "x", "type", "pure-token", "token", "XX"],
          ]],
        ],
        ["name", "field", "type", "string", "token", "FIELD", "flags", [
          ...["optional", "multiple", "multiple_token"],
        ]],
      ],
    ],
    "tool",
    ["summary", "Holds", "subcommands", ["tool|run", ["summary", "Runs"]]],
    "get",
    ["summary", "Another one"],
  ])));
  const assistant = new LineAssistant(known);
  assertEquals(assistant.complete("JSON"), { start: 0, words: ["JSON.SET"] });
  assertEquals(assistant.hint("json.set k"), " where [NX | XX] [FIELD field ...]");
  assertEquals(assistant.complete("JSON.SET k . F"), { start: 13, words: ["FIELD"] });
  assertEquals(assistant.complete("tool r"), { start: 5, words: ["run"] });
  const help = helpText(["json.set"], plain, known);
  assertStringIncludes(help, "  JSON.SET key where [NX | XX] [FIELD field ...]\n");
  assertStringIncludes(help, "replaced by: JSON.MSET");
  assertEquals(known.find(["get"])?.summary, commands.find(["get"])?.summary);
  const error: Reply = { type: "error", value: "ERR" };
  assertEquals([namesOfList(error), commandsOfDocs(error)], [[], []]);
});
