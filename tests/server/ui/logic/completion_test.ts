import { assertEquals } from "@std/assert";
import {
  type CommandDocs,
  commandOf,
  commonStart,
  complete,
} from "../../../../server/ui/logic/completion.ts";

const docs: CommandDocs = new Map(
  Object.entries({
    "get": "key",
    "getex": "key [EX seconds | PX milliseconds | PERSIST]",
    "set": "key value [NX | XX] [GET] [EX seconds]",
    "config": "",
    "config get": "parameter",
    "config set": "parameter value",
  }).map(([name, syntax]) => [name, {
    ...{ name, syntax, summary: "", since: "1.0.0", group: "", complexity: "" },
  }]),
);

const words = (line: string) => complete(line, line.length, docs).words;

Deno.test("a command is completed, then its subcommand, then the words of its syntax", () => {
  assertEquals(words("ge"), ["GET", "GETEX"]);
  assertEquals(words("config "), ["GET", "SET"]);
  assertEquals(words("CONFIG s"), ["SET"]);
  assertEquals(words("set k v g"), ["GET"]);
  assertEquals(words("set k v GET e"), ["EX"]);
  assertEquals(words("set k v NX n"), []);
});

Deno.test("nothing is offered where nothing is known", () => {
  for (const line of ["", "  ", "nosuch a", "set k ", 'set "k e', "set k v seco"]) {
    assertEquals(words(line), [], line);
  }
});

Deno.test("the word at the caret is what is replaced", () => {
  assertEquals(complete("ge key", 2, docs), { start: 0, end: 2, words: ["GET", "GETEX"] });
});

Deno.test("a line belongs to a subcommand before it belongs to its command", () => {
  assertEquals(commandOf(["CONFIG", "GET", "x"], docs)?.name, "config get");
  assertEquals(commandOf(["config", "nosuch"], docs)?.name, "config");
  assertEquals(commandOf(["get", "set"], docs)?.name, "get");
  assertEquals(commandOf([""], docs), undefined);
});

Deno.test("words agree as far as they begin alike", () => {
  assertEquals(commonStart(["GET", "GETEX"]), "GET");
  assertEquals(commonStart(["SET", "GET"]), "");
  assertEquals(commonStart([]), "");
});
