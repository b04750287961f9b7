/** What the routes of operations have in common. */

import { z } from "@hono/zod-openapi";

/** The heading under which the documentation lists them. */
export const OPERATIONS_TAG: string[] = ["Operations"];

/** For routes without parameters. */
export const NO_QUERY: z.ZodObject<Record<never, never>> = z.strictObject({});

/** Figures are of this moment: nobody is to keep them. */
export const NOT_STORED: Readonly<Record<string, string>> = { "cache-control": "no-store" };

/** Figures as JSON. */
export function figures(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return Response.json(body, { status, headers: { ...NOT_STORED, ...headers } });
}

/** A whole number as a parameter gives it. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.string().regex(/^\d{1,15}$/, error).transform(Number)
    .pipe(z.number().min(least, error).max(most, error));
}
