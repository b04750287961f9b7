/** Bodies: the bytes of one, its JSON, and its JSON against a schema. */

import type { z } from "@hono/zod-openapi";
import { invalidField, Problem } from "../problem.ts";
import { validate } from "./validation.ts";

const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** The bytes of a body; the limit of its length has been set before. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    // The transport's errors: the client has left, or what it sends is no body.
    throw error instanceof Problem ? error : invalidField("body", "breaks off");
  }
}

/** Bytes as text. @throws {Problem} if they are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    throw invalidField("body", "must be UTF-8");
  }
}

/** The value of a JSON text. @throws {Problem} if it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidField("body", error instanceof Error ? error.message : "must be JSON");
  }
}

/** The JSON of a body. @throws {Problem} if it is none. */
export async function readJson(request: Request): Promise<unknown> {
  return parseJson(textOf(await readBytes(request)));
}

/** The JSON of a body as its schema has it. @throws {Problem} if it does not fit. */
export async function validateBody<T>(schema: z.ZodType<T>, request: Request): Promise<T> {
  return validate(schema, await readJson(request));
}
