import { assertEquals } from "@std/assert";
import { AclLog } from "../../../server/acl/acl_log.ts";

/** Adds a failed login; the log as "count username client", newest first. */
function failures(log: AclLog) {
  return (username: string, timeMs = 0, client = "c"): string[] => {
    log.add({ context: "toplevel", object: "AUTH", username, timeMs, client });
    return shown(log);
  };
}

function shown(log: AclLog): string[] {
  return log.newest(100).map(({ count, username, client }) => `${count} ${username} ${client}`);
}

Deno.test("what happens again within a minute is counted, and comes first again", () => {
  const add = failures(new AclLog());
  add("a", 0, "c1");
  assertEquals(add("b", 1000, "c2"), ["1 b c2", "1 a c1"]);
  assertEquals(add("a", 60_000, "c3"), ["2 a c3", "1 b c2"]);
  // A minute from the last time on, not from the first.
  assertEquals(add("a", 120_000, "c4"), ["3 a c4", "1 b c2"]);
  assertEquals(add("a", 180_001, "c5"), ["1 a c5", "3 a c4", "1 b c2"]);
});

Deno.test("entries differ in command, context and user", () => {
  const log = new AclLog();
  const common = { username: "u", timeMs: 0, client: "c" };
  log.add({ ...common, context: "toplevel", object: "AUTH" });
  log.add({ ...common, context: "multi", object: "AUTH" });
  log.add({ ...common, context: "toplevel", object: "auth" });
  assertEquals(log.newest(100).length, 3);
  log.add({ ...common, context: "multi", object: "AUTH" });
  assertEquals(log.newest(1)[0].context, "multi");
  assertEquals(log.newest(100).map(({ count }) => count), [2, 1, 1]);
});

Deno.test("only the newest ten are compared", () => {
  const log = new AclLog();
  const add = failures(log);
  for (let i = 0; i < 11; i++) add(`u${i}`);
  assertEquals(add("u0").length, 12);
  assertEquals(add("u2").length, 12);
});

Deno.test("the oldest go when another one comes", () => {
  const log = new AclLog();
  const add = failures(log);
  for (let i = 0; i < 5; i++) add(`u${i}`);
  log.maxLength = 3;
  assertEquals(shown(log).length, 5);
  assertEquals(add("u1").length, 5);
  assertEquals(add("u9"), ["1 u9 c", "2 u1 c", "1 u4 c"]);
  log.maxLength = 0;
  assertEquals(add("u10"), []);
  add("u11");
  log.clear();
  assertEquals(shown(log), []);
});
