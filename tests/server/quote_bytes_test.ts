import { assertEquals } from "@std/assert";
import { quoteBytes } from "../../server/quote_bytes.ts";

Deno.test("bytes are quoted for the log", () => {
  const bytes = new TextEncoder().encode('*1\r\n"é\\\t\x00');
  assertEquals(quoteBytes(bytes, 0, bytes.length), '"*1\\r\\n\\"\\xc3\\xa9\\\\\\t\\x00"');
});
