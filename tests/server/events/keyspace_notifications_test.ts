import { assert, assertEquals } from "@std/assert";
import { TestServer } from "../../helpers/commands.ts";

/** A server that publishes these classes, and what `run` makes a subscriber of all get. */
function notified(
  classes: string,
  run: (reply: (request: string) => string, server: TestServer) => void,
): string[] {
  const server = new TestServer({ "notify-keyspace-events": classes });
  const subscriber = server.client(3);
  subscriber.reply("PSUBSCRIBE *");
  subscriber.received();
  run(server.client().reply, server);
  return [...subscriber.received().matchAll(/__key\w+@0__:(\S+) \$\d+ (\S+)/g)]
    .map(([, first, second]) => `${first} ${second}`);
}

Deno.test("an event is told to those of its key and to those of its name", () => {
  const server = new TestServer({ "notify-keyspace-events": "KE$" });
  const [client, ofKey, ofEvent] = [server.client(), server.client(), server.client()];
  ofKey.reply("SUBSCRIBE __keyspace@0__:k");
  ofEvent.reply("SUBSCRIBE __keyevent@0__:set");
  ofKey.received();
  ofEvent.received();
  client.reply("SET k v");
  client.reply("DEL k");
  assertEquals(ofKey.received(), "*3 $7 message $16 __keyspace@0__:k $3 set");
  assertEquals(ofEvent.received(), "*3 $7 message $18 __keyevent@0__:set $1 k");
});

Deno.test("keys that expire or are evicted are told of", () => {
  const events = notified("Exe", (reply, server) => {
    reply("SET a 1 PX 10");
    server.advance(20);
    reply("GET a");
    reply("SET b 1");
    reply("CONFIG SET maxmemory-policy allkeys-lru");
    reply("CONFIG SET maxmemory 1");
    reply("GET c");
  });
  assertEquals(events, ["expired a", "evicted b"]);
});

Deno.test("a pop that empties a list is told as two events, SET with a time as well", () => {
  const events = notified("KA", (reply) => {
    reply("RPUSH l 1");
    reply("LPOP l");
    reply("SET k v EX 10");
  });
  assertEquals(events, ["l rpush", "l lpop", "l del", "k set", "k expire"]);
});

Deno.test("new keys and misses are told of only when asked for", () => {
  const run = (reply: (request: string) => string) => {
    reply("SET a 1");
    reply("RENAME a b");
    reply("GET a");
    reply("OBJECT ENCODING a");
  };
  assertEquals(notified("Emn", run), ["new a", "new b", "keymiss a"]);
  assertEquals(notified("EA", run), ["set a", "rename_from a", "rename_to b"]);
  assertEquals(notified("A", run), []);
});

Deno.test("without the setting nothing listens to the store", () => {
  const server = new TestServer({ "notify-keyspace-events": "KEAmn" });
  const { engine } = server;
  assert(engine.feed.active && engine.onNewKey !== undefined && engine.onKeyMiss !== undefined);
  server.client().expectReply('CONFIG SET notify-keyspace-events ""', "+OK");
  assert(!engine.feed.active && engine.onNewKey === undefined && engine.onKeyMiss === undefined);
});
