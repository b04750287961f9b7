import { assertEquals } from "@std/assert";
import { CRC64_BYTES, writeCrc64 } from "../../../store/encoding/crc64.ts";

function crc64(bytes: Uint8Array): string {
  const sum = new Uint8Array(CRC64_BYTES);
  writeCrc64(sum, 0, bytes, 0, bytes.length);
  return Array.from(sum.reverse(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

Deno.test("the checksum is the CRC-64 of Jones's polynomial", () => {
  assertEquals(crc64(new Uint8Array(0)), "0000000000000000");
  assertEquals(crc64(new TextEncoder().encode("123456789")), "e9c6d914c4b8d9ca");
});

Deno.test("only the bytes of the range count", () => {
  const sums = [new Uint8Array(CRC64_BYTES), new Uint8Array(CRC64_BYTES)];
  writeCrc64(sums[0], 0, Uint8Array.of(9, 1, 2, 3, 9), 1, 4);
  writeCrc64(sums[1], 0, Uint8Array.of(1, 2, 3), 0, 3);
  assertEquals(sums[0], sums[1]);
});
