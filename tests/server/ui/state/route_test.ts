import { assertEquals } from "@std/assert";
import { bytesOf } from "../../../../server/ui/logic/byte_text.ts";
import { hashOf, parseRoute, VIEWS } from "../../../../server/ui/state/route.ts";

Deno.test("every view has an address that leads to it", () => {
  for (const view of VIEWS) assertEquals(parseRoute(hashOf(view)).view, view);
  assertEquals(parseRoute("#/nosuch").view, "overview");
  assertEquals(parseRoute("").view, "overview");
});

Deno.test("keys have addresses too, whatever bytes they are", () => {
  for (const key of [bytesOf("a/b%41#é"), Uint8Array.of(0xff, 0, 0x2f), bytesOf("")]) {
    const route = parseRoute(hashOf("keys", "my/space", key));
    assertEquals([route.view, route.namespace, route.key], ["keys", "my/space", key]);
  }
  const route = parseRoute(hashOf("keys", "3"));
  assertEquals([route.namespace, route.key], ["3", undefined]);
});
