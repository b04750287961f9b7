import { assertEquals } from "@std/assert";
import { sha1 } from "../../../store/encoding/sha1.ts";

Deno.test("sha1: the same sums as the platform's, at every length around a block", async () => {
  const message = crypto.getRandomValues(new Uint8Array(300));
  for (let length = 0; length <= message.length; length++) {
    const part = message.slice(0, length);
    assertEquals(
      sha1(part),
      new Uint8Array(await crypto.subtle.digest("SHA-1", part)),
      `${length}`,
    );
  }
});
