/**
 * Events as text of `text/event-stream`: as JSON, and in the way of Upstash.
 *
 *     event: message                              data: message,news,hello
 *     data: {"channel":"news","message":"hello"}
 */

import type { Message } from "../../../store/engine/pubsub.ts";
import { jsonOfBytes } from "../representations/byte_values.ts";
import type { EventSpelling, EventStream } from "./event_stream.ts";

/** A client whose connection has ended comes again after this time. */
const RETRY_MS = 2000;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** One event with data in JSON, which has no line ends. */
export function jsonEvent(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Events as JSON; bytes that are no UTF-8 are `{ "base64": "…" }`. */
export const JSON_EVENTS: EventSpelling = {
  begin(stream: EventStream): string {
    const names = (kind: "channels" | "patterns") =>
      [...stream.subscriptions?.[kind] ?? []].map(({ name }) => jsonOfBytes(name));
    const ready = { channels: names("channels"), patterns: names("patterns") };
    return `retry: ${RETRY_MS}\n${jsonEvent("ready", ready)}`;
  },
  message({ topic, channel, channelStart, channelEnd, bytes, start, end }: Message): string {
    return jsonEvent("message", {
      channel: jsonOfBytes(channel.subarray(channelStart, channelEnd)),
      ...(topic.kind === "patterns" ? { pattern: jsonOfBytes(topic.name) } : {}),
      message: jsonOfBytes(bytes.subarray(start, end)),
    });
  },
};

/** Events as the clients of Upstash read them. */
export const UPSTASH_EVENTS: EventSpelling = {
  begin({ subscriptions }: EventStream): string {
    let count = 0;
    let frames = "";
    for (const kind of ["channels", "patterns"] as const) {
      const word = kind === "channels" ? "subscribe" : "psubscribe";
      for (const { name } of subscriptions?.[kind] ?? []) {
        frames += dataEvent(`${word},${decoder.decode(name)},${++count}`);
      }
    }
    return frames;
  },
  message({ topic, channel, channelStart, channelEnd, bytes, start, end }: Message): string {
    const name = decoder.decode(channel.subarray(channelStart, channelEnd));
    const text = decoder.decode(bytes.subarray(start, end));
    if (topic.kind !== "patterns") return dataEvent(`message,${name},${text}`);
    return dataEvent(`pmessage,${decoder.decode(topic.name)},${name},${text}`);
  },
};

/** An event that is data alone; each line of it is one of the frame's. */
function dataEvent(text: string): string {
  return text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`).join("") + "\n";
}
