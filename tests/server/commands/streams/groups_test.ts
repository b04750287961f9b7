/** Consumer groups: times, waiting, and what the change feed is told. */
import { assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("idle times follow the clock, and a claim takes what has been idle for long enough", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("XGROUP CREATE s g 0 MKSTREAM", "+OK");
  expectReply("XADD s 1-1 a 1", "$3 1-1");
  expectReply("XREADGROUP GROUP g c STREAMS s >", "*1 *2 $1 s *1 *2 $3 1-1 *2 $1 a $1 1");
  server.advance(500);
  expectReply("XPENDING s g - + 10", "*1 *4 $3 1-1 $1 c :500 :1");
  expectReply("XPENDING s g IDLE 501 - + 10", "*0");
  expectReply("XPENDING s g IDLE 500 - + 10 c", "*1 *4 $3 1-1 $1 c :500 :1");
  expectReply("XINFO CONSUMERS s g", "*1 *6 $4 name $1 c $7 pending :1 $4 idle :500");
  expectReply("XCLAIM s g d 501 1-1", "*0");
  expectReply("XAUTOCLAIM s g d 501 0", "*3 $3 0-0 *0 *0");
  expectReply("XCLAIM s g d 500 1-1 IDLE 100 JUSTID", "*1 $3 1-1");
  expectReply("XPENDING s g - + 10", "*1 *4 $3 1-1 $1 d :100 :1");
  server.advance(50);
  expectReply("XREADGROUP GROUP g d STREAMS s 0", "*1 *2 $1 s *1 *2 $3 1-1 *2 $1 a $1 1");
  expectReply("XPENDING s g - + 10", "*1 *4 $3 1-1 $1 d :0 :2");
  expectReply("XACK s g 1-1", ":1");
  expectReply("XPENDING s g", "*4 :0 $-1 $-1 *-1");
});

Deno.test("a reader who waits gets an entry, or learns that group or key have gone", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const waiting = server.client();
  const wait = () => assertEquals(waiting.reply("XREADGROUP GROUP g c BLOCK 100 STREAMS s >"), "");
  expectReply("XGROUP CREATE s g $ MKSTREAM", "+OK");
  wait();
  expectReply("XADD s 1-1 a 1", "$3 1-1");
  assertEquals(waiting.received(), "*1 *2 $1 s *1 *2 $3 1-1 *2 $1 a $1 1");
  expectReply("XPENDING s g", "*4 :1 $3 1-1 $3 1-1 *1 *2 $1 c $1 1");
  wait();
  server.advance(100);
  assertEquals(waiting.received(), "*-1");
  wait();
  expectReply("XGROUP DESTROY s g", ":1");
  assertEquals(
    waiting.received(),
    "-NOGROUP the consumer group this client was blocked on no longer exists",
  );
  expectReply("XGROUP CREATE s g $", "+OK");
  wait();
  expectReply("DEL s", ":1");
  assertEquals(waiting.received(), "-UNBLOCKED the stream key no longer exists");
  assertEquals(server.blocking.size, 0);
});

Deno.test("the change feed repeats a group, and a copy of it as a whole", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const decoder = new TextDecoder();
  const seen: string[] = [];
  server.engine.feed.listen(({ event, command, args }) => {
    seen.push([event, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  const told = (request: string) => {
    seen.length = 0;
    reply(request);
    return seen.slice();
  };
  const nowMs = server.time.now();
  assertEquals(told("XGROUP CREATE s g 0 MKSTREAM"), [
    "xgroup-create XGROUP CREATE s g 0-0 ENTRIESREAD -1 MKSTREAM",
  ]);
  told("XADD s 1-1 a 1");
  const claim = `s g c 0 1-1 TIME ${nowMs} RETRYCOUNT 1 FORCE JUSTID LASTID 1-1`;
  assertEquals(told("XREADGROUP GROUP g c STREAMS s >"), [
    "xgroup-createconsumer XGROUP CREATECONSUMER s g c",
    ` XCLAIM ${claim}`,
    " XGROUP SETID s g 1-1 ENTRIESREAD 1",
  ]);
  assertEquals(told("COPY s t").slice(-3), [
    " XGROUP CREATE t g 1-1 ENTRIESREAD 1 MKSTREAM",
    " XGROUP CREATECONSUMER t g c",
    ` XCLAIM ${claim.replace("s", "t")}`,
  ]);
  assertEquals(told("XACK s g 1-1"), [" XACK s g 1-1"]);
  assertEquals(told("XGROUP SETID s g 0"), [
    "xgroup-setid XGROUP SETID s g 0-0 ENTRIESREAD -1",
  ]);
  assertEquals(told("XGROUP DELCONSUMER s g c"), [
    "xgroup-delconsumer XGROUP DELCONSUMER s g c",
  ]);
  assertEquals(told("XGROUP DESTROY s g"), ["xgroup-destroy XGROUP DESTROY s g"]);
});

Deno.test("groups make MEMORY USAGE of a stream grow and go with it", () => {
  const server = new TestServer();
  const { reply, expectReply } = server.client();
  for (let i = 1; i <= 1000; i++) reply(`XADD s ${i} a 1`);
  const usage = () => Number(reply("MEMORY USAGE s").slice(1));
  const before = usage();
  reply("XGROUP CREATE s g 0");
  reply("XREADGROUP GROUP g c STREAMS s >");
  assertEquals(usage() - before >= 1000 * (36 + 16), true);
  expectReply("XGROUP DELCONSUMER s g c", ":1000");
  assertEquals(usage() - before < 1000, true);
});
