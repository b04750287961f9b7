/** What the client remembers of its connection, from commands and replies alone. */
import { assertEquals } from "@std/assert";
import type { Reply } from "../../../../resp/reply.ts";
import { splitWords } from "../../../../server/cli/client/command_line_words.ts";
import { ServerLink } from "../../../../server/cli/client/server_link.ts";
import { SessionState } from "../../../../server/cli/client/session_state.ts";

const OK: Reply = { type: "simple", value: "OK" };
const ERROR: Reply = { type: "error", value: "ERR" };

function session(database = 0) {
  const link = new ServerLink({
    hostname: "::1",
    port: 7,
    socket: undefined,
    username: undefined,
    password: undefined,
    database,
    protocol: 2,
    protocolIsWish: true,
  });
  const state = new SessionState(link);
  return {
    link,
    state,
    note: (line: string, reply: Reply = OK) => state.note(splitWords(line)!, reply),
  };
}

Deno.test("session: a transaction ends in the database that holds then", () => {
  const { link, state, note } = session(1);
  note("MULTI");
  note("select 5");
  assertEquals([state.inTransaction, link.target.database], [true, 5]);
  note("EXEC", { type: "array", value: [OK] });
  assertEquals([state.inTransaction, link.target.database], [false, 5]);
  for (const reply of [ERROR, { type: "nullArray", value: null }, { type: "null", value: null }]) {
    note("MULTI");
    note("SELECT 7");
    note("EXEC", reply as Reply);
    assertEquals([state.inTransaction, link.target.database], [false, 5]);
  }
  note("MULTI");
  note("SELECT 8");
  note("DISCARD");
  assertEquals(link.target.database, 5);
  note("MULTI");
  note("SELECT 8");
  state.lost();
  assertEquals([state.inTransaction, link.target.database], [false, 5]);
  note("MULTI", ERROR);
  note("SELECT 9", ERROR);
  assertEquals([state.inTransaction, link.target.database], [false, 5]);
});

Deno.test("session: who one is and what is spoken, for the next connection", () => {
  const { link, note } = session(3);
  note("auth one");
  assertEquals([link.target.username, link.target.password], [undefined, "one"]);
  note("AUTH me two");
  assertEquals([link.target.username, link.target.password], ["me", "two"]);
  note("AUTH me three", ERROR);
  assertEquals(link.target.password, "two");
  note("HELLO 3 SETNAME x AUTH you four", { type: "map", value: [] });
  assertEquals([link.protocol, link.target.username, link.target.password], [3, "you", "four"]);
  note("HELLO", { type: "map", value: [] });
  assertEquals(link.protocol, 3);
  note("HELLO 2", { type: "array", value: [] });
  assertEquals([link.protocol, link.target.protocol, link.target.protocolIsWish], [2, 2, false]);
  note("HELLO 3");
  note("RESET");
  assertEquals([link.protocol, link.target.database], [2, 0]);
  assertEquals(link.name, "[::1]:7");
});

Deno.test("session: what is listened to", () => {
  const { state, note } = session();
  const confirmed = (kind: string, count: number): Reply => ({
    type: "push",
    value: [
      { type: "bulk", value: new TextEncoder().encode(kind) },
      { type: "null", value: null },
      { type: "integer", value: count },
    ],
  });
  note("SUBSCRIBE a b", confirmed("subscribe", 1));
  assertEquals(state.subscribed, true);
  note("UNSUBSCRIBE a", confirmed("unsubscribe", 1));
  assertEquals(state.subscribed, true);
  note("UNSUBSCRIBE", confirmed("unsubscribe", 0));
  assertEquals(state.subscribed, false);
  note("psubscribe *", confirmed("psubscribe", 1));
  note("punsubscribe", OK);
  assertEquals(state.subscribed, true);
  note("MONITOR", { type: "simple", value: "QUEUED" });
  assertEquals(state.monitoring, false);
  note("MONITOR");
  assertEquals(state.monitoring, true);
  state.lost();
  assertEquals([state.monitoring, state.subscribed], [false, false]);
});
