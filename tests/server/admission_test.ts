import { assert, assertEquals } from "@std/assert";
import { isLoopback, unmapIpv4 } from "../../server/admission.ts";

Deno.test("which addresses are this machine's", () => {
  for (const local of ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]) {
    assert(isLoopback(local));
  }
  for (const remote of ["10.0.0.1", "12.7.0.1", "fe80::1", "::ffff:10.0.0.1", "::"]) {
    assert(!isLoopback(remote));
  }
  assertEquals(unmapIpv4("::ffff:10.0.0.1"), "10.0.0.1");
  assertEquals(unmapIpv4("::ffff:abcd"), "::ffff:abcd");
});
