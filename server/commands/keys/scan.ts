/**
 * The commands that look for keys: RANDOMKEY draws one, KEYS lists those that match a pattern, SCAN
 * walks them a few at a time.
 */

import type { GlobPattern } from "../../../store/encoding/glob.ts";
import { openRandomKey, scanKeys, visitKeys } from "../../../store/types/key_operations.ts";
import type { Namespace } from "../../../store/engine/namespace.ts";
import { valueTypeNamed, valueTypeOf } from "../../../store/types/value_types.ts";
import type { CommandContext } from "../../command/context.ts";
import { cursorArg } from "../../command/arguments/cursor.ts";
import { defineCommand } from "../../command/define.ts";
import { OptionGrammar } from "../../command/arguments/option_grammar.ts";
import {
  endScanReply,
  patternArg,
  SCAN_OPTION_RULES,
  scanOptions,
} from "../../command/arguments/scan_options.ts";
import type { CommandSpec } from "../../command/spec.ts";

/** The commands that look for keys. */
export const SCAN_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "randomkey",
    arity: 1,
    since: "1.0.0",
    group: "generic",
    flags: ["readonly"],
    summary: "Picks any key of the database",
    complexity: "O(1)",
    syntax: "",
    tips: ["request_policy:all_shards", "nondeterministic_output"],
    run: randomkey,
  }),
  defineCommand({
    name: "keys",
    arity: 2,
    since: "1.0.0",
    group: "generic",
    flags: ["readonly"],
    categories: ["keyspace", "dangerous"],
    summary: "Lists the keys that match a pattern",
    complexity: "O(N), N being the keys of the database",
    syntax: "pattern",
    tips: ["request_policy:all_shards", "nondeterministic_output_order"],
    run: keys,
  }),
  defineCommand({
    name: "scan",
    arity: -2,
    since: "2.8.0",
    group: "generic",
    flags: ["readonly"],
    summary: "Walks the keyspace a few keys at a time",
    complexity: "O(1) a call, O(N) for a whole walk over N keys",
    syntax: "cursor [MATCH pattern] [COUNT count] [TYPE type]",
    tips: ["nondeterministic_output", "request_policy:special"],
    history: { "6.0.0": "`TYPE` filters" },
    run: scan,
  }),
];

const SCAN_OPTIONS = new OptionGrammar([...SCAN_OPTION_RULES, { token: "TYPE", value: true }]);
const TYPE = SCAN_OPTIONS.bit("TYPE");

function matches(pattern: GlobPattern | undefined, keyspace: Namespace): boolean {
  return pattern === undefined ||
    pattern.matches(keyspace.bytes, keyspace.keyStart(), keyspace.keyEnd());
}

function randomkey({ reply, keyspace }: CommandContext): void {
  if (openRandomKey(keyspace)) reply.bulk(keyspace.bytes, keyspace.keyStart(), keyspace.keyEnd());
  else reply.null();
}

/** The keys go straight into the reply: a million of them make no object. */
function keys({ args, reply, keyspace }: CommandContext): void {
  const pattern = patternArg(args, 1);
  const mark = reply.beginArray();
  let count = 0;
  visitKeys(keyspace, () => {
    if (!matches(pattern, keyspace)) return;
    reply.bulk(keyspace.bytes, keyspace.keyStart(), keyspace.keyEnd());
    count++;
  });
  reply.endArray(mark, count);
}

/** A walk takes the keys with it whose time has come; for their type they have been looked for in vain. */
function removeDue(keyspace: Namespace, keys: readonly Uint8Array[], ofType: boolean): void {
  for (const key of keys) {
    keyspace.load(key, 0, key.length);
    if (ofType) keyspace.read();
    else keyspace.find();
  }
}

function scan({ args, reply, keyspace }: CommandContext): void {
  const cursor = cursorArg(args, 1);
  const seen = SCAN_OPTIONS.parse(args, 2);
  const { count, pattern } = scanOptions(args, SCAN_OPTIONS, seen);
  const ofType = (seen & TYPE) !== 0;
  const type = ofType ? valueTypeNamed(args.text(SCAN_OPTIONS.valueIndex(TYPE))) : undefined;

  const mark = reply.beginArray();
  let found = 0;
  const due: Uint8Array[] = [];
  const next = scanKeys(keyspace, cursor, count, () => {
    if (!matches(pattern, keyspace)) return;
    if (ofType) {
      keyspace.counters.hits++; // Redis looks the key up for its type
      if (valueTypeOf(keyspace.kind()) !== type) return;
    }
    reply.bulk(keyspace.bytes, keyspace.keyStart(), keyspace.keyEnd());
    found++;
  }, () => {
    if (matches(pattern, keyspace)) due.push(keyspace.keyBytes());
  });
  removeDue(keyspace, due, ofType);
  endScanReply(reply, mark, found, next);
}
