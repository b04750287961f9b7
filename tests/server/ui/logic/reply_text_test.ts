import { assertEquals } from "@std/assert";
import { CommandError } from "../../../../server/ui/api.ts";
import { bytesOf } from "../../../../server/ui/logic/byte_text.ts";
import { replyLines, reportOf } from "../../../../server/ui/logic/reply_text.ts";

Deno.test("replies are written in the manner of redis-cli", () => {
  const replies = [null, 7, "OK", bytesOf('a "b"\n'), new CommandError("ERR no"), true, []];
  assertEquals(replies.map((reply) => replyLines(reply).join()), [
    ...["(nil)", "(integer) 7", "OK", '"a \\"b\\"\\n"', "(error) ERR no", "true", "(empty array)"],
  ]);
});

Deno.test("lists within lists are indented", () => {
  assertEquals(replyLines([bytesOf("a"), [1, [2, 3]], []]), [
    '1) "a"',
    "2) 1) (integer) 1",
    "   2) 1) (integer) 2",
    "      2) (integer) 3",
    "3) (empty array)",
  ]);
});

Deno.test("long lists are cut", () => {
  const lines = replyLines(Array.from({ length: 1500 }, (_, i) => i));
  assertEquals([lines.length, lines[0], lines[1000]], [
    ...[1001, "   1) (integer) 0", "… and 500 more"],
  ]);
});

Deno.test("a report keeps its lines, and a value is none", () => {
  assertEquals(reportOf(bytesOf("# Server\r\na:1\r\n")), "# Server\na:1");
  for (const reply of [bytesOf("one line"), Uint8Array.of(0xff, 10), null, "OK"]) {
    assertEquals(reportOf(reply), undefined);
  }
});
