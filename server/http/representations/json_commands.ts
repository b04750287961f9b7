/**
 * Commands in the JSON of a request: `["SET", "k", "v"]`, and lists of such.
 *
 * Arguments are strings, numbers and booleans (their texts), or bytes as `{ "base64": "…" }`.
 */

import type { CommandParts } from "../gateway/command_gateway.ts";
import { type FieldError, invalidField, invalidRequest } from "../problem.ts";
import { MAX_ERRORS } from "../requests/validation.ts";
import { bytesOfJson } from "./byte_values.ts";

const AN_ARGUMENT = 'must be a string, a number, a boolean or { "base64": "…" }';
const A_COMMAND = "must be an array: the command's name and its arguments";

/** The command in a body. @throws {Problem} */
export function commandOfJson(json: unknown): CommandParts {
  const errors: FieldError[] = [];
  const command = readCommand(json, "", errors);
  if (errors.length > 0) throw invalidRequest(errors);
  return command;
}

/** The commands in a body. @throws {Problem} */
export function commandsOfJson(json: unknown): CommandParts[] {
  if (!Array.isArray(json)) throw invalidField("body", "must be an array of commands");
  const errors: FieldError[] = [];
  const commands: CommandParts[] = [];
  for (let i = 0; i < json.length && errors.length < MAX_ERRORS; i++) {
    commands.push(readCommand(json[i], `${i}`, errors));
  }
  if (errors.length > 0) throw invalidRequest(errors);
  return commands;
}

function readCommand(json: unknown, field: string, errors: FieldError[]): CommandParts {
  if (!Array.isArray(json)) {
    errors.push({ field: field === "" ? "body" : field, detail: A_COMMAND });
    return [];
  }
  if (json.length === 0) {
    errors.push({ field: field === "" ? "body" : field, detail: "must name a command" });
  }
  const parts: (string | Uint8Array)[] = [];
  for (let i = 0; i < json.length && errors.length < MAX_ERRORS; i++) {
    const part = bytesOfJson(json[i]);
    if (part === undefined) {
      errors.push({ field: field === "" ? `${i}` : `${field}.${i}`, detail: AN_ARGUMENT });
    } else parts.push(part);
  }
  return parts;
}
