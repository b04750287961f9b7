/**
 * Bodies as routes get them: without their compression, and with a limit. Said by `Content-Length` a body
 * is refused before it is read; one of unknown length, and what comes out of a compressed one, is cut off
 * when it grows past that.
 */

import { Problem } from "../problem.ts";
import { contentCodingOf, decompressed } from "./content_coding.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The request itself, or one like it whose body is no longer compressed and ends in a problem past `limit`
 * bytes.
 */
export function limitBody(request: Request, limit: number): Request {
  const { body } = request;
  if (body === null) return request;
  // Not made of the request itself, whose signal would be looked at: Deno warns of that.
  const { method, headers, url } = request;
  const coding = contentCodingOf(headers);
  const length = headers.get("content-length");
  // The transport takes no more bytes than announced.
  if (length !== null && Number(length) > limit) throw tooLarge(limit);
  if (length !== null && coding === undefined) return request;
  let limited = length === null ? body.pipeThrough(cutOff(limit)) : body;
  if (coding !== undefined) limited = decompressed(limited, coding).pipeThrough(cutOff(limit));
  try {
    return new Request(url, { method, headers: headersWithout(coding, headers), body: limited });
  } catch {
    throw methodRefused(method);
  }
}

/** Lets `limit` bytes through. */
function cutOff(limit: number): TransformStream<Bytes, Bytes> {
  let seen = 0;
  return new TransformStream({
    transform(chunk, controller) {
      seen += chunk.length;
      if (seen > limit) controller.error(tooLarge(limit));
      else controller.enqueue(chunk);
    },
  });
}

/** The headers of a request whose body is no longer what they say. */
function headersWithout(coding: string | undefined, headers: Headers): Headers {
  if (coding === undefined) return headers;
  const rest = new Headers(headers);
  rest.delete("content-encoding");
  rest.delete("content-length");
  return rest;
}

/** TRACE, CONNECT and `get`: methods that no route has, and that no `Request` can be made with. */
function methodRefused(method: string): Problem {
  return new Problem({
    code: "method-not-allowed",
    status: 405,
    title: "Method not allowed",
    detail: `${method} is taken nowhere`,
    headers: { allow: "GET, HEAD, PUT, POST, PATCH, DELETE" },
  });
}

function tooLarge(limit: number): Problem {
  return new Problem({
    code: "body-too-large",
    status: 413,
    title: "Body too large",
    detail: `The body may have ${limit} bytes (http-max-body)`,
  });
}
