import { assertEquals } from "@std/assert";
import { sha256Hex } from "../../../server/acl/sha256.ts";

const encoder = new TextEncoder();

function hashOf(text: string): string {
  const bytes = encoder.encode(`<${text}>`);
  return sha256Hex(bytes, 1, bytes.length - 1);
}

Deno.test("the digests that the standard gives as examples", () => {
  assertEquals(
    hashOf("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assertEquals(
    hashOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
  assertEquals(
    hashOf(""),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

Deno.test("messages of all lengths around a block have the digests of WebCrypto", async () => {
  for (let length = 0; length < 200; length++) {
    const bytes = crypto.getRandomValues(new Uint8Array(length));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const expected = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    assertEquals(sha256Hex(bytes, 0, length), expected, `${bytes}`);
  }
});
