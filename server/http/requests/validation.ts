/** Input against schemas: what fits comes back typed, what does not is answered with the fields' names. */

import { z } from "@hono/zod-openapi";
import { type FieldError, invalidField, invalidRequest } from "../problem.ts";

/** No answer names more wrong fields than this. */
export const MAX_ERRORS = 20;

/** The input as its schema has it. @throws {Problem} if it does not fit. */
export function validate<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const errors: FieldError[] = [];
  for (const issue of result.error.issues.slice(0, MAX_ERRORS)) {
    if (issue.code === "unrecognized_keys") {
      for (const key of issue.keys.slice(0, MAX_ERRORS)) {
        errors.push({ field: fieldOf([...issue.path, key]), detail: "is not known here" });
      }
    } else errors.push({ field: fieldOf(issue.path), detail: issue.message });
  }
  throw invalidRequest(errors.slice(0, MAX_ERRORS));
}

/**
 * A list for input of any length: elements behind the first wrong ones are not looked at, since a fault for
 * each of millions would take seconds.
 *
 * @param isRight Whether an element will fit, in little time; the schema has the last word.
 */
export function longList<T>(
  element: z.ZodType<T>,
  isRight: (input: unknown) => boolean,
): z.ZodType<T[]> {
  const cut = (input: unknown): unknown => {
    if (!Array.isArray(input)) return input;
    let wrong = 0;
    for (let i = 0; i < input.length; i++) {
      if (!isRight(input[i]) && ++wrong === MAX_ERRORS) return input.slice(0, i + 1);
    }
    return input;
  };
  return z.preprocess(cut, z.array(element).min(1, "must not be empty"));
}

/** The query parameters of an address. @throws {Problem} if they do not fit, or one is given twice. */
export function validateQuery<T>(schema: z.ZodType<T>, url: string): T {
  const start = url.indexOf("?");
  const input: Record<string, string> = {};
  if (start >= 0) {
    for (const [name, value] of new URLSearchParams(url.slice(start))) {
      if (Object.hasOwn(input, name)) throw invalidField(name, "is given twice");
      Object.defineProperty(input, name, { value, enumerable: true });
    }
  }
  return validate(schema, input);
}

/** A parameter whose plus may stand as it is, which reading an address has made a space of. */
export function withPlus(text: string): string {
  return text.replaceAll(" ", "+");
}

/** Refuses a parameter that is not among the known ones. @throws {Problem} */
export function refuseUnknown(given: Iterable<string>, known: readonly string[]): void {
  for (const name of given) {
    if (!known.includes(name)) throw invalidField(name, "is not known here");
  }
}

function fieldOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "body" : path.map(String).join(".");
}
