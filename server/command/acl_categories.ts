/**
 * The ACL categories of a command, derived as Redis derives them: most follow from its flags,
 * one from its group, and a spec lists the rest.
 */

import { ADMIN, BLOCKING, FAST, flagBits, PUBSUB, READONLY, WRITE } from "./flags.ts";
import type { AclCategory, CommandDescription, CommandGroup } from "./description.ts";

/** All categories, in the order in which COMMAND INFO and ACL CAT print them. */
export const ACL_CATEGORIES: readonly AclCategory[] = [
  "keyspace",
  "read",
  "write",
  "set",
  "sortedset",
  "list",
  "hash",
  "string",
  "bitmap",
  "hyperloglog",
  "geo",
  "stream",
  "pubsub",
  "admin",
  "fast",
  "slow",
  "blocking",
  "dangerous",
  "connection",
  "transaction",
  "scripting",
];

/** The category that goes with a group; groups not named here have none. */
const CATEGORY_OF_GROUP: Readonly<Partial<Record<CommandGroup, AclCategory>>> = {
  bitmap: "bitmap",
  connection: "connection",
  generic: "keyspace",
  geo: "geo",
  hash: "hash",
  hyperloglog: "hyperloglog",
  list: "list",
  scripting: "scripting",
  set: "set",
  "sorted-set": "sortedset",
  stream: "stream",
  string: "string",
  transactions: "transaction",
};

/** The categories of a command, in the order of `ACL_CATEGORIES`. */
export function aclCategories(spec: CommandDescription): AclCategory[] {
  const flags = flagBits(spec.flags);
  const found = new Set<AclCategory>(spec.categories ?? groupCategory(spec));
  if (flags & WRITE) found.add("write");
  // A script that only reads is no plain read: what it runs is judged command by command.
  if (flags & READONLY && !found.has("scripting")) found.add("read");
  if (flags & ADMIN) found.add("admin").add("dangerous");
  if (flags & PUBSUB) found.add("pubsub");
  if (flags & BLOCKING) found.add("blocking");
  found.add(flags & FAST ? "fast" : "slow");
  return ACL_CATEGORIES.filter((category) => found.has(category));
}

/** A container's category would grant all its subcommands, so it gets none of its own. */
function groupCategory(spec: CommandDescription): AclCategory[] {
  const category = CATEGORY_OF_GROUP[spec.group];
  return category === undefined || spec.run === undefined ? [] : [category];
}
