/** The longest common subsequence, against the textbook's table and Redis's way back through it. */
import { assertEquals, assertLess } from "@std/assert";
import {
  type CommonRange,
  commonRanges,
  lcsLength,
  lcsTableBytes,
  longestCommonSubsequence,
} from "../../../store/encoding/longest_common_subsequence.ts";
import { Random, seeds } from "../../helpers/random.ts";

const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** Runs the three functions on texts that stand inside larger buffers. */
function find(aText: string, bText: string, minLength = 0) {
  const a = latin1("?" + aText + "!!");
  const b = latin1("!!!" + bText + "?");
  const aEnd = 1 + aText.length;
  const bEnd = 3 + bText.length;
  return {
    text: String.fromCharCode(...longestCommonSubsequence(a, 1, aEnd, b, 3, bEnd)),
    length: lcsLength(a, 1, aEnd, b, 3, bEnd),
    found: commonRanges(a, 1, aEnd, b, 3, bEnd, minLength),
  };
}

/** [start, end] in a and in b, as LCS IDX prints them. */
const flat = (ranges: CommonRange[]) => ranges.map((r) => [r.aStart, r.aEnd, r.bStart, r.bEnd]);

Deno.test("LCS: what Redis answers", () => {
  const documented = find("ohmytext", "mynewtext");
  assertEquals(documented.text, "mytext");
  assertEquals(documented.length, 6);
  assertEquals(documented.found.length, 6);
  assertEquals(flat(documented.found.ranges), [[4, 7, 5, 8], [2, 3, 0, 1]]);
  assertEquals(flat(find("ohmytext", "mynewtext", 4).found.ranges), [[4, 7, 5, 8]]);
  assertEquals(find("ohmytext", "mynewtext", 5).found, { length: 6, ranges: [] });
  // Among equals: the choice that Redis makes, also of places in runs of one letter.
  assertEquals(find("abcdefg", "gfedcba").text, "g");
  assertEquals(find("GCATCGATTAGC", "GATTACACATG").text, "GATCAAG");
  assertEquals(flat(find("aaaa", "aa").found.ranges), [[2, 3, 0, 1]]);
  assertEquals(flat(find("aa", "aaaa").found.ranges), [[0, 1, 2, 3]]);
});

Deno.test("LCS: empty and equal strings", () => {
  for (const [a, b] of [["", ""], ["", "abc"], ["abc", ""], ["abc", "xyz"]]) {
    assertEquals(find(a, b), { text: "", length: 0, found: { length: 0, ranges: [] } });
  }
  const long = "\0\xff".repeat(500);
  const { text, length, found } = find(long, long);
  assertEquals(text, long);
  assertEquals(length, 1000);
  assertEquals(flat(found.ranges), [[0, 999, 0, 999]]);
});

Deno.test("LCS agrees with the full table on random strings", () => {
  for (const seed of seeds("LCS")) {
    const random = new Random(seed);
    for (let round = 0; round < 4000; round++) {
      const letters = random.int(1, 26);
      const word = () => {
        let text = "";
        for (let n = random.int(random.chance(0.1) ? 150 : 20); n > 0; n--) {
          text += String.fromCharCode(97 + random.int(letters));
        }
        return text;
      };
      const a = word();
      const b = word();
      const minLength = random.int(4);
      const expected = model(a, b);
      const { text, length, found } = find(a, b, minLength);
      const context = JSON.stringify([a, b, seed]);
      assertEquals(text, expected.text, context);
      assertEquals(length, expected.text.length, context);
      assertEquals(found.length, expected.text.length, context);
      const kept = expected.ranges.filter(([start, end]) => end - start + 1 >= minLength);
      assertEquals(flat(found.ranges), kept, context);
    }
  }
});

Deno.test("LCS of two strings of 10,000 bytes takes milliseconds", () => {
  const random = new Random(1);
  const a = random.bytes(10_000);
  const b = random.bytes(10_000);
  const begun = performance.now();
  const text = longestCommonSubsequence(a, 0, a.length, b, 0, b.length);
  assertLess(performance.now() - begun, 2000);
  assertEquals(text.length, lcsLength(a, 0, a.length, b, 0, b.length));
});

Deno.test("lcsTableBytes is what Redis measures against proto-max-bulk-len", () => {
  // With proto-max-bulk-len 1mb Redis takes 511 and 511 bytes, and refuses 511 and 512.
  assertEquals(lcsTableBytes(511, 511), 1_048_576);
  assertEquals(lcsTableBytes(511, 512), 1_050_624);
});

/** The table in full, and the way back that Redis takes. */
function model(a: string, b: string): { text: string; ranges: number[][] } {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i][j] = a[i - 1] === b[j - 1]
        ? table[i - 1][j - 1] + 1
        : Math.max(table[i - 1][j], table[i][j - 1]);
    }
  }
  let text = "";
  const ranges: number[][] = [];
  let open: number[] | undefined;
  for (let i = a.length, j = b.length; i > 0 && j > 0;) {
    if (a[i - 1] === b[j - 1]) {
      i--;
      j--;
      text = a[i] + text;
      if (open === undefined) ranges.push(open = [i, i, j, j]);
      open[0] = i;
      open[2] = j;
    } else {
      open = undefined;
      if (table[i - 1][j] > table[i][j - 1]) i--;
      else j--;
    }
  }
  return { text, ranges };
}
