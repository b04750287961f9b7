import { assertEquals, assertNotEquals } from "@std/assert";
import { Arguments } from "../../resp/arguments.ts";

Deno.test("arguments: lengths, text, binary and copies", () => {
  const args = Arguments.from(["SET", "héllo€", Uint8Array.of(0xff, 0, 0x0d), ""]);
  assertEquals(args.count, 4);
  assertEquals([0, 1, 2, 3].map((i) => args.length(i)), [3, 9, 3, 0]);
  assertEquals(args.text(1), "héllo€");
  assertEquals(args.text(2), "\ufffd\0\r");
  assertEquals(args.binary(2), "\xff\0\r");
  assertEquals(args.copy(2), Uint8Array.of(0xff, 0, 0x0d));
  assertEquals(args.text(3), "");
});

Deno.test("arguments: a byte order mark is data", () => {
  assertEquals(Arguments.from(["\ufeffk"]).text(0), "\ufeffk");
});

Deno.test("arguments: a copy does not follow the buffer", () => {
  const args = Arguments.from(["value"]);
  const copy = args.copy(0);
  args.bytes.fill(0);
  assertEquals(new TextDecoder().decode(copy), "value");
});

Deno.test("arguments: options are recognised in any ASCII case", () => {
  const args = Arguments.from(["px", "Px", "PX", "pxx", "p", "P\x18", "p8", "Pø"]);
  assertEquals([0, 1, 2].map((i) => args.equals(i, "PX")), [true, true, true]);
  assertEquals([3, 4, 5, 6, 7].map((i) => args.equals(i, "PX")), Array(5).fill(false));
  // Bytes that differ from a letter by the case bit alone, but are no letters.
  const signs = Arguments.from(["@[`{", "`{@[", "get-x"]);
  assertEquals(signs.equals(0, "@[`{"), true);
  assertEquals(signs.equals(1, "@[`{"), false);
  assertEquals(signs.equals(2, "GET-X"), true);
});

Deno.test("arguments: a clone is packed and independent", () => {
  const args = new Arguments();
  args.bytes = new TextEncoder().encode("....GET......key....");
  args.append(4, 7);
  args.append(13, 16);
  const clone = args.clone();
  args.bytes.fill(0x2e);
  args.count = 0;
  assertEquals(clone.count, 2);
  assertEquals([clone.text(0), clone.text(1)], ["GET", "key"]);
  assertEquals(clone.bytes.length, 6);
  assertNotEquals(clone.bytes.buffer, args.bytes.buffer);
  assertEquals(new Arguments().clone().count, 0);
});

Deno.test("arguments: tables grow on demand and shrink when asked", () => {
  const args = new Arguments();
  args.bytes = new Uint8Array(1000);
  for (let i = 0; i < 1000; i++) args.append(i, i + 1);
  assertEquals(args.count, 1000);
  assertEquals([args.starts[999], args.ends[999]], [999, 1000]);
  assertEquals(args.clone().count, 1000);
  args.shrink();
  assertEquals([args.count, args.starts.length, args.ends.length], [0, 32, 32]);
  const empty = Arguments.from([]);
  empty.append(0, 0);
  assertEquals(empty.count, 1);
});
