/**
 * Glob patterns: what Redis answered for awkward ones, a slow model for random ones, and the
 * patterns that once took a server down.
 */
import { assert, assertEquals, assertFalse, assertLess } from "@std/assert";
import { GlobPattern } from "../../../store/encoding/glob.ts";
import { Random, seeds } from "../../helpers/random.ts";
import { ANSWERS, SUBJECTS } from "./glob_answers.ts";

const latin1 = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

function matches(pattern: string, text: string, ignoreCase = false): boolean {
  const bytes = latin1(text);
  return new GlobPattern(latin1(pattern), { ignoreCase }).matches(bytes, 0, bytes.length);
}

Deno.test("GlobPattern answers what KEYS answers", () => {
  for (const [pattern, mask] of ANSWERS) {
    SUBJECTS.forEach((subject, i) => {
      const expected = ((BigInt(mask) >> BigInt(i)) & 1n) === 1n;
      assertEquals(matches(pattern, subject), expected, JSON.stringify([pattern, subject]));
    });
  }
});

Deno.test("GlobPattern.matches looks at its range alone", () => {
  const bytes = latin1("xxabcyy");
  const pattern = new GlobPattern(latin1("a*c"));
  assert(pattern.matches(bytes, 2, 5));
  assertFalse(pattern.matches(bytes, 1, 5));
  assertFalse(pattern.matches(bytes, 2, 6));
  assert(new GlobPattern(new Uint8Array(0)).matches(bytes, 3, 3));
});

Deno.test("GlobPattern ignores the case of ASCII letters on demand", () => {
  assert(matches("MaxMemory*", "maxmemory-policy", true));
  assert(matches("max[M-P]emory", "MAXmEMORY", true));
  assert(matches("[A]", "a", true) && matches("[a]", "A", true));
  assert(matches("\\A", "a", true));
  // Redis compares an escaped byte inside a class as it stands.
  assert(matches("[\\a]", "a", true));
  assertFalse(matches("[\\a]", "A", true));
  // The ends are ordered before they lose their case: z to a holds nothing.
  assertFalse(matches("[Z-a]", "z", true));
  assertFalse(matches("[Z-a]", "m", true));
  assertFalse(matches("\xe9", "\xc9", true));
});

Deno.test("GlobPattern knows what is literal in it", () => {
  const of = (pattern: string, ignoreCase = false) =>
    new GlobPattern(latin1(pattern), { ignoreCase });
  const text = (bytes: Uint8Array | undefined) => bytes && String.fromCharCode(...bytes);
  assertEquals(text(of("user:*").literalPrefix), "user:");
  assertEquals(text(of("a\\*b?c").literalPrefix), "a*b");
  assertEquals(text(of("*a").literalPrefix), "");
  assertEquals(of("user:*").exactly, undefined);
  assertEquals(text(of("a\\[b\\").exactly), "a[b\\");
  assertEquals(text(of("").exactly), "");
  assertEquals(text(of("12ab", true).literalPrefix), "12");
  assertEquals(of("12ab", true).exactly, undefined);
  assertEquals(text(of("12", true).exactly), "12");
  assert(of("*").matchesAll);
  assertFalse(of("**").matchesAll);
  assertFalse(of("").matchesAll);
  assertEquals(of("a*b?[c]").minLength, 4);
});

Deno.test("GlobPattern agrees with a model on random patterns", () => {
  const alphabet = "aabb*?[]^-\\c";
  for (const seed of seeds("glob against its model")) {
    const random = new Random(seed);
    const word = (length: number, letters: string) => {
      let text = "";
      for (let i = 0; i < length; i++) text += letters[random.int(letters.length)];
      return text;
    };
    for (let i = 0; i < 20_000; i++) {
      const source = word(random.int(10), alphabet);
      const pattern = new GlobPattern(latin1(source));
      const atoms = parse(source);
      for (let j = 0; j < 10; j++) {
        const subject = word(random.int(8), "aabbc-]");
        const bytes = latin1(subject);
        const matched = pattern.matches(bytes, 0, bytes.length);
        assertEquals(matched, model(atoms, subject), JSON.stringify([source, subject, seed]));
        if (!matched) continue;
        assert(subject.startsWith(String.fromCharCode(...pattern.literalPrefix)));
        assert(subject.length >= pattern.minLength);
        if (pattern.exactly) assertEquals(bytes, pattern.exactly);
      }
    }
  }
});

Deno.test("GlobPattern takes no exponential time over many stars (CVE-2022-36021)", () => {
  const begun = performance.now();
  assertFalse(matches("a*".repeat(2000) + "b", "a".repeat(20_000)));
  assertFalse(matches("*a?".repeat(500) + "b", "a".repeat(20_000)));
  assertFalse(matches("a*[^b]".repeat(500) + "b", "a".repeat(20_000)));
  assertLess(performance.now() - begun, 1000);
});

Deno.test("GlobPattern needs no stack for a long pattern (CVE-2024-31228)", () => {
  assert(matches("*a".repeat(1_000_000), "a".repeat(1_000_000)));
  assertFalse(matches("?*".repeat(1_000_000), "a".repeat(999_999)));
  assert(matches("\\a".repeat(1_000_000), "a".repeat(1_000_000)));
  assertFalse(matches("[a".repeat(1_000_000), "b"));
});

/** One element of a pattern: a star, or the test that one byte has to pass. */
type Atom = "star" | ((c: string) => boolean);

/** The model: the pattern as a list of tests, by cutting pieces off the front of a string. */
function parse(rest: string): Atom[] {
  const atoms: Atom[] = [];
  while (rest !== "") {
    const head = rest[0]!;
    rest = rest.slice(1);
    if (head === "*") {
      atoms.push("star");
    } else if (head === "?") {
      atoms.push(() => true);
    } else if (head === "[") {
      const negated = rest.startsWith("^");
      if (negated) rest = rest.slice(1);
      let members = "";
      const ranges: [string, string][] = [];
      while (rest !== "" && rest[0] !== "]") {
        if (/^\\./s.test(rest)) {
          members += rest[1];
          rest = rest.slice(2);
        } else if (/^.-./s.test(rest)) {
          ranges.push([rest[0]!, rest[2]!].sort() as [string, string]);
          rest = rest.slice(3);
        } else {
          members += rest[0];
          rest = rest.slice(1);
        }
      }
      rest = rest.slice(1);
      atoms.push((c) =>
        (members.includes(c) || ranges.some(([low, high]) => c >= low && c <= high)) !== negated
      );
    } else {
      const literal = head === "\\" && rest !== "" ? rest[0]! : head;
      if (head === "\\") rest = rest.slice(1);
      atoms.push((c) => c === literal);
    }
  }
  return atoms;
}

/** Matches by the table of which prefixes of the pattern match which prefixes of the text. */
function model(atoms: Atom[], text: string): boolean {
  if (text === "") return atoms.length === 0;
  let row = Array.from({ length: text.length + 1 }, (_, i) => i === 0);
  for (const atom of atoms) {
    const next: boolean[] = [];
    for (let i = 0; i <= text.length; i++) {
      next.push(
        atom === "star"
          ? row[i]! || (i > 0 && next[i - 1]!)
          : i > 0 && row[i - 1]! && atom(text[i - 1]!),
      );
    }
    row = next;
  }
  return row[text.length]!;
}
