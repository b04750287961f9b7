/** The edited line on a screen, wherever it breaks. */
import { assert, assertEquals } from "@std/assert";
import type { EditorView } from "../../../../../server/cli/client/line/editor.ts";
import { LineView } from "../../../../../server/cli/client/line/view.ts";
import { coloured, plain } from "../../../../../server/cli/client/paint.ts";
import { textWidth } from "../../../../../server/cli/client/line/text_width.ts";
import { Screen } from "../../../../helpers/programs/screen.ts";

function view(text: string, cursor = text.length, rest: Partial<EditorView> = {}): EditorView {
  return { prompt: undefined, text, cursor, hint: "", choices: [], chosen: -1, ...rest };
}

Deno.test("view: the cursor stands where it should, at every width and in every place", () => {
  const text = "SET 你好 wörld😀 x";
  const boundaries = [0, 4, 5, 6, 7, 12, 14, text.length];
  for (let columns = 4; columns < 30; columns++) {
    const screen = new Screen(columns, 40);
    screen.write("before\n");
    const [top] = [screen.cursor.row];
    const line = new LineView(coloured);
    for (const cursor of boundaries) {
      screen.write(line.draw(view(text, cursor), "> ", screen));
      // Drawing what is before the cursor alone ends where the cursor is.
      const other = new Screen(columns, 40);
      other.write("before\n");
      other.write(new LineView(plain).draw(view(text.slice(0, cursor)), "> ", other));
      assertEquals(screen.cursor, other.cursor, `${columns} columns, cursor ${cursor}`);
      assertEquals(
        screen.lines.slice(top).join("").replaceAll(" ", ""),
        `>${text}`.replaceAll(" ", ""),
      );
    }
    screen.write(line.finish(view(text, 2), "> ", screen));
    assertEquals(screen.cursor.column, 0);
    assertEquals(screen.lines.length, screen.cursor.row + 1);
  }
});

Deno.test("view: the line that counts completions fits the narrowest terminal", () => {
  const choices = Array.from({ length: 18 }, (_, i) => `choice${i}`);
  for (let columns = 2; columns < 14; columns++) {
    const screen = new Screen(columns, 12);
    const line = new LineView(plain);
    screen.write(line.draw(view("k", 1, { choices }), "", screen));
    screen.write(line.draw(view("k"), "", screen));
    assertEquals([screen.visible, screen.cursorOnScreen.row], [["k"], 0], `${columns} columns`);
  }
});

Deno.test("view: hint and completions stand below or behind, and go away", () => {
  const screen = new Screen(30, 10);
  const line = new LineView(plain);
  const choices = ["GET", "GETDEL", "GETEX", "GETRANGE", "GETSET"];
  screen.write(line.draw(view("GET", 3, { hint: " key", choices, chosen: 1 }), "> ", screen));
  assertEquals(screen.lines, ["> GET key", "GET       GETDEL", "GETEX     GETRANGE", "GETSET"]);
  assertEquals(screen.cursor, { row: 0, column: 5 });
  screen.write(line.draw(view("SET", 3, { hint: ` ${"x".repeat(40)}` }), "> ", screen));
  assertEquals(screen.lines, [`> SET ${"x".repeat(22)}…`]);
  screen.write(line.finish(view("SET", 3, { hint: " key value" }), "> ", screen));
  assertEquals(screen.lines, ["> SET", ""]);
});

Deno.test("view: many completions are a window around the chosen one", () => {
  const screen = new Screen(20, 24);
  const line = new LineView(plain);
  const choices = Array.from({ length: 60 }, (_, i) => `COMMAND${i}`);
  screen.write(line.draw(view("C", 1, { choices }), "> ", screen));
  assertEquals(screen.lines.length, 7);
  assertEquals(screen.lines.at(-1), "… 60 in all");
  screen.write(line.draw(view("C", 1, { choices, chosen: 59 }), "> ", screen));
  assert(screen.text.includes("COMMAND59"));
  assert(!screen.text.includes("COMMAND0"));
});

Deno.test("view: a line longer than the screen shows the part around the cursor", () => {
  const screen = new Screen(10, 5);
  const line = new LineView(plain);
  const text = Array.from({ length: 10 }, (_, i) => String(i).repeat(10)).join("");
  screen.write(line.draw(view(text), "> ", screen));
  assertEquals(screen.lines.length, 4);
  assertEquals(screen.cursor, { row: 3, column: 2 });
  screen.write(line.draw(view(text, 0), "> ", screen));
  assertEquals(screen.lines[0], "> 00000000");
  assertEquals(screen.cursor, { row: 0, column: 2 });
});

Deno.test("view: line ends and control characters are to be seen, the search has its prompt", () => {
  const screen = new Screen(30, 10);
  screen.write(
    new LineView(plain).draw(view("a\nb\x01\x7f", 2, { prompt: "(s): " }), "> ", screen),
  );
  assertEquals(screen.lines, ["(s): a↵", "b^A^?"]);
  assertEquals(screen.cursor, { row: 1, column: 0 });
});

Deno.test("width: wide, combining and joined characters", () => {
  for (
    const [text, width] of [
      ["abc", 3],
      ["你好", 4],
      ["é", 1],
      ["👩‍👩‍👧", 2],
      ["ｱ", 1],
      [
        "한",
        2,
      ],
      ["\u200b", 0],
      ["❤️", 2],
    ] as const
  ) assertEquals(textWidth(text), width, text);
});
