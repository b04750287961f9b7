/**
 * What a server tells of its commands by COMMAND LIST and COMMAND DOCS, for those that are not in
 * the command table: modules, scripting, whatever other servers have.
 */

import type { Reply } from "../../../resp/reply.ts";
import type { SyntaxArgument } from "../../command/syntax.ts";
import { restOfArguments } from "./line/argument_hint.ts";
import type { KnownCommand } from "./known_commands.ts";

const decoder = new TextDecoder();

/** The names in the reply to COMMAND LIST, without the subcommands; none in any other reply. */
export function namesOfList(reply: Reply): string[] {
  return elements(reply).map(text).filter((name) => name !== "" && !name.includes("|"));
}

/** The commands in the reply to COMMAND DOCS; none in any other reply. */
export function commandsOfDocs(reply: Reply): KnownCommand[] {
  return pairs(reply).map(([name, fields]) => commandOf(text(name).replace("|", " "), fields));
}

function commandOf(name: string, fields: Reply): KnownCommand {
  const field = new Map(pairs(fields).map(([key, value]) => [text(key), value] as const));
  const textOf = (key: string) => text(field.get(key));
  const tree = elements(field.get("arguments")).map(argumentOf);
  const subcommands = pairs(field.get("subcommands")).map(([full, inner]) => {
    const command = commandOf(text(full).replace("|", " "), inner);
    return [command.name.split(" ").at(-1)!, command] as const;
  });
  const replacedBy = textOf("replaced_by");
  return {
    name: name.toUpperCase(),
    summary: textOf("summary"),
    since: textOf("since"),
    group: textOf("group"),
    complexity: textOf("complexity"),
    syntax: restOfArguments(tree, []).hint,
    ...(replacedBy === "" ? {} : { replacedBy: replacedBy.replaceAll("`", "") }),
    ...(subcommands.length === 0 ? {} : { subcommands: new Map(subcommands) }),
    arguments: () => tree,
  };
}

/** An argument as `parseSyntax` would give it. What is not understood is a value. */
function argumentOf(reply: Reply): SyntaxArgument {
  const field = new Map(pairs(reply).map(([key, value]) => [text(key), value] as const));
  const flags = new Set(elements(field.get("flags")).map(text));
  const parts = elements(field.get("arguments")).map(argumentOf);
  const token = text(field.get("token"));
  const told = text(field.get("type"));
  const isGroup = (told === "block" || told === "oneof") && parts.length > 0;
  const isToken = told === "pure-token" && token !== "";
  return {
    name: text(field.get("display_text")) || text(field.get("name")),
    type: isGroup || isToken ? told as SyntaxArgument["type"] : "string",
    ...(token === "" ? {} : { token }),
    ...(flags.has("optional") ? { optional: true } : {}),
    ...(flags.has("multiple") ? { multiple: true } : {}),
    ...(flags.has("multiple_token") ? { multipleToken: true } : {}),
    ...(isGroup ? { parts } : {}),
  };
}

/** The pairs of a map, or of the array that it is in RESP2. */
function pairs(reply: Reply | undefined): [Reply, Reply][] {
  if (reply?.type === "map") return reply.value;
  const flat = elements(reply);
  return Array.from({ length: flat.length >> 1 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}

function elements(reply: Reply | undefined): readonly Reply[] {
  return reply?.type === "array" || reply?.type === "set" ? reply.value : [];
}

function text(reply: Reply | undefined): string {
  if (reply?.type === "simple") return reply.value;
  return reply?.type === "bulk" || reply?.type === "verbatim" ? decoder.decode(reply.value) : "";
}
