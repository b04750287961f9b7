import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("PFADD, PFCOUNT and PFMERGE count what is different", () => {
  const { expectReply } = new TestServer().client();
  expectReply("PFADD a x y z", ":1");
  expectReply("PFADD a x", ":0");
  expectReply("PFADD b z w", ":1");
  expectReply("PFCOUNT a", ":3");
  expectReply("PFCOUNT a b missing", ":4");
  expectReply("PFMERGE c a b", "+OK");
  expectReply("PFCOUNT c", ":4");
  expectReply("PFCOUNT missing", ":0");
  expectReply("PFDEBUG ENCODING c", "+sparse");
  expectReply("PFDEBUG TODENSE c", ":1");
  expectReply("PFCOUNT c", ":4");
});

Deno.test("what is no HyperLogLog is refused and stays as it is", () => {
  const { expectReply } = new TestServer().client();
  const refused = "-WRONGTYPE Key is not a valid HyperLogLog string value.";
  expectReply("SET s value", "+OK");
  expectReply("PFADD s a", refused);
  expectReply("PFMERGE s", refused);
  expectReply("PFCOUNT s", refused);
  expectReply("GET s", "$5 value");
});

Deno.test("the expire time stays, and subscribers are told of additions alone", () => {
  const server = new TestServer({ "notify-keyspace-events": "KA" });
  const [client, subscriber] = [server.client(), server.client()];
  subscriber.reply("SUBSCRIBE __keyspace@0__:h");
  subscriber.received();
  client.reply("PFADD h a");
  client.reply("PFADD h a");
  client.reply("PFCOUNT h");
  assertEquals(subscriber.received(), "*3 $7 message $16 __keyspace@0__:h $5 pfadd");
  client.reply("EXPIRE h 100");
  client.reply("PFADD h b");
  client.expectReply("TTL h", ":100");
});
