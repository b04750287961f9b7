/**
 * Stored bytes on one line, as text: never as HTML, never able to hide what they are. Long ones are cut; bytes
 * that are not plain text are in escaped notation and look different.
 */

import type { VNode } from "preact";
import { type Bytes, lineOf, plainTextOf } from "../logic/byte_text.ts";

/** Bytes shown at most. */
const LIMIT = 300;

/** Bytes on a line. */
export function StoredText({ bytes, limit = LIMIT }: { bytes: Bytes; limit?: number }): VNode {
  if (bytes.length === 0) return <span class="stored stored-empty">(empty)</span>;
  const isPlain = plainTextOf(bytes.subarray(0, limit)) !== undefined || bytes.length > limit;
  return <span class={`stored${isPlain ? "" : " stored-binary"}`}>{lineOf(bytes, limit)}</span>;
}
