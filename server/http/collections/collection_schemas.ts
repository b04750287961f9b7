/** What the routes of collections have in common in their inputs and outputs. */

import { z } from "@hono/zod-openapi";
import { longList } from "../requests/validation.ts";
import { bytesOfBase64, bytesOfJson, type JsonBytesInput } from "../representations/byte_values.ts";

/** Elements of a page unless the request says otherwise, and at most. */
export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 10_000;

/** Bytes as a command takes them. */
export type Part = string | Uint8Array;

const BYTES = 'must be a string, a number, a boolean or { "base64": "…" }';

/** Bytes in a request. */
export const bytesInput: z.ZodType<Part, JsonBytesInput> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({
    base64: z.string().refine((text) => bytesOfBase64(text) !== undefined, "must be base64"),
  }),
], BYTES).transform((input) => bytesOfJson(input)!).openapi("BytesInput", {
  type: ["string", "number", "boolean", "object"],
  properties: { base64: { type: "string" } },
  required: ["base64"],
  additionalProperties: false,
  description:
    'Text; numbers and booleans stand for their texts; `{ "base64": "…" }` for bytes of any kind',
  example: "text",
}) as unknown as z.ZodType<Part, JsonBytesInput>;

/** Several of them, at least one. */
export const bytesList: z.ZodType<Part[]> = longList(
  bytesInput,
  (input) => bytesOfJson(input) !== undefined,
);

/** An integer in the query. */
export function integerQuery(min: number, max: number, description: string): z.ZodType<number> {
  return z.string().regex(/^-?\d{1,16}$/, "must be an integer").transform(Number).pipe(
    z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`),
  ).openapi({ type: "integer", description }) as unknown as z.ZodType<number>;
}

/** `limit`: how many elements a page has at most. */
export const limitQuery: z.ZodType<number | undefined> = integerQuery(
  1,
  MAX_LIMIT,
  `Elements of a page, ${DEFAULT_LIMIT} unless given`,
).optional();

/** The query of collections without an order. */
export const scanQuery: z.ZodType<
  { cursor?: string | undefined; limit?: number | undefined; match?: string | undefined }
> = z.strictObject({
  cursor: z.string().regex(/^\d{1,20}$/, "must be a cursor").optional().openapi({
    description: "`next` of the page before",
    example: "0",
  }),
  limit: limitQuery,
  match: z.string().optional().openapi({
    description: "A pattern as SCAN's MATCH takes it; pages may be empty then and not the last",
    example: "a*",
  }),
});

/** `next` of an answer with pages by cursor. */
export const nextCursor: z.ZodType<string | null> = z.string().nullable().openapi({
  description: "The `cursor` of the next page; null after the last one",
});

/** `length` of an answer. */
export const lengthOutput: z.ZodType<number> = z.number().int().openapi({
  description: "Elements in all",
});

/** A pair of a hash or of an entry. */
export type Pair = [field: Part, value: Part];

/** `bytesInput` where it is not part of the schema itself. */
const BYTES_REFERENCE = { $ref: "#/components/schemas/BytesInput" };

const FIELDS = "must be an object, or an array of { field, value }";

/**
 * Fields and values: an object, or an array of `{ field, value }`, which takes bytes and keeps an order.
 * Read by hand: an object may well have a field `__proto__`.
 */
export const fieldsInput: z.ZodType<Pair[]> = z.unknown().transform((input, context) => {
  const pairs: Pair[] = [];
  const fail = (message: string, ...path: (string | number)[]) =>
    context.addIssue({ code: "custom", message, path });
  const add = (field: unknown, value: unknown, ...path: (string | number)[]) => {
    const pair = [bytesOfJson(field), bytesOfJson(value)];
    if (pair[0] === undefined) fail(BYTES, ...path, "field");
    else if (pair[1] === undefined) fail(BYTES, ...path);
    else pairs.push(pair as Pair);
  };
  if (Array.isArray(input)) {
    for (let i = 0; i < input.length && context.issues.length < MAX_ISSUES; i++) {
      const { field, value, ...others } = Object(input[i]);
      if (Object.keys(others).length > 0) fail("must be { field, value }", i);
      else add(field, value, i);
    }
  } else if (typeof input === "object" && input !== null) {
    for (const [field, value] of Object.entries(input)) {
      if (context.issues.length < MAX_ISSUES) add(field, value, field);
    }
  } else fail(FIELDS);
  if (pairs.length === 0 && context.issues.length === 0) fail("must not be empty");
  return pairs;
}).openapi({
  type: ["object", "array"],
  additionalProperties: BYTES_REFERENCE,
  items: {
    type: "object",
    properties: { field: BYTES_REFERENCE, value: BYTES_REFERENCE },
    required: ["field", "value"],
    additionalProperties: false,
  },
  description: 'An object, or an array of `{ "field": …, "value": … }`',
  example: { name: "Ada", age: 36 },
}) as unknown as z.ZodType<Pair[]>;

/** No input has more of its faults told. */
const MAX_ISSUES = 20;
