import { assertEquals } from "@std/assert";
import { Crc64, CRC64_BYTES, writeCrc64 } from "../../../store/encoding/crc64.ts";

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

Deno.test("a checksum of parts is that of the whole, wherever they are cut", () => {
  const bytes = Uint8Array.from({ length: 61 }, (_, i) => i * 37);
  const whole = new Uint8Array(CRC64_BYTES);
  writeCrc64(whole, 0, bytes, 0, bytes.length);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const sum = new Crc64();
    sum.add(bytes, 0, cut);
    sum.add(bytes, cut, bytes.length);
    const parts = new Uint8Array(CRC64_BYTES);
    sum.write(parts, 0);
    assertEquals(parts, whole);
    // A bit at a time, by the definition.
    assertEquals(parts, slowSum(bytes));
  }
});

function slowSum(bytes: Uint8Array): Uint8Array {
  let remainder = 0n;
  for (const byte of bytes) {
    remainder ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder & 1n) === 0n
        ? remainder >> 1n
        : (remainder >> 1n) ^ 0x95ac9329ac4bc9b5n;
    }
  }
  return Uint8Array.from({ length: 8 }, (_, i) => Number((remainder >> BigInt(8 * i)) & 255n));
}
