/**
 * The most that a body may have: said by `Content-Length` it is refused before it is read, and one of
 * unknown length is cut off when it grows past that.
 */

import { Problem } from "./problem.ts";

/** The request itself, or one like it whose body ends in a problem past `limit` bytes. */
export function limitBody(request: Request, limit: number): Request {
  const { body } = request;
  if (body === null) return request;
  const length = request.headers.get("content-length");
  if (length !== null) {
    // The transport takes no more bytes than announced.
    if (Number(length) > limit) throw tooLarge(limit);
    return request;
  }
  let seen = 0;
  const limited = body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        seen += chunk.length;
        if (seen > limit) controller.error(tooLarge(limit));
        else controller.enqueue(chunk);
      },
    }),
  );
  // Not made of the request itself, whose signal would be looked at: Deno warns of that.
  const { method, headers, url } = request;
  try {
    return new Request(url, { method, headers, body: limited });
  } catch {
    throw methodRefused(method);
  }
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
