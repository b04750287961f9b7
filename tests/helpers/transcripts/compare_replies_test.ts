/** The differential tests are worth what their comparison is: it must see every difference. */
import { assert, assertEquals } from "@std/assert";
import { parseReply, replyEnd, replyValue } from "../servers/raw_reply.ts";
import { sameReply } from "./compare_replies.ts";
import type { Comparison } from "./transcript.ts";

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

function same(a: string, b: string, compare: Comparison): boolean {
  return sameReply(bytes(a), bytes(b), compare);
}

Deno.test("an exact comparison sees a byte", () => {
  assert(same("+OK\r\n", "+OK\r\n", { how: "exact" }));
  assert(!same("+OK\r\n", "$2\r\nOK\r\n", { how: "exact" }));
  assert(!same("$1\r\na\r\n", "$1\r\nb\r\n", { how: "exact" }));
});

Deno.test("an unordered comparison sees elements and counts", () => {
  const compare: Comparison = { how: "unordered" };
  const list = (...items: string[]) =>
    `*${items.length}\r\n` + items.map((i) => `+${i}\r\n`).join("");
  assert(same(list("a", "b"), list("b", "a"), compare));
  assert(!same(list("a", "b"), list("a", "a"), compare));
  assert(!same(list("a"), list("a", "a"), compare));
  assert(same("%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n", "%2\r\n+b\r\n:2\r\n+a\r\n:1\r\n", compare));
  assert(!same("%2\r\n+a\r\n:1\r\n+b\r\n:2\r\n", "%2\r\n+a\r\n:2\r\n+b\r\n:1\r\n", compare));
  assert(same(`*2\r\n+0\r\n${list("x", "y")}`, `*2\r\n+0\r\n${list("y", "x")}`, compare));
});

Deno.test("near integers are the same, codes are not", () => {
  const compare: Comparison = { how: "approx", tolerance: 5 };
  assert(same(":100\r\n", ":96\r\n", compare));
  assert(!same(":100\r\n", ":94\r\n", compare));
  assert(!same(":-1\r\n", ":-2\r\n", compare));
  assert(!same(":1\r\n", ":-1\r\n", compare));
  assert(!same(":1\r\n", "+1\r\n", compare));
  assert(!same("$1\r\na\r\n", "$1\r\nb\r\n", compare));
  assert(same("*2\r\n:9\r\n+x\r\n", "*2\r\n:8\r\n+x\r\n", compare));
  assert(!same("*2\r\n:9\r\n+x\r\n", "*2\r\n:8\r\n+y\r\n", compare));
});

Deno.test("type, kind and mask see what is left", () => {
  assert(same("*2\r\n$1\r\na\r\n:1\r\n", "*2\r\n$3\r\nabc\r\n:9\r\n", { how: "type" }));
  assert(!same("*1\r\n:1\r\n", "*2\r\n:1\r\n:2\r\n", { how: "type" }));
  assert(!same("$-1\r\n", "$1\r\na\r\n", { how: "type" }));
  assert(same("*1\r\n:1\r\n", "*0\r\n", { how: "kind" }));
  assert(!same("*1\r\n:1\r\n", "-ERR x\r\n", { how: "kind" }));
  const mask: Comparison = { how: "mask", pattern: /id=\d+/g };
  assert(same("$10\r\nid=5 db=0 \r\n", "$11\r\nid=50 db=0 \r\n", mask));
  assert(!same("$10\r\nid=5 db=0 \r\n", "$10\r\nid=5 db=1 \r\n", mask));
});

Deno.test("times may differ, what stands beside them may not", () => {
  const compare: Comparison = { how: "times", pattern: /(?<=:)\d+(?=\r\n:)/g, tolerance: 5 };
  assert(same("*2\r\n:100\r\n:1\r\n", "*2\r\n:97\r\n:1\r\n", compare));
  assert(!same("*2\r\n:100\r\n:1\r\n", "*2\r\n:94\r\n:1\r\n", compare));
  assert(!same("*2\r\n:100\r\n:1\r\n", "*2\r\n:100\r\n:2\r\n", compare));
  assert(!same("*1\r\n:100\r\n", "*1\r\n:99\r\n", compare));
  assert(!same("*2\r\n:1\r\n:1\r\n", "*2\r\n$1\r\na\r\n:1\r\n", compare));
});

Deno.test("the end of a reply is found at every cut", () => {
  const replies = [
    ...[
      "+OK\r\n",
      "-ERR x\r\n",
      ":-5\r\n",
      "$-1\r\n",
      "$0\r\n\r\n",
      "$4\r\n\r\n\r\n\r\n",
      "*-1\r\n",
    ],
    ...["*0\r\n", "*2\r\n*1\r\n:1\r\n$1\r\na\r\n", "%1\r\n+a\r\n*1\r\n_\r\n", "~1\r\n#t\r\n"],
    ...[",1.5\r\n", "(123\r\n", "=7\r\ntxt:abc\r\n", "|1\r\n+a\r\n:1\r\n:2\r\n", ">1\r\n+x\r\n"],
  ];
  for (const reply of replies) {
    const whole = bytes(reply + "+next\r\n");
    for (let cut = 0; cut < reply.length; cut++) {
      assertEquals(replyEnd(whole, 0, cut), -1, `${reply} cut at ${cut}`);
    }
    assertEquals(replyEnd(whole, 0), reply.length, reply);
  }
  assertEquals(
    replyValue(parseReply(bytes("*4\r\n:1\r\n$1\r\na\r\n_\r\n%1\r\n+k\r\n#f\r\n"))),
    [1, "a", null, [["k", false]]],
  );
});
