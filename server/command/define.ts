/**
 * How the families declare their commands.
 */

import type { CommandSpec } from "./spec.ts";

/**
 * Declares a command. The spec comes back as it is, typed and not to be changed: what there is to
 * check of it, `validate.ts` checks in a test, since some hundred specs would take a good part of
 * the time that the program has to start.
 *
 * @example
 * ```ts ignore
 * defineCommand({
 *   name: "strlen",
 *   arity: 2,
 *   since: "2.2.0",
 *   group: "string",
 *   flags: ["readonly", "fast"],
 *   keys: [keyAt(1, ["RO"])],
 *   summary: "Measures a string in bytes",
 *   complexity: "O(1)",
 *   syntax: "key",
 *   run: strlen,
 * });
 * ```
 */
export function defineCommand(spec: CommandSpec): Readonly<CommandSpec> {
  return spec;
}
