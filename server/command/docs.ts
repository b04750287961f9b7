/**
 * What COMMAND DOCS tells of a command: a map whose fields are left out where there is nothing to
 * say, the arguments as a tree read from the spec's syntax.
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Command } from "./command.ts";
import { writeStatusSet } from "./info.ts";
import { parseSyntax, type SyntaxArgument } from "./syntax.ts";

/** Writes a command's name and the map of its documentation. */
export function writeCommandDocs(reply: ReplyWriter, command: Command): void {
  const { spec } = command;
  reply.bulkText(command.name);
  const mark = reply.beginMap();
  let fields = 4;
  writeField(reply, "summary", spec.summary);
  writeField(reply, "since", spec.since);
  writeField(reply, "group", spec.group);
  writeField(reply, "complexity", spec.complexity);
  const docFlags = documentFlags(command);
  if (docFlags.length > 0) {
    fields++;
    reply.bulkText("doc_flags");
    writeStatusSet(reply, docFlags);
  }
  if (spec.deprecated !== undefined) {
    fields += 2;
    writeField(reply, "deprecated_since", spec.deprecated.since);
    writeField(reply, "replaced_by", spec.deprecated.replacedBy);
  }
  if (spec.history !== undefined) {
    fields++;
    const history = Object.entries(spec.history);
    reply.bulkText("history");
    reply.set(history.length);
    for (const [version, change] of history) {
      reply.array(2);
      reply.bulkText(version);
      reply.bulkText(change);
    }
  }
  const parsed = parseSyntax(spec);
  if (parsed.length > 0) {
    fields++;
    reply.bulkText("arguments");
    writeArguments(reply, parsed);
  }
  if (command.subcommands !== undefined) {
    fields++;
    reply.bulkText("subcommands");
    reply.map(command.subcommands.size);
    for (const subcommand of command.subcommands.values()) writeCommandDocs(reply, subcommand);
  }
  reply.endMap(mark, fields);
}

function documentFlags({ spec }: Command): string[] {
  const flags: string[] = [];
  if (spec.deprecated !== undefined) flags.push("deprecated");
  if (spec.system === true) flags.push("syscmd");
  return flags;
}

function writeField(reply: ReplyWriter, name: string, value: string): void {
  reply.bulkText(name);
  reply.bulkText(value);
}

function writeArguments(reply: ReplyWriter, parts: readonly SyntaxArgument[]): void {
  reply.array(parts.length);
  for (const part of parts) writeArgument(reply, part);
}

function writeArgument(reply: ReplyWriter, argument: SyntaxArgument): void {
  const mark = reply.beginMap();
  let fields = 2;
  writeField(reply, "name", argument.name);
  writeField(reply, "type", argument.type);
  if (argument.keySpecIndex !== undefined) {
    fields++;
    reply.bulkText("key_spec_index");
    reply.integer(argument.keySpecIndex);
  }
  if (argument.token !== undefined) {
    fields++;
    writeField(reply, "token", argument.token);
  }
  const flags: string[] = [];
  if (argument.optional) flags.push("optional");
  if (argument.multiple) flags.push("multiple");
  if (argument.multipleToken) flags.push("multiple_token");
  if (flags.length > 0) {
    fields++;
    reply.bulkText("flags");
    writeStatusSet(reply, flags);
  }
  if (argument.parts !== undefined) {
    fields++;
    reply.bulkText("arguments");
    writeArguments(reply, argument.parts);
  }
  reply.endMap(mark, fields);
}
