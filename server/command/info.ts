/**
 * What COMMAND INFO tells of a command: an array of ten (name, arity, flags, first key, last key,
 * step, ACL categories, tips, key specs, subcommands). The lists in it are sets in RESP3.
 */

import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Command } from "./command.ts";
import { flagNames } from "./flags.ts";
import { keyFlagBits, keyFlagNames } from "./keys/key_specs.ts";
import type { KeySpec } from "./description.ts";

/** Writes the description of one command, its subcommands included. */
export function writeCommandInfo(reply: ReplyWriter, command: Command): void {
  reply.array(10);
  reply.bulkText(command.name);
  reply.integer(command.spec.arity);
  writeStatusSet(reply, flagNames(command.flags));
  reply.integer(command.firstKey);
  reply.integer(command.lastKey);
  reply.integer(command.keyStep);
  writeStatusSet(reply, command.categories.map((category) => `@${category}`));
  const tips = command.spec.tips ?? [];
  reply.set(tips.length);
  for (const tip of tips) reply.bulkText(tip);
  reply.set(command.keySpecs.length);
  for (const spec of command.keySpecs) writeKeySpec(reply, spec);
  const subcommands = command.subcommands?.values() ?? [];
  // Redis tells the absence of subcommands by an empty set and their presence by an array.
  if (subcommands.length === 0) reply.set(0);
  else reply.array(subcommands.length);
  for (const subcommand of subcommands) writeCommandInfo(reply, subcommand);
}

/** Writes names as a set of simple strings. */
export function writeStatusSet(reply: ReplyWriter, names: readonly string[]): void {
  reply.set(names.length);
  for (const name of names) reply.simple(name);
}

function writeKeySpec(reply: ReplyWriter, spec: KeySpec): void {
  reply.map(spec.notes === undefined ? 3 : 4);
  if (spec.notes !== undefined) {
    reply.bulkText("notes");
    reply.bulkText(spec.notes);
  }
  reply.bulkText("flags");
  writeStatusSet(reply, keyFlagNames(keyFlagBits(spec.flags)));
  reply.bulkText("begin_search");
  writeBegin(reply, spec.begin);
  reply.bulkText("find_keys");
  writeFind(reply, spec.find);
}

function writeBegin(reply: ReplyWriter, begin: KeySpec["begin"]): void {
  if (begin === undefined) writeMethod(reply, "unknown", []);
  else if ("index" in begin) writeMethod(reply, "index", [["index", begin.index]]);
  else {
    writeMethod(reply, "keyword", [["keyword", begin.keyword], ["startfrom", begin.startFrom]]);
  }
}

function writeFind(reply: ReplyWriter, find: KeySpec["find"]): void {
  if (find === undefined) writeMethod(reply, "unknown", []);
  else if ("lastKey" in find) {
    writeMethod(reply, "range", [
      ["lastkey", find.lastKey],
      ["keystep", find.step],
      ["limit", find.limit],
    ]);
  } else {
    writeMethod(reply, "keynum", [
      ["keynumidx", find.keyNumIndex],
      ["firstkey", find.firstKey],
      ["keystep", find.step],
    ]);
  }
}

/** A map of the method's name and of its parameters. */
function writeMethod(
  reply: ReplyWriter,
  type: string,
  parameters: readonly (readonly [name: string, value: string | number])[],
): void {
  reply.map(2);
  reply.bulkText("type");
  reply.bulkText(type);
  reply.bulkText("spec");
  reply.map(parameters.length);
  for (const [name, value] of parameters) {
    reply.bulkText(name);
    if (typeof value === "number") reply.integer(value);
    else reply.bulkText(value);
  }
}
