/**
 * Checks a command's declaration. A test holds every command against it, so that a mistake in a
 * spec stops a change and never meets a client.
 */

import type { KeySpec } from "./description.ts";
import { flagBits } from "./flags.ts";
import { keyFlagBits } from "./keys/key_specs.ts";
import { MAX_NAME_LENGTH } from "./name_table.ts";
import type { CommandSpec } from "./spec.ts";
import { parseSyntax } from "./syntax.ts";

const NAME = /^[a-z][a-z0-9_-]*$/;
const VERSION = /^\d+\.\d+\.\d+$/;

/**
 * Checks a spec and the subcommands inside of it.
 *
 * @throws {TypeError} naming the command and what is wrong with it.
 */
export function validateCommand(spec: CommandSpec): void {
  validate(spec, spec.name, 1);
}

/** `words` is how many arguments the name itself takes: 1, or 2 for a subcommand. */
function validate(spec: CommandSpec, fullName: string, words: number): void {
  const require = (ok: boolean, problem: string): void => {
    if (!ok) throw new TypeError(`Cannot define the command "${fullName}": ${problem}`);
  };
  require(NAME.test(spec.name), "its name must be lower case");
  require(
    spec.name.length <= MAX_NAME_LENGTH,
    `its name is longer than ${MAX_NAME_LENGTH} characters`,
  );
  require(
    Number.isInteger(spec.arity) && Math.abs(spec.arity) >= words,
    `its arity ${spec.arity} does not cover its name`,
  );
  require(VERSION.test(spec.since), `its since "${spec.since}" is not a version`);
  requireSentence(require, "summary", spec.summary);
  requireSentence(require, "complexity", spec.complexity);
  for (const version of Object.keys(spec.history ?? {})) {
    require(VERSION.test(version), `its history has "${version}", which is not a version`);
  }
  require(
    spec.run !== undefined || (spec.subcommands?.length ?? 0) > 0,
    "it has neither a handler nor subcommands",
  );
  const flags = spec.flags;
  require(new Set(flags).size === flags.length, "it lists a flag twice");
  require(
    !(flags.includes("write") && flags.includes("readonly")),
    "it both writes and reads only",
  );
  attempt(require, () => flagBits(flags));
  for (const key of spec.keys ?? []) validateKey(require, key, spec, words);
  attempt(require, () => parseSyntax(spec));
  const names = new Set<string>();
  for (const sub of spec.subcommands ?? []) {
    require(words === 1, "a subcommand cannot have subcommands");
    require(!names.has(sub.name), `it has two subcommands "${sub.name}"`);
    names.add(sub.name);
    validate(sub, `${fullName}|${sub.name}`, 2);
  }
}

type Require = (ok: boolean, problem: string) => void;

function requireSentence(require: Require, what: string, text: string): void {
  require(text.length > 0 && text === text.trim(), `its ${what} is empty or padded`);
  require(!text.endsWith("."), `its ${what} ends in a period`);
}

function validateKey(require: Require, key: KeySpec, spec: CommandSpec, words: number): void {
  attempt(require, () => keyFlagBits(key.flags));
  const access = key.flags.filter((flag) => flag.length === 2).length;
  require(
    access === 1 || key.flags.includes("not_key"),
    "a key spec needs exactly one of RO, RW, OW, RM",
  );
  require(
    (key.begin === undefined) === (key.find === undefined),
    "a key spec knows where to begin but not how to go on, or the reverse",
  );
  if (key.find !== undefined) require(key.find.step > 0, "a key spec's step must be positive");
  if (key.begin !== undefined && "index" in key.begin) {
    const { index } = key.begin;
    require(index >= words, "a key spec begins inside of the command's name");
    // A first key outside of the shortest request would be found in no request of that length.
    require(
      index < Math.abs(spec.arity) || spec.flags.includes("no_mandatory_keys") || spec.arity < 0,
      "a key spec begins behind the last argument",
    );
  }
}

function attempt(require: Require, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    require(false, error instanceof Error ? error.message : String(error));
  }
}
