import { assertStrictEquals, assertThrows } from "@std/assert";
import { defineCommand } from "../../../server/command/define.ts";
import { keyAt } from "../../../server/command/keys/key_specs.ts";
import { validateCommand } from "../../../server/command/validate.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import type { CommandSpec } from "../../../server/command/spec.ts";

const GOOD: CommandSpec = {
  name: "strlen",
  arity: 2,
  since: "2.2.0",
  group: "string",
  flags: ["readonly", "fast"],
  keys: [keyAt(1, ["RO"])],
  summary: "Measures a string",
  complexity: "O(1)",
  syntax: "key",
  run: () => {},
};

const SUB: CommandSpec = { ...GOOD, name: "sub", arity: 3, keys: [keyAt(2, ["RO"])] };

Deno.test("a good spec comes back as it is", () => {
  const spec: CommandSpec = { ...GOOD, flags: ["readonly"], subcommands: [{ ...SUB }] };
  validateCommand(spec);
  assertStrictEquals(defineCommand(spec), spec);
});

for (const spec of COMMAND_SPECS) {
  Deno.test(`the declaration is right: ${spec.name}`, () => validateCommand(spec));
}

const MISTAKES: readonly (readonly [what: string, change: object, problem: string])[] = [
  ["upper-case name", { name: "STRLEN" }, "its name must be lower case"],
  ["overlong name", { name: "a".repeat(25) }, "its name is longer than 24"],
  ["arity 0", { arity: 0 }, "its arity 0 does not cover its name"],
  ["fractional arity", { arity: 1.5 }, "its arity 1.5"],
  ["version", { since: "2.2" }, 'its since "2.2" is not a version'],
  ["empty summary", { summary: "" }, "its summary is empty"],
  ["final period", { summary: "Measures a string." }, "its summary ends in a period"],
  ["period in complexity", { complexity: "O(1)." }, "its complexity ends in a period"],
  ["history", { history: { later: "x" } }, 'its history has "later"'],
  ["no handler", { run: undefined }, "neither a handler nor subcommands"],
  ["flag twice", { flags: ["fast", "fast"] }, "a flag twice"],
  ["reads and writes", { flags: ["readonly", "write"] }, "it both writes and reads only"],
  ["unknown flag", { flags: ["quick"] }, '"quick" is unknown'],
  ["unknown key flag", { keys: [keyAt(1, ["XX" as "RO"])] }, '"XX" is unknown'],
  ["no key access", { keys: [keyAt(1, ["access"])] }, "exactly one of RO, RW, OW, RM"],
  ["two key accesses", { keys: [keyAt(1, ["RO", "RW"])] }, "exactly one of RO, RW, OW, RM"],
  ["key in the name", { keys: [keyAt(0, ["RO"])] }, "begins inside of the command's name"],
  ["key behind the end", { keys: [keyAt(2, ["RO"])] }, "begins behind the last argument"],
  ["half a key spec", { keys: [{ flags: ["RO"], begin: { index: 1 } }] }, "not how to go on"],
  [
    "step 0",
    { keys: [{ flags: ["RO"], begin: { index: 1 }, find: { lastKey: 0, step: 0, limit: 0 } }] },
    "step must be positive",
  ],
  ["syntax", { syntax: "[key" }, 'its syntax has a missing "]"'],
  ["subcommand twice", { subcommands: [SUB, SUB] }, 'two subcommands "sub"'],
  ["nested", { subcommands: [{ ...SUB, subcommands: [SUB] }] }, "cannot have subcommands"],
  ["subcommand's arity", { subcommands: [{ ...SUB, arity: 1, keys: [] }] }, '"strlen|sub"'],
];

for (const [what, change, problem] of MISTAKES) {
  Deno.test(`a mistake is named: ${what}`, () => {
    assertThrows(() => validateCommand({ ...GOOD, ...change } as CommandSpec), TypeError, problem);
  });
}
