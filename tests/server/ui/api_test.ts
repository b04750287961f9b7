import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  all,
  command,
  CommandError,
  connection,
  hasPassword,
  listen,
  performanceHistory,
  pipeline,
  replyBytes,
  replyList,
  replyPairs,
  replyText,
  RequestError,
  serverFigures,
  signIn,
  signOut,
  transaction,
} from "../../../server/ui/api.ts";
import type { StreamEvent } from "../../../server/ui/logic/event_stream.ts";
import { asPage } from "./served_pages.ts";

const BINARY = Uint8Array.of(0xff, 0, 0x0a);

Deno.test("commands carry any bytes both ways, in any namespace", async () => {
  await asPage({}, async ({ resp }) => {
    assertEquals(await command("3", "SET", BINARY, BINARY), "OK");
    assertEquals(await command("3", "GET", BINARY), BINARY);
    assertEquals(await command("0", "GET", BINARY), null);
    await resp.call("SELECT", "3");
    assertEquals((await resp.command("GET", BINARY)).value, BINARY);
    assertEquals(await command("0", "INCRBY", "n", 41), 41);
    assertEquals(replyText(await command("0", "GET", "n")), "41");
  });
});

Deno.test("an error is among the replies of a pipeline, and thrown by all others", async () => {
  await asPage({}, async () => {
    const [ok, error] = await pipeline("0", [["SET", "k", "x"], ["INCR", "k"]]);
    assertEquals(ok, "OK");
    assert(error instanceof CommandError);
    await assertRejects(() => all("0", [["INCR", "k"]]), CommandError, "not an integer");
    await assertRejects(() => transaction("0", [["SET", "k"]]), RequestError);
    assertEquals(await transaction("0", [["SET", "k", "1"], ["INCR", "k"]]), ["OK", 2]);
    assertEquals(await pipeline("0", []), []);
  });
});

Deno.test("replies are read as text, bytes, lists and pairs", async () => {
  await asPage({}, async () => {
    await command("0", "HSET", "h", "field", "value");
    const pairs = replyPairs(await command("0", "HGETALL", "h"));
    assertEquals(pairs.map(([name, value]) => [name, replyText(value)]), [["field", "value"]]);
    assertEquals([replyText(null), replyText(7), replyText(new CommandError("no"))], [
      "",
      "7",
      "no",
    ]);
    assertEquals(replyBytes(7), new TextEncoder().encode("7"));
    assertEquals(replyList(null), []);
  });
});

Deno.test("figures and the history of the last seconds", async () => {
  await asPage({}, async ({ resp }) => {
    await resp.call("SET", "k", "x");
    const figures = await serverFigures();
    assertEquals([figures.keys, figures.namespaces["0"].keys], [1, 1]);
    assert(Array.isArray(await performanceHistory(60, 0)));
  });
});

Deno.test("events are heard until nobody wants them any more", async () => {
  await asPage({}, async ({ resp }) => {
    const controller = new AbortController();
    const heard: StreamEvent[] = [];
    const selection = { channels: ["news"], patterns: ["log.*"], keys: ["user:*"] };
    const heardAll = Promise.withResolvers<void>();
    const listening = listen("0", selection, (event) => {
      heard.push(event);
      if (event.event === "ready") {
        resp.pipeline([["PUBLISH", "news", "one"], ["PUBLISH", "log.x", "two"], [
          "SET",
          "user:1",
          "",
        ]]);
      }
      if (heard.length === 4) heardAll.resolve();
    }, controller.signal);
    await heardAll.promise;
    assertEquals(heard.map(({ event }) => event).toSorted(), [
      "key",
      "message",
      "message",
      "ready",
    ]);
    controller.abort();
    await assertRejects(() => listening);
  });
});

Deno.test("the password is asked for, tried, kept and forgotten", async () => {
  await asPage({ requirepass: "sésame" }, async () => {
    await assertRejects(() => command("0", "PING"), RequestError);
    assertEquals(connection.value, "needs-password");
    assertEquals([await signIn("wrong"), hasPassword()], [false, false]);
    assertEquals([await signIn("sésame"), hasPassword()], [true, true]);
    assertEquals(connection.value, "open");
    assertEquals(replyText(await command("0", "PING")), "PONG");
    signOut();
    assertEquals([connection.value, hasPassword()], ["needs-password", false]);
  });
});

Deno.test("what is wrong is told in the server's words, and a server that is gone is noticed", async () => {
  await asPage({}, async ({ server }) => {
    const error = await assertRejects(() => command("a".repeat(5000), "GET", "k"), RequestError);
    assertEquals(error.status, 400);
    assert(error.message.length > 10);
    await server.shutdown();
    await assertRejects(() => command("0", "PING"), RequestError, "cannot be reached");
    assertEquals(connection.value, "unreachable");
  });
});
