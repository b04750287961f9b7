import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestServer } from "../../helpers/commands.ts";

Deno.test("a message goes to the channel's subscribers, then to matching patterns", () => {
  const server = new TestServer();
  const [publisher, first, second] = [server.client(), server.client(), server.client(3)];
  first.expectReply("SUBSCRIBE c d", "*3 $9 subscribe $1 c :1 *3 $9 subscribe $1 d :2");
  second.expectReply("SUBSCRIBE c", ">3 $9 subscribe $1 c :1");
  second.expectReply("PSUBSCRIBE c* ?", ">3 $10 psubscribe $2 c* :2 >3 $10 psubscribe $1 ? :3");
  first.received();
  second.received();
  publisher.expectReply("PUBLISH c m", ":4");
  assertEquals(first.received(), "*3 $7 message $1 c $1 m");
  assertEquals(
    second.received(),
    ">3 $7 message $1 c $1 m >4 $8 pmessage $2 c* $1 c $1 m >4 $8 pmessage $1 ? $1 c $1 m",
  );
  publisher.expectReply("PUBLISH nobody m", ":0");
});

Deno.test("names of channels are bytes", () => {
  const server = new TestServer();
  const [publisher, subscriber] = [server.client(), server.client()];
  subscriber.reply('SUBSCRIBE "\\xff\\x00" "\\xc3\\xbf"');
  subscriber.received();
  publisher.expectReply('PUBLISH "\\xff\\x00" m', ":1");
  publisher.expectReply('PUBLISH "\\xff" m', ":0");
  assertEquals(subscriber.received(), "*3 $7 message $2 \\xff\\x00 $1 m");
});

Deno.test("nothing stays behind of those who end, reset or leave", () => {
  const server = new TestServer();
  const { pubsub } = server;
  const changes: string[] = [];
  pubsub.onTypeChange = ({ id, type }) => changes.push(`${id} ${type}`);
  const [first, second, third] = [server.client(), server.client(), server.client()];
  for (const client of [first, second, third]) {
    client.reply("SUBSCRIBE a b");
    client.reply("PSUBSCRIBE *");
    client.reply("SSUBSCRIBE s");
  }
  assertEquals([pubsub.channels.size, pubsub.patterns.size, pubsub.shards.size], [2, 1, 1]);
  first.reply("UNSUBSCRIBE");
  first.reply("PUNSUBSCRIBE");
  first.reply("SUNSUBSCRIBE");
  second.expectReply("RESET", "+RESET");
  assertEquals(pubsub.channels.get("a")?.size, 1);
  server.disconnect(third.session);
  assertEquals([pubsub.channels.size, pubsub.patterns.size, pubsub.shards.size], [0, 0, 0]);
  assert(server.engine.pubsub.isIdle);
  assertEquals(changes.slice(3), ["1 normal", "2 normal", "3 normal"]);
});

Deno.test("one that is about to leave is counted, and gets nothing more", () => {
  const server = new TestServer();
  const [publisher, leaving] = [server.client(), server.client()];
  leaving.reply("SUBSCRIBE c");
  leaving.reply("QUIT");
  leaving.received();
  publisher.expectReply("PUBLISH c m", ":1");
  assertEquals(leaving.received(), "");
});

Deno.test("INFO and CLIENT LIST tell of subscriptions", () => {
  const server = new TestServer();
  const [asker, subscriber] = [server.client(), server.client()];
  subscriber.reply("SUBSCRIBE a b");
  subscriber.reply("PSUBSCRIBE a* b* c*");
  subscriber.reply("SSUBSCRIBE a");
  assertMatch(
    asker.reply("INFO stats"),
    / pubsub_channels:2 pubsub_patterns:3 pubsubshard_channels:1 /,
  );
  assertMatch(
    asker.reply("CLIENT LIST TYPE pubsub"),
    /^\$\d+ id=2 .* flags=P db=0 sub=2 psub=3 ssub=1 /,
  );
  asker.expectReply("PUBSUB SHARDCHANNELS", "*1 $1 a");
  asker.expectReply("PUBSUB NUMSUB b x", "*4 $1 b :1 $1 x :0");
});

Deno.test("SSUBSCRIBE is refused in a transaction, SUBSCRIBE is not", () => {
  const { expectReply } = new TestServer().client();
  expectReply("MULTI", "+OK");
  expectReply("SUBSCRIBE c", "+QUEUED");
  expectReply("SSUBSCRIBE s", "+QUEUED");
  expectReply(
    "EXEC",
    "*2 *3 $9 subscribe $1 c :1 -ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client",
  );
  expectReply(
    "GET k",
    "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are " +
      "allowed in this context",
  );
});
