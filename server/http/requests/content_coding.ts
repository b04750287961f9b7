/**
 * Compressed bodies: what `Content-Encoding` says is undone before a route reads the body, so that what is
 * stored is what the client means.
 *
 * gzip and deflate grow at most a thousandfold. The decompressor makes all that it can of what it is given,
 * so it is given little at a time: whoever counts what comes out can end it before it takes memory.
 * Brotli is left out, since a few bytes of it may stand for gigabytes.
 */

import { invalidField, Problem } from "../problem.ts";

/** What a body can be compressed with. */
export type ContentCoding = "gzip" | "deflate";

/** As `Accept-Encoding` has it. */
const SUPPORTED = "gzip, deflate";
/** What the decompressor is given at once: at most four megabytes come of it. */
const PART_BYTES = 4096;

/** How the body of a request is compressed; undefined if it is not. @throws {Problem} if that is not known. */
export function contentCodingOf(headers: Headers): ContentCoding | undefined {
  const named = headers.get("content-encoding");
  if (named === null) return undefined;
  const codings = named.split(",").map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== "" && coding !== "identity");
  if (codings.length === 0) return undefined;
  const [coding] = codings;
  if (codings.length === 1) {
    if (coding === "gzip" || coding === "x-gzip") return "gzip";
    if (coding === "deflate") return "deflate";
  }
  const detail = "must be gzip, deflate or identity, one of them";
  throw new Problem({
    code: "unsupported-content-encoding",
    status: 415,
    title: "Content encoding not supported",
    detail: `content-encoding: ${detail}`,
    errors: [{ field: "content-encoding", detail }],
    headers: { "accept-encoding": SUPPORTED },
  });
}

type Bytes = Uint8Array<ArrayBuffer>;

/** What comes out of a compressed body; it ends in a problem where that is damaged. */
export function decompressed(
  body: ReadableStream<Bytes>,
  coding: ContentCoding,
): ReadableStream<Bytes> {
  const parts = new TransformStream<Bytes, Bytes>({
    transform(chunk, controller) {
      for (let at = 0; at < chunk.length; at += PART_BYTES) {
        controller.enqueue(chunk.subarray(at, at + PART_BYTES));
      }
    },
  });
  const plain = body.pipeThrough(parts).pipeThrough(new DecompressionStream(coding)).getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await plain.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        const wrong = () => invalidField("body", `must be whole, and compressed with ${coding}`);
        controller.error(error instanceof Problem ? error : wrong());
      }
    },
    cancel: (reason) => plain.cancel(reason),
  });
}
