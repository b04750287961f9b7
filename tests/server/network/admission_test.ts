import { assert, assertEquals } from "@std/assert";
import {
  isLoopback,
  PROTECTED_MODE_DENIAL,
  refusalOf,
  TOO_MANY_CLIENTS,
  unmapIpv4,
} from "../../../server/network/admission.ts";

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

Deno.test("protected mode refuses clients of other machines, and no others", () => {
  const settings = { maxClients: 10, protectedMode: true };
  assertEquals(refusalOf("10.0.0.1", 0, settings), PROTECTED_MODE_DENIAL);
  assertEquals(refusalOf("127.0.0.1", 0, settings), undefined);
  assertEquals(refusalOf(undefined, 0, settings), undefined);
  assertEquals(refusalOf("10.0.0.1", 0, { ...settings, protectedMode: false }), undefined);
  assert(/^-DENIED Redis is running in protected mode[^\r\n]+\r\n$/.test(PROTECTED_MODE_DENIAL));
});

Deno.test("there is room for maxclients, from anywhere", () => {
  const settings = { maxClients: 10, protectedMode: true };
  assertEquals(refusalOf("127.0.0.1", 9, settings), undefined);
  assertEquals(refusalOf("127.0.0.1", 10, settings), TOO_MANY_CLIENTS);
  assertEquals(refusalOf(undefined, 11, settings), TOO_MANY_CLIENTS);
  assertEquals(refusalOf("10.0.0.1", 10, settings), TOO_MANY_CLIENTS);
});
