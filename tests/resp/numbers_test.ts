import { assertEquals } from "@std/assert";
import { integerLength, parseInteger, parseInteger64, writeInteger } from "../../resp/numbers.ts";
import { Random, seeds } from "../helpers/random.ts";

const encoder = new TextEncoder();

/** Parses with other bytes around, so that reading past either end would show. */
function framed<T>(parse: (bytes: Uint8Array, start: number, end: number) => T, text: string): T {
  const bytes = encoder.encode(`7${text}7`);
  return parse(bytes, 1, bytes.length - 1);
}

function written(n: number): string {
  const bytes = new Uint8Array(40).fill(0x78);
  const end = writeInteger(bytes, 3, n);
  assertEquals(bytes[2], 0x78);
  assertEquals(bytes[end], 0x78);
  assertEquals(end - 3, integerLength(n));
  return new TextDecoder().decode(bytes.subarray(3, end));
}

/** The strict model: what Redis's string2ll takes. */
function model(text: string): bigint | undefined {
  if (!/^(0|-?[1-9][0-9]*)$/.test(text)) return undefined;
  const value = BigInt(text);
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value : undefined;
}

function checkAgainstModel(text: string): void {
  const expected = model(text);
  assertEquals(framed(parseInteger64, text), expected, text);
  const value = framed(parseInteger, text);
  if (expected === undefined) assertEquals(value, NaN, text);
  else if (Number.isSafeInteger(Number(expected))) assertEquals(value, Number(expected), text);
  else assertEquals(value, expected < 0n ? -Infinity : Infinity, text);
}

const EDGES = [
  ...[0n, 9n, 10n, 99n, 100n, 999_999_999n, 1_000_000_000n, 2n ** 31n, 2n ** 32n, 10n ** 15n],
  ...[2n ** 53n, 10n ** 16n, 10n ** 17n, 10n ** 18n, 2n ** 63n, 10n ** 19n, 2n ** 64n, 10n ** 20n],
].flatMap((edge) => [edge - 2n, edge - 1n, edge, edge + 1n, edge + 2n]);

Deno.test("parseInteger: at the edges of every range", () => {
  for (const edge of EDGES) {
    checkAgainstModel(String(edge));
    checkAgainstModel(String(-edge));
  }
});

Deno.test("parseInteger: takes no other spelling", () => {
  const wrong = [
    "",
    "-",
    "+1",
    "-0",
    "00",
    "01",
    "-01",
    " 1",
    "1 ",
    "1.0",
    "1e3",
    "0x1",
    "1a",
    "a1",
  ];
  for (const text of [...wrong, "--1", "1-", "12345678901a", "١", "1\0", "123456789 ", "/", ":"]) {
    assertEquals(framed(parseInteger, text), NaN, text);
    assertEquals(framed(parseInteger64, text), undefined, text);
  }
});

Deno.test("parseInteger and writeInteger: against a model", () => {
  for (const seed of seeds("integers")) {
    const random = new Random(seed);
    for (let round = 0; round < 20_000; round++) {
      const digits = Array.from({ length: random.int(1, 21) }, () => random.int(10)).join("");
      checkAgainstModel((random.chance(0.5) ? "-" : "") + digits);
      const n = Math.trunc((random.float() * 2 - 1) * 10 ** random.int(1, 15));
      assertEquals(written(n), String(n === 0 ? 0 : n), `seed ${seed}`);
    }
  }
});

Deno.test("writeInteger: at the edges of every length", () => {
  for (const edge of EDGES.map(Number).filter(Number.isSafeInteger)) {
    assertEquals(written(edge), String(edge));
    if (edge !== 0) assertEquals(written(-edge), String(-edge));
  }
  assertEquals(written(Number.MAX_SAFE_INTEGER), "9007199254740991");
  assertEquals(written(Number.MIN_SAFE_INTEGER), "-9007199254740991");
});
