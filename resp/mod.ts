/**
 * RESP, the protocol of Redis: both sides of it, for programs that serve it and for programs that
 * speak to a server.
 *
 * - {@link RequestParser}, {@link Arguments}: requests out of a connection's bytes, resumable and
 *   without an object per request;
 * - {@link ReplyWriter}: replies in RESP2 or RESP3 into one growing buffer;
 * - {@link ReplyDecoder}, {@link toJS}: replies back into values;
 * - {@link encodeCommand}: requests as clients send them;
 * - {@link RespClient}: a connection to a server.
 *
 * A request parsed and answered, without a socket:
 *
 * @example
 * ```ts
 * import {
 *   DEFAULT_REQUEST_LIMITS,
 *   encodeCommand,
 *   ReplyWriter,
 *   REQUEST,
 *   RequestParser,
 * } from "@vortis/core/resp";
 * import { assertEquals } from "@std/assert";
 *
 * const received = encodeCommand(["ECHO", "héllo€"]);
 *
 * const parser = new RequestParser(DEFAULT_REQUEST_LIMITS);
 * const writer = new ReplyWriter();
 * while (parser.parse(received, parser.next, received.length) === REQUEST) {
 *   const { bytes, starts, ends } = parser.arguments;
 *   writer.bulk(bytes, starts[1], ends[1]);
 * }
 * const sent = new TextDecoder().decode(writer.bytes.subarray(0, writer.length));
 * assertEquals(sent, "$9\r\nhéllo€\r\n");
 * ```
 *
 * @module
 */

export { Arguments } from "./arguments.ts";
export {
  DEFAULT_REQUEST_LIMITS,
  INCOMPLETE,
  PROTOCOL_ERROR,
  REQUEST,
  type RequestLimits,
  RequestParser,
} from "./request_parser.ts";
export { ReplyWriter } from "./reply_writer.ts";
export { type Reply, type ReplyAttributes, type ReplyValue, RespError, toJS } from "./reply.ts";
export { ReplyDecoder, RespProtocolError } from "./reply_decoder.ts";
export { type CommandPart, encodeCommand, encodeCommands } from "./request_encoder.ts";
export { type RespAddress, RespClient, type RespClientOptions } from "./client.ts";
export {
  formatDouble,
  integerLength,
  parseDouble,
  parseInteger,
  parseInteger64,
  writeInteger,
} from "./numbers.ts";
