/** Stream commands without consumer groups, where time and waiting matter; replies are the transcripts'. */
import { assertEquals } from "@std/assert";
import type { Change } from "../../../../store/engine/change_feed.ts";
import { TestServer } from "../../../helpers/commands.ts";

const decoder = new TextDecoder();

Deno.test("IDs that the server chooses are its time, and never go back", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  const ms = server.time.now();
  const id = (text: string) => `$${text.length} ${text}`;
  expectReply("XADD s * a 1", id(`${ms}-0`));
  expectReply("XADD s * a 1", id(`${ms}-1`));
  server.advance(5);
  expectReply("XADD s * a 1", id(`${ms + 5}-0`));
  expectReply(`XADD s ${ms + 100}-5 a 1`, id(`${ms + 100}-5`));
  expectReply("XADD s * a 1", id(`${ms + 100}-6`));
  expectReply(`XADD s ${ms + 100}-* a 1`, id(`${ms + 100}-7`));
});

Deno.test("XREAD waits for entries behind its ID, and all who wait get them", () => {
  const server = new TestServer();
  const writer = server.client();
  const first = server.client();
  const second = server.client(3);
  assertEquals(first.reply("XREAD BLOCK 0 STREAMS other s $ $"), "");
  assertEquals(second.reply("XREAD BLOCK 100 COUNT 1 STREAMS s 3"), "");
  writer.expectReply("XADD s 2-1 a 1", "$3 2-1");
  assertEquals(first.received(), "*1 *2 $1 s *1 *2 $3 2-1 *2 $1 a $1 1");
  assertEquals(second.received(), "");
  writer.expectReply("XADD s 3-1 a 2", "$3 3-1");
  assertEquals(second.received(), "%1 $1 s *1 *2 $3 3-1 *2 $1 a $1 2");
  assertEquals(server.blocking.size, 0);
});

Deno.test("a wait for entries ends with its time, and not by what has none", () => {
  const server = new TestServer();
  const writer = server.client();
  const reader = server.client();
  assertEquals(reader.reply("XREAD BLOCK 50 STREAMS s s 5 0"), "");
  writer.expectReply("SADD s member", ":1");
  writer.expectReply("DEL s", ":1");
  writer.expectReply("XADD s 1-1 a 1", "$3 1-1");
  assertEquals(reader.received(), "");
  server.advance(60);
  assertEquals(reader.received(), "*-1");
});

Deno.test("entries that a transaction adds are read when it has ended", () => {
  const server = new TestServer();
  const writer = server.client();
  const reader = server.client();
  assertEquals(reader.reply("XREAD BLOCK 0 STREAMS s 0"), "");
  writer.reply("MULTI");
  writer.reply("XADD s 1-1 a 1");
  writer.reply("XADD s 1-2 a 2");
  writer.reply("XTRIM s MAXLEN 1");
  assertEquals(reader.received(), "");
  writer.reply("EXEC");
  assertEquals(reader.received(), "*1 *2 $1 s *1 *2 $3 1-2 *2 $1 a $1 2");
});

Deno.test("changes are reported as commands that repeat them", () => {
  const server = new TestServer();
  const { reply } = server.client();
  const changes: string[] = [];
  server.engine.feed.listen(({ event, command, args }: Change) => {
    changes.push([`${event}:`, command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  reply("XADD s 1-* a 1 b 2");
  reply("XADD s 1-* a 1 b 2");
  reply("XADD s MAXLEN ~ 1 2-0 a 1");
  reply("XADD s MAXLEN 2 LIMIT 5 2-1 a 1");
  reply("XADD s MAXLEN 2 2-1 a 1");
  reply("XTRIM s MINID 2");
  reply("XTRIM s MINID 2");
  reply("XDEL s 2-1 9-9");
  reply("XDEL s 2-1");
  reply("XSETID s 3-3 ENTRIESADDED 10");
  assertEquals(changes, [
    "xadd: XADD s 1-0 a 1 b 2",
    "xadd: XADD s 1-1 a 1 b 2",
    "xadd: XADD s 2-0 a 1",
    "xadd: XADD s 2-1 a 1",
    "xtrim: XTRIM s MAXLEN = 2",
    "xdel: XDEL s 2-1",
    "xsetid: XSETID s 3-3 ENTRIESADDED 10 MAXDELETEDID 2-1",
  ]);
});

Deno.test("a copy is reported entry by entry, an empty one too", () => {
  const server = new TestServer();
  const { reply } = server.client();
  reply("XADD s 1-1 a 1");
  reply("XADD s 1-2 b 2");
  const changes: string[] = [];
  server.engine.feed.listen(({ command, args }: Change) => {
    changes.push([command, ...args.map((arg) => decoder.decode(arg))].join(" "));
  });
  reply("COPY s t");
  reply("XTRIM s MAXLEN 0");
  reply("COPY s t REPLACE");
  assertEquals(changes, [
    "XADD t 1-1 a 1",
    "XADD t 1-2 b 2",
    "XSETID t 1-2 ENTRIESADDED 2 MAXDELETEDID 0-0",
    "XTRIM s MAXLEN = 0",
    "DEL t",
    "XADD t MAXLEN 0 0-1 x y",
    "XSETID t 1-2 ENTRIESADDED 2 MAXDELETEDID 0-0",
  ]);
});

Deno.test("a stream gives its memory back", () => {
  const server = new TestServer();
  const { reply, expectReply } = server.client();
  for (let i = 0; i < 500; i++) reply(`XADD s ${i + 1} field value-${i}`);
  expectReply("XLEN s", ":500");
  expectReply("UNLINK s", ":1");
  assertEquals(server.engine.elements.usedBytes, 0);
});
