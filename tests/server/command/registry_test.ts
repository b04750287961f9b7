import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Arguments } from "../../../resp/arguments.ts";
import type { Command } from "../../../server/command/command.ts";
import { flagNames } from "../../../server/command/flags.ts";
import { CommandRegistry } from "../../../server/command/registry.ts";
import { COMMAND_SPECS } from "../../../server/command_table.ts";
import { printKeySpec, REDIS_COMMANDS, redisSpecs } from "./redis_facts.ts";

const registry = new CommandRegistry(COMMAND_SPECS);
const everyRedisCommand = new CommandRegistry(redisSpecs());

/** Commands and subcommands, in the order of their specs. */
function all(commands: CommandRegistry): Command[] {
  return commands.values().flatMap((command) => [
    command,
    ...(command.subcommands?.values() ?? []),
  ]);
}

function factsOf(command: Command): unknown {
  return {
    group: command.spec.group,
    arity: command.spec.arity,
    flags: flagNames(command.flags).join(" "),
    categories: command.categories.join(" "),
    range: `${command.firstKey} ${command.lastKey} ${command.keyStep}`,
    keys: command.keySpecs.map(printKeySpec),
  };
}

/** Commands that later versions of Redis brought and that current clients send. */
const AFTER_7_0 = new Set([
  ...["client|setinfo", "client|no-touch"],
  ...["hexpire", "hpexpire", "hexpireat", "hpexpireat", "httl", "hpttl", "hexpiretime"],
  ...["hpexpiretime", "hpersist", "hgetdel", "hgetex", "hsetex"],
]);

Deno.test("our commands have the arity, flags, categories and keys of Redis 7.0", () => {
  const recorded = new Map(REDIS_COMMANDS.map((facts) => [facts.name, facts]));
  for (const command of all(registry)) {
    if (AFTER_7_0.has(command.name)) continue;
    const facts = recorded.get(command.name);
    assert(facts !== undefined, `Redis 7.0 has no "${command.name}"`);
    const { name: _, container: __, ...expected } = facts;
    assertEquals(factsOf(command), expected, command.name);
  }
});

Deno.test("our containers have all the subcommands of Redis 7.0", () => {
  for (const facts of REDIS_COMMANDS) {
    const [container, sub] = facts.name.split("|");
    if (sub === undefined || registry.get(container) === undefined) continue;
    assert(registry.get(facts.name) !== undefined, facts.name);
  }
});

Deno.test("categories, key ranges and movablekeys follow from the rest for every command", () => {
  for (const facts of REDIS_COMMANDS) {
    const command = everyRedisCommand.get(facts.name);
    assert(command !== undefined, facts.name);
    const { name: _, container: __, ...expected } = facts;
    // The category of these is their scripts' own, whatever their flags.
    assertEquals(factsOf(command), expected, facts.name);
  }
});

Deno.test("every command has a summary, a version, a complexity and a syntax in order", () => {
  for (const { name, spec } of all(registry)) {
    assert(/^[A-Z].{9,}[^.]$/.test(spec.summary), `${name}: ${spec.summary}`);
    assert(/^\d+\.\d+\.\d+$/.test(spec.since), name);
    assert(spec.complexity.length >= 4, name);
    const words = name.includes("|") ? 2 : 1;
    const takesArguments = spec.arity < 0 ? name !== "quit" : spec.arity > words;
    const isContainer = (spec.subcommands?.length ?? 0) > 0;
    if (!isContainer) assertEquals(spec.syntax !== "", takesArguments, `${name}: ${spec.syntax}`);
  }
});

Deno.test("no two commands share a summary, HELP aside", () => {
  const seen = new Map<string, string>();
  for (const { name, spec } of all(registry)) {
    if (spec.name === "help" || spec.deprecated !== undefined) continue;
    assertEquals(seen.get(spec.summary), undefined, `${name}: ${spec.summary}`);
    seen.set(spec.summary, name);
  }
});

Deno.test("get finds commands and subcommands by their full names", () => {
  assertEquals(everyRedisCommand.get("GET")?.name, "get");
  assertEquals(everyRedisCommand.get("Client|Kill")?.name, "client|kill");
  assertEquals(everyRedisCommand.get("client|nothing"), undefined);
  assertEquals(everyRedisCommand.get("get|x"), undefined);
  assertEquals(everyRedisCommand.get("client|id|x"), undefined);
  assertEquals(everyRedisCommand.get("nothing"), undefined);
  // U+212A lower-cases to "k" and U+017F upper-cases to "S": neither is an ASCII letter.
  assertEquals(everyRedisCommand.get("\u212aeys"), undefined);
  assertEquals(everyRedisCommand.get("\u017fet"), undefined);
});

Deno.test("resolve goes on to the subcommand", () => {
  const resolve = (...parts: string[]) => everyRedisCommand.resolve(Arguments.from(parts))?.name;
  assertEquals(resolve("gEt", "a"), "get");
  assertEquals(resolve("client"), "client");
  assertEquals(resolve("CLIENT", "kIll", "x"), "client|kill");
  assertEquals(resolve("client", "nothing"), undefined);
  assertEquals(resolve("nothing", "kill"), undefined);
  assertEquals(resolve("command"), "command");
  assertEquals(resolve("object", "FREQ", "key"), "object|freq");
  assertEquals(everyRedisCommand.resolve(Arguments.from(["a", "b", "get"]), 2)?.name, "get");
});

Deno.test("the commands keep the order of their specs", () => {
  assertEquals(registry.values().map((command) => command.name), COMMAND_SPECS.map((s) => s.name));
  assertEquals(registry.size, COMMAND_SPECS.length);
});

Deno.test("each registry counts for itself, and forgets on demand", () => {
  const other = new CommandRegistry(COMMAND_SPECS);
  const here = registry.get("command|count")!;
  here.calls = 3;
  here.timed(7, true);
  assertEquals([here.microseconds, here.latency?.count], [21, 1]);
  here.failedCalls = 1;
  here.rejectedCalls = 2;
  assertEquals(other.get("command|count")!.calls, 0);
  registry.resetStatistics();
  const { calls, microseconds, failedCalls, rejectedCalls, latency } = here;
  assertEquals([calls, microseconds, failedCalls, rejectedCalls], [0, 0, 0, 0]);
  assertEquals(latency, undefined);
  assertStrictEquals(registry.get("command|count")!.parent, registry.get("command"));
});

Deno.test("a name may be declared once only", () => {
  assertThrows(
    () => new CommandRegistry([...COMMAND_SPECS, COMMAND_SPECS[0]]),
    RangeError,
    "is there already",
  );
});
