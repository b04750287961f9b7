import { assertEquals } from "@std/assert";
import { InputHistory } from "../../../../server/ui/logic/input_history.ts";

Deno.test("the arrows go back through the lines and forth to what was being written", () => {
  const history = new InputHistory(["one"]);
  history.add("two");
  history.add("two");
  assertEquals(history.lines, ["one", "two"]);
  assertEquals(history.next(), undefined);
  assertEquals(history.previous("three"), "two");
  assertEquals(history.previous("two"), "one");
  assertEquals(history.previous("one"), undefined);
  assertEquals([history.next(), history.next(), history.next()], ["two", "three", undefined]);
});

Deno.test("lines that may hold a password, and empty ones, are not kept", () => {
  const history = new InputHistory();
  for (const line of ["AUTH secret", " hello 3 AUTH u p", "CONFIG SET requirepass x", "  "]) {
    history.add(line);
  }
  history.add("GET author");
  assertEquals(history.lines, ["GET author"]);
});

Deno.test("only the newest lines are kept", () => {
  const history = new InputHistory(Array.from({ length: 500 }, (_, i) => String(i)));
  assertEquals([history.lines.length, history.lines[0]], [200, "300"]);
  history.add("last");
  assertEquals([history.lines.length, history.lines.at(-1)], [200, "last"]);
});
