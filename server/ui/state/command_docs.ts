/** What the server tells of its commands, loaded once. */

import { signal } from "@preact/signals";
import { command, type Reply, replyList, replyPairs, replyText } from "../api.ts";
import { type ArgumentDoc, type CommandDoc, syntaxOf } from "../logic/command_syntax.ts";
import type { CommandDocs } from "../logic/completion.ts";

/** The commands by their names; empty until they are there. */
export const commandDocs = signal<CommandDocs>(new Map());

/** Loads them, unless they are there. */
export async function loadCommandDocs(): Promise<void> {
  if (commandDocs.value.size > 0) return;
  const docs = new Map<string, CommandDoc>();
  for (const [name, fields] of replyPairs(await command("0", "COMMAND", "DOCS"))) {
    addDoc(docs, name, fields);
  }
  commandDocs.value = docs;
}

function addDoc(docs: Map<string, CommandDoc>, fullName: string, reply: Reply): void {
  const name = fullName.replace("|", " ");
  const fields = new Map(replyPairs(reply));
  const text = (field: string) => replyText(fields.get(field) ?? null);
  docs.set(name, {
    name,
    summary: text("summary"),
    since: text("since"),
    group: text("group"),
    complexity: text("complexity"),
    syntax: syntaxOf(replyList(fields.get("arguments") ?? null).map(argumentOf)),
  });
  for (const [subcommand, reply] of replyPairs(fields.get("subcommands") ?? null)) {
    addDoc(docs, subcommand, reply);
  }
}

function argumentOf(reply: Reply): ArgumentDoc {
  const fields = new Map(replyPairs(reply));
  const token = fields.get("token");
  return {
    name: replyText(fields.get("name") ?? null),
    type: replyText(fields.get("type") ?? null),
    token: token === undefined ? undefined : replyText(token),
    flags: replyList(fields.get("flags") ?? null).map(replyText),
    arguments: replyList(fields.get("arguments") ?? null).map(argumentOf),
  };
}
