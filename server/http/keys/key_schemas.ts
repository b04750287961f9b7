/** The schemas of what requests for keys carry: queries and bodies, checked and described by the same. */

import { z } from "@hono/zod-openapi";

const MAX_TTL_SECONDS = 1e11;

/** A time to live in seconds. */
export const ttlSchema = z.number({ error: "must be a number of seconds" })
  .min(0.001, "must be at least 0.001")
  .max(MAX_TTL_SECONDS, `must be at most ${MAX_TTL_SECONDS}`)
  .openapi({ example: 60 });

const ttlQuery = z.string()
  .regex(/^-?\d+(\.\d+)?$/, "must be a number of seconds")
  .transform(Number)
  .pipe(ttlSchema)
  .openapi({ type: "number", example: 60, description: "Time to live in seconds" });

/** `true` or `false` in a query. */
export const booleanQuery = z.enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true")
  .openapi({ type: "boolean" });

/** The query of PUT. */
export const putQuerySchema = z.strictObject({
  ttl: ttlQuery.optional(),
  keepttl: booleanQuery.optional().openapi({
    description: "Keep the time to live that the key has",
  }),
}).refine(({ ttl, keepttl }) => ttl === undefined || keepttl !== true, {
  path: ["keepttl"],
  error: "cannot be true when ttl is given",
});

const increment = z.union([
  z.number().refine((number) => !Number.isInteger(number) || Number.isSafeInteger(number), {
    error: "must be a string of digits beyond 2^53",
  }),
  z.string(),
], { error: "must be a number" })
  .transform(decimalOf)
  .refine((text) => /^-?\d{1,19}(\.\d{1,17})?$/.test(text), { error: "must be a number" })
  .refine((text) => !/^-?\d{19}$/.test(text) || BigInt.asIntN(64, BigInt(text)) === BigInt(text), {
    error: "must be less than 2^63",
  })
  .openapi({
    type: ["number", "string"],
    example: 1,
    description: "Added to the number that is there, 0 if there is no key",
  });

/** A number without an exponent. */
function decimalOf(number: number | string): string {
  const text = String(number);
  if (typeof number === "string" || !text.includes("e")) return text;
  return number.toFixed(17).replace(/\.?0+$/, "");
}

/** The body of PATCH. */
export const patchSchema = z.strictObject({
  increment: increment.optional(),
  ttl: ttlSchema.nullable().optional().openapi({
    type: ["number", "null"],
    description: "Time to live in seconds from now on; null takes it away",
  }),
}, { error: "must be an object" }).refine(
  ({ increment, ttl }) => increment !== undefined || ttl !== undefined,
  { error: "must have increment or ttl" },
).openapi("KeyPatch");

/** The answer to PATCH. */
export const patchedSchema = z.object({
  value: z.union([z.number(), z.string()]).optional().openapi({
    description: "The sum; a string if JSON numbers are not exact enough",
  }),
  ttl: z.number().nullable().openapi({ description: "Seconds left; null: it stays" }),
}).openapi("PatchedKey");
