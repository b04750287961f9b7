import { assertEquals } from "@std/assert";
import { didYouMean, suggestName } from "../../../server/config/name_suggestion.ts";

const NAMES = ["port", "timeout", "maxmemory", "maxclients", "hz"];

Deno.test("suggestName: the nearest name within two edits", () => {
  assertEquals(suggestName("prot", NAMES), "port");
  assertEquals(suggestName("timeot", NAMES), "timeout");
  assertEquals(suggestName("MAX-MEMORY", NAMES), "maxmemory");
  assertEquals(suggestName("maxclientss", NAMES), "maxclients");
});

Deno.test("suggestName: nothing when no name is near", () => {
  assertEquals(suggestName("xy", NAMES), undefined);
  assertEquals(suggestName("daemonize", NAMES), undefined);
  assertEquals(suggestName("", NAMES), undefined);
});

Deno.test("didYouMean: a phrase to append to a message", () => {
  assertEquals(didYouMean("prot", NAMES, "--"), " (did you mean '--port'?)");
  assertEquals(didYouMean("daemonize", NAMES), "");
});
