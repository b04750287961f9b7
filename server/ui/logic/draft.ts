/**
 * Bytes while they are being written: text as it is, or in escaped notation when they are not plain text.
 */

import { type Bytes, bytesOf, escapeBytes, plainTextOf, unescapeText } from "./byte_text.ts";

/** What stands in a field. */
export interface Draft {
  readonly text: string;
  /** Backslashes begin escapes. */
  readonly isEscaped: boolean;
}

/** A field with nothing in it. */
export const EMPTY_DRAFT: Draft = { text: "", isEscaped: false };

/** Bytes to be edited. */
export function draftOf(bytes: Bytes): Draft {
  const text = plainTextOf(bytes);
  return text === undefined
    ? { text: escapeBytes(bytes), isEscaped: true }
    : { text, isEscaped: false };
}

/** The bytes that were written; undefined if an escape is none. */
export function draftBytes({ text, isEscaped }: Draft): Bytes | undefined {
  return isEscaped ? unescapeText(text) : bytesOf(text);
}

/** The same bytes in the other notation; the draft itself if it cannot be written so. */
export function switchNotation(draft: Draft): Draft {
  const bytes = draftBytes(draft);
  if (bytes === undefined) return draft;
  if (!draft.isEscaped) return { text: escapeBytes(bytes), isEscaped: true };
  const text = plainTextOf(bytes);
  return text === undefined ? draft : { text, isEscaped: false };
}
