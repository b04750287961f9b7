import { assertEquals } from "@std/assert";
import { ReplyWriter } from "../../../resp/reply_writer.ts";
import { replyNames } from "../../../server/command/word_reply.ts";
import { LargeSortedSet } from "../../../store/types/sorted_sets/large_sorted_set.ts";
import { SortedSetWalk } from "../../../store/types/sorted_sets/walk.ts";
import { makeEngine } from "../../helpers/engine.ts";
import { Random, seeds } from "../../helpers/random.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A large set of members whose scores are their places in the list. */
function setOf(members: readonly string[]): LargeSortedSet {
  const set = new LargeSortedSet(makeEngine());
  members.forEach((member, score) => {
    const bytes = encoder.encode(member);
    set.add(bytes, 0, bytes.length, score);
  });
  return set;
}

/** What walking `count` members of a set from `rank` on, so many at a time, writes. */
function reply(
  set: LargeSortedSet,
  rank: number,
  count: number,
  reverse: boolean,
  atOnce: number,
): string {
  const walk = new SortedSetWalk();
  walk.beginLarge(set, rank, count, reverse);
  const addresses = new Int32Array(atOnce);
  const writer = new ReplyWriter(2, 64);
  writer.ok();
  for (;;) {
    const found = walk.nextRecords(addresses);
    if (found === 0) break;
    replyNames(writer, walk.records!, addresses, found);
  }
  return decoder.decode(writer.bytes.subarray(0, writer.length));
}

function bulks(members: readonly string[]): string {
  return "+OK\r\n" + members.map((member) => `$${member.length}\r\n${member}\r\n`).join("");
}

Deno.test("names of every length", () => {
  const members = Array.from(
    { length: 200 },
    (_, length) => "abcdefghij".repeat(20).slice(0, length),
  );
  assertEquals(reply(setOf(members), 0, 200, false, 64), bulks(members));
});

Deno.test("any run of members, forwards and backwards, over the leaves' borders", () => {
  for (const seed of seeds("names in replies")) {
    const random = new Random(seed);
    const members = Array.from({ length: 1500 }, (_, i) => `${i}:${random.text(random.int(20))}`)
      .map((text) => text.replace(/[^ -~]/g, "?"));
    const set = setOf(members);
    for (let i = 0; i < 100; i++) {
      const rank = random.int(members.length);
      const count = random.int(members.length - rank + 1);
      const atOnce = random.pick([1, 7, 64, 2000]);
      const forwards = members.slice(rank, rank + count);
      assertEquals(reply(set, rank, count, false, atOnce), bulks(forwards));
      const backwards = members.toReversed().slice(rank, rank + count);
      assertEquals(reply(set, rank, count, true, atOnce), bulks(backwards));
    }
  }
});
