/**
 * What the key browser must know of a data type: how its elements are loaded, shown, written and removed. The
 * types are data to one table and one dialog (`elements_view.tsx`), not a view each.
 */

import type { Bytes } from "../../../logic/byte_text.ts";

/** A key, and where it is. */
export interface KeyPlace {
  readonly namespace: string;
  readonly key: Bytes;
}

/** What a cell of the table holds: bytes that are stored, or text of ours. */
export type Cell = Bytes | string | readonly (readonly [field: Bytes, value: Bytes])[];

/** An element. */
export interface ElementRow {
  /** Unique within its page. */
  readonly id: string;
  readonly cells: readonly Cell[];
  /** When a field expires, in ms since the epoch. */
  readonly expiresAtMs?: number | undefined;
}

/** Which elements to load. */
export interface ElementQuery {
  /** "" is the first page; else what the page before gave as `next`. */
  readonly cursor: string;
  /** A glob pattern; "" finds all. */
  readonly pattern: string;
  readonly isReversed: boolean;
}

/** Some of the elements. */
export interface ElementPage {
  readonly rows: readonly ElementRow[];
  /** Of the page after it; undefined: there is none. */
  readonly next: string | undefined;
  /** Elements in all. */
  readonly total: number;
}

/** A field of the dialog that adds or changes an element. */
export interface InputSpec {
  readonly label: string;
  /** Bytes may be written in escaped notation; a line is a number, an id; lines are several. */
  readonly kind: "bytes" | "line" | "lines" | "choice";
  /** Of a choice. */
  readonly choices?: readonly string[];
  readonly initial?: string;
  readonly hint?: string;
  /** What an element is known by: it stays as it is when the element is changed. */
  readonly isIdentity?: boolean;
  /** Only asked for a new element. */
  readonly isForNew?: boolean;
}

/** What was written into the fields, in their order. */
export type InputValues = readonly Bytes[];

/** A data type. */
export interface ElementKind {
  /** What an element is called: "field", "member". */
  readonly noun: string;
  readonly columns: readonly string[];
  readonly hasPattern: boolean;
  /** The two orders, the usual one first. */
  readonly orders?: readonly [usual: string, reversed: string];
  readonly inputs: readonly InputSpec[];
  load(place: KeyPlace, query: ElementQuery, signal: AbortSignal): Promise<ElementPage>;
  /** Adds an element, and makes the key if it is not there. */
  add(place: KeyPlace, values: InputValues): Promise<void>;
  /** What the dialog begins with for an element; its identity among it. */
  valuesOf?(row: ElementRow): InputValues;
  change?(place: KeyPlace, row: ElementRow, values: InputValues): Promise<void>;
  remove(place: KeyPlace, row: ElementRow): Promise<void>;
  /** Sets in how many ms an element expires; undefined: never. */
  setTimeToLive?(place: KeyPlace, row: ElementRow, ms: number | undefined): Promise<void>;
}

/** Elements on a page. */
export const PAGE_SIZE = 100;
