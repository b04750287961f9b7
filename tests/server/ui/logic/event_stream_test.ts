import { assertEquals } from "@std/assert";
import { EventStreamParser, type StreamEvent } from "../../../../server/ui/logic/event_stream.ts";

const STREAM = ": hello\r\n\r\nevent: ready\r\ndata: {}\r\n\r\nid: 7\ndata: one\ndata:two\n\n" +
  "event: nothing\n\nretry: 5\rdata\r\rdata: last\n\n";

const EXPECTED: StreamEvent[] = [
  { event: "ready", data: "{}", id: undefined },
  { event: "message", data: "one\ntwo", id: "7" },
  { event: "message", data: "", id: "7" },
  { event: "message", data: "last", id: "7" },
];

Deno.test("events come out whole, however the text arrives", () => {
  for (const size of [1, 2, 3, 7, STREAM.length]) {
    const parser = new EventStreamParser();
    const events: StreamEvent[] = [];
    for (let at = 0; at < STREAM.length; at += size) {
      events.push(...parser.push(STREAM.slice(at, at + size)));
    }
    assertEquals(events, EXPECTED, `in pieces of ${size}`);
  }
});

Deno.test("an event that is not ended is kept back", () => {
  assertEquals(new EventStreamParser().push("data: half\n"), []);
});
