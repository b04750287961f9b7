import { assert, assertEquals } from "@std/assert";
import {
  isNearEnd,
  rowForKey,
  scrollTopFor,
  visibleRows,
} from "../../../../server/ui/logic/virtual_rows.ts";

const view = { scrollTop: 0, height: 300, rowHeight: 30, rows: 1000 };

Deno.test("only the rows in view and a few beyond exist, and the room adds up", () => {
  for (const scrollTop of [0, 15, 3000, 29_700, 99_999, -50]) {
    const { start, end, before, after } = visibleRows({ ...view, scrollTop });
    assert(end - start <= 10 + 1 + 16);
    assertEquals(before + (end - start) * 30 + after, 30_000);
  }
  assertEquals(visibleRows({ ...view, rows: 0 }), { start: 0, end: 0, before: 0, after: 0 });
  assertEquals(visibleRows({ ...view, scrollTop: 3000 }), {
    ...{ start: 92, end: 118, before: 2760, after: 26_460 },
  });
});

Deno.test("a row is scrolled to no further than needed", () => {
  assertEquals(scrollTopFor(5, view), 0);
  assertEquals(scrollTopFor(10, view), 30);
  assertEquals(scrollTopFor(2, { ...view, scrollTop: 600 }), 60);
});

Deno.test("more is wanted when less than a view is left below", () => {
  assertEquals(isNearEnd(view), false);
  assertEquals(isNearEnd({ ...view, scrollTop: 29_500 }), true);
  assertEquals(isNearEnd({ ...view, rows: 3 }), true);
});

Deno.test("keys of the keyboard lead to rows within the list", () => {
  const keys = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "a"];
  assertEquals(keys.map((key) => rowForKey(key, 995, view)), [
    ...[996, 994, 999, 986, 0, 999, undefined],
  ]);
  assertEquals(rowForKey("ArrowUp", 0, view), 0);
  assertEquals(rowForKey("End", 0, { ...view, rows: 0 }), undefined);
});
