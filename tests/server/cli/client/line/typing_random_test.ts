/**
 * Random keys on a terminal of random size: whatever was drawn before, the screen must look as if
 * the line had been drawn there at once, with the cursor in the same place.
 */
import { assert, assertEquals } from "@std/assert";
import { History } from "../../../../../server/cli/client/line/history.ts";
import { KeyDecoder } from "../../../../../server/cli/client/line/key_decoder.ts";
import { KnownCommands } from "../../../../../server/cli/client/known_commands.ts";
import { LineAssistant } from "../../../../../server/cli/client/line/assistant.ts";
import { LineEditor } from "../../../../../server/cli/client/line/editor.ts";
import { LineView } from "../../../../../server/cli/client/line/view.ts";
import { plain } from "../../../../../server/cli/client/paint.ts";
import { graphemes } from "../../../../../server/cli/client/line/text_width.ts";
import { Random, seeds } from "../../../../helpers/random.ts";
import { Screen } from "../../../../helpers/programs/screen.ts";

const assistant = new LineAssistant(new KnownCommands());

const WORDS = [
  "set ",
  "client ",
  "zadd z ",
  "k",
  "é",
  "你好",
  "👩‍👩‍👧",
  "e\u0301",
  '"a b" ',
  "x".repeat(17),
  "\x01",
];
const KEYS = [
  ..."abdefhknprtuwy".split("").map((letter) => String.fromCharCode(letter.charCodeAt(0) - 96)),
  ...["\t", "\x7f", "\x1b[Z", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[3~", "\x1b[H"],
  ...["\x1b[F", "\x1bb", "\x1bf", "\x1bd", "\x1b[1;5C", "\x1b[99~", "\x1b[200~a\nb 你\x1b[201~"],
];

function play(seed: number): void {
  const random = new Random(seed);
  const encoder = new TextEncoder();
  for (let round = 0; round < 15; round++) {
    const columns = 6 + random.int(60);
    const rows = 4 + random.int(20);
    const prompt = random.pick(["> ", "127.0.0.1:6379[3](TX)> "]);
    const editor = new LineEditor(new History(["get a", "set 你 好", "x".repeat(90)]), assistant);
    const decoder = new KeyDecoder();
    const screen = new Screen(columns, rows);
    const view = new LineView(plain);
    for (let step = 0; step < 60; step++) {
      const typed = random.chance(0.5) ? random.pick(WORDS) : random.pick(KEYS);
      for (const key of [...decoder.decode(encoder.encode(typed)), ...decoder.flush()]) {
        if (editor.press(key) !== undefined) editor.reset();
      }
      const shown = editor.view();
      const where = `seed ${seed}, round ${round}, step ${step}, ${JSON.stringify(shown)}`;
      const before = graphemes(shown.text.slice(0, shown.cursor)).join("");
      assert(shown.text.startsWith(before) && before.length === shown.cursor, where);
      screen.write(view.draw(shown, prompt, screen));
      const fresh = new Screen(columns, rows);
      fresh.write(new LineView(plain).draw(shown, prompt, fresh));
      assertEquals(screen.visible, fresh.visible, where);
      assertEquals(screen.cursorOnScreen, fresh.cursorOnScreen, where);
    }
  }
}

Deno.test("typing: what was drawn before leaves nothing behind", () => {
  for (const seed of seeds("typing")) play(seed);
});
