/** The editor of a line, key by key. */
import { assertEquals } from "@std/assert";
import { History } from "../../../../../server/cli/client/line/history.ts";
import { KeyDecoder } from "../../../../../server/cli/client/line/key_decoder.ts";
import { type EditorHelp, LineEditor } from "../../../../../server/cli/client/line/editor.ts";

const NAMES = ["GET", "GETDEL", "GETSET", "SET"];

const help: EditorHelp = {
  complete(text) {
    const start = text.lastIndexOf(" ") + 1;
    const typed = text.slice(start);
    return { start, words: NAMES.filter((name) => name.startsWith(typed)) };
  },
  hint: (text) => text === "SET" ? " key value" : "",
};

/** Types into an editor; shows the line with a bar for the cursor. */
function typing(lines: string[] = []) {
  const editor = new LineEditor(new History(lines), help);
  const decoder = new KeyDecoder();
  const events: string[] = [];
  return {
    editor,
    events,
    type(input: string): string {
      for (const key of [...decoder.decode(new TextEncoder().encode(input)), ...decoder.flush()]) {
        const event = editor.press(key);
        if (event !== undefined) events.push(event);
      }
      const { text, cursor } = editor.view();
      return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
    },
  };
}

Deno.test("editor: moving, by characters, words and to the ends", () => {
  const { type } = typing();
  assertEquals(type("set key:1 value"), "set key:1 value|");
  assertEquals(type("\x01"), "|set key:1 value");
  assertEquals(type("\x1b[C\x1b[C"), "se|t key:1 value");
  assertEquals(type("\x1bf\x1bf"), "set key|:1 value");
  assertEquals(type("\x05\x1b[1;5D"), "set key:1 |value");
  assertEquals(type("\x1bb\x1bb"), "set |key:1 value");
  assertEquals(type("\x1b[D\x1b[H\x1b[D"), "|set key:1 value");
});

Deno.test("editor: cutting and putting back", () => {
  const { type } = typing();
  assertEquals(type("set key value\x17"), "set key |");
  assertEquals(type("\x19"), "set key value|");
  assertEquals(type("\x01\x1b[C\x1b[C\x1b[C\x0b"), "set|");
  assertEquals(type("\x15"), "|");
  assertEquals(type("abc\x1b[D\x15\x05\x19"), "cab|");
  assertEquals(type("\x14"), "cba|");
  assertEquals(type("\x01\x1b[3~\x04"), "|a");
  assertEquals(type("\x1bd"), "|");
  assertEquals(type("\x7f\x1b[3~\x14"), "|");
});

Deno.test("editor: a character is what its reader counts as one", () => {
  const { type } = typing();
  assertEquals(type("a👩‍👩‍👧é你"), "a👩‍👩‍👧é你|");
  assertEquals(type("\x1b[D\x1b[D\x1b[D"), "a|👩‍👩‍👧é你");
  assertEquals(type("\x1b[3~\x1b[3~"), "a|你");
  assertEquals(type("\x05\x7f"), "a|");
});

Deno.test("editor: Enter, Ctrl-C, Ctrl-D, Ctrl-L", () => {
  const { type, events, editor } = typing();
  type("get k\r");
  assertEquals(events, ["submit"]);
  assertEquals(editor.text, "get k");
  type("\x03\x0c\x04");
  assertEquals(events, ["submit", "interrupt", "clear"]);
  editor.reset();
  type("\x04");
  assertEquals(events.at(-1), "end");
});

Deno.test("editor: history up and down, and back to what was being typed", () => {
  const { type } = typing(["one", "two"]);
  assertEquals(type("dra\x1b[A"), "two|");
  assertEquals(type("\x10\x10"), "one|");
  assertEquals(type("\x1b[B"), "two|");
  assertEquals(type("\x0e\x0e"), "dra|");
});

Deno.test("editor: Ctrl-R searches backwards, and gives up to what was there", () => {
  const { type, editor } = typing(["SET a 1", "GET a", "SET b 2"]);
  assertEquals(type("x\x12set"), "|SET b 2");
  assertEquals(editor.view().prompt, "(reverse-i-search)'set': ");
  assertEquals(type("\x12"), "|SET a 1");
  assertEquals(type("\x12"), "|SET a 1");
  assertEquals(type(" a"), "|SET a 1");
  assertEquals(type("\x7f\x7f"), "|SET b 2");
  assertEquals(type("zzz"), "|SET b 2");
  assertEquals(editor.view().prompt, "(failed reverse-i-search)'setzzz': ");
  assertEquals(type("\x03"), "x|");
  assertEquals(type("\x12b 2\x05!"), "SET b 2!|");
  assertEquals(editor.view().prompt, undefined);
  assertEquals(type("\x12get\x1b"), "|GET a");
  assertEquals(type("\x12set b\r"), "|SET b 2");
});

Deno.test("editor: Tab completes, then lists, then goes through the list", () => {
  const { type, editor } = typing();
  assertEquals(type("S\t"), "SET |");
  editor.reset();
  assertEquals(type("G\t"), "GET|");
  assertEquals(editor.view().choices, ["GET", "GETDEL", "GETSET"]);
  assertEquals(type("\t\t"), "GETDEL|");
  assertEquals(editor.view().chosen, 1);
  assertEquals(type("\x1b[Z\x1b[Z"), "GETSET|");
  assertEquals(type("\x1b"), "GETSET|");
  assertEquals(editor.view().choices, []);
  assertEquals(type(" k\tq"), "GETSET kq|");
  editor.reset();
  assertEquals(type("S x\x01\x1b[C\t"), "SET |x");
});

Deno.test("editor: a paste is text, its last line end left out", () => {
  const { type, events, editor } = typing();
  assertEquals(type("\x1b[200~SET a 1\r\nSET\tb 2\r\n\x1b[201~"), "SET a 1\nSET b 2|");
  assertEquals(events, []);
  assertEquals(editor.view().hint, "");
  editor.reset();
  type("SET");
  assertEquals(editor.view().hint, " key value");
  type("\x1b[D");
  assertEquals(editor.view().hint, "");
});

Deno.test("history: no line twice in a row, and not more than the limit", () => {
  const history = new History(["a", "b", "c"], 2);
  assertEquals(history.lines, ["b", "c"]);
  assertEquals([history.add("c"), history.add(" "), history.add("d")], [false, false, true]);
  assertEquals(history.lines, ["c", "d"]);
  assertEquals(new History(["a"], 0).lines, []);
  assertEquals(new History([], 0).add("a"), false);
});
