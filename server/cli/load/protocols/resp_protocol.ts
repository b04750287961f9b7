/** A load over RESP2, to any server that speaks it. */

import { encodeCommands } from "../../../../resp/request_encoder.ts";
import type { ServerUrl } from "../../server_url.ts";
import { type LoadOperation, type RequestPart, VALUE } from "../operations.ts";
import type { LoadProtocol, RequestContents } from "./protocol.ts";
import { NULL, type ReplyReceiver, type ReplyScanner, ZERO } from "./reply_scanner.ts";
import { NUMBER_DIGITS, type RequestTemplate, TemplateBuilder } from "./request_template.ts";
import { RespReplyScanner } from "./resp_reply_scanner.ts";

/** Commands and their replies. */
export class RespProtocol implements LoadProtocol {
  readonly hostname: string;
  readonly port: number;
  readonly greeting: Uint8Array;
  readonly greetingReplies: number;

  constructor({ hostname, port, username, password, database = 0 }: ServerUrl) {
    this.hostname = hostname;
    this.port = port;
    const commands: (string | number)[][] = [];
    if (password !== undefined) {
      commands.push(username === undefined ? ["AUTH", password] : ["AUTH", username, password]);
    }
    if (database !== 0) commands.push(["SELECT", database]);
    this.greeting = encodeCommands(commands);
    this.greetingReplies = commands.length;
  }

  template({ command, name }: LoadOperation, contents: RequestContents): RequestTemplate {
    const { ttlMs } = contents;
    const parts: RequestPart[] = [...command];
    if (name === "set" && ttlMs !== undefined) parts.push("PX", String(ttlMs));
    const builder = new TemplateBuilder(contents.values).text(`*${parts.length}\r\n`);
    for (const part of parts) addPart(builder, part, contents.keyPrefix);
    return builder.build();
  }

  missKind({ miss }: LoadOperation): number | undefined {
    if (miss === undefined) return undefined;
    return miss === "null" ? NULL : ZERO;
  }

  scanner(receiver: ReplyReceiver): ReplyScanner {
    return new RespReplyScanner(receiver);
  }
}

/** Adds an argument as a bulk string. */
function addPart(builder: TemplateBuilder, part: RequestPart, keyPrefix: string): void {
  if (part === VALUE) {
    builder.text("$").value("\r\n");
  } else if (typeof part === "string") {
    builder.text(`$${part.length}\r\n${part}`);
  } else if ("key" in part) {
    builder.text(numbered(keyPrefix + part.key)).key();
  } else {
    builder.text(numbered(part.element)).element();
  }
  builder.text("\r\n");
}

/** The beginning of a bulk string that a number ends. */
function numbered(text: string): string {
  const bytes = new TextEncoder().encode(text).length + NUMBER_DIGITS;
  return `$${bytes}\r\n${text}`;
}
