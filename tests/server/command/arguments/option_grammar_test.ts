import { assertEquals, assertThrows } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import { integerArg } from "../../../../server/command/arguments/numbers.ts";
import { OptionGrammar } from "../../../../server/command/arguments/option_grammar.ts";
import { ReplyError } from "../../../../server/errors/reply_errors.ts";

const SET = new OptionGrammar([
  { token: "NX", group: "condition" },
  { token: "XX", group: "condition" },
  { token: "GET" },
  { token: "EX", value: true, group: "expiry" },
  { token: "PX", value: true, group: "expiry" },
  { token: "KEEPTTL", group: "expiry" },
]);
const [NX, XX, GET, EX, PX, KEEPTTL] = ["NX", "XX", "GET", "EX", "PX", "KEEPTTL"]
  .map((token) => SET.bit(token));

function parse(options: string): number {
  return SET.parse(Arguments.from(["SET", "k", "v", ...options.split(" ").filter((w) => w)]), 3);
}

Deno.test("each option has a bit of its own", () => {
  assertEquals(new Set([NX, XX, GET, EX, PX, KEEPTTL]).size, 6);
  assertEquals(parse(""), 0);
  assertEquals(parse("nx"), NX);
  assertEquals(parse("Xx gEt"), XX | GET);
  assertEquals(parse("GET KEEPTTL NX"), GET | KEEPTTL | NX);
});

Deno.test("values are skipped and remembered", () => {
  assertEquals(parse("EX 10 GET"), EX | GET);
  assertEquals(SET.valueIndex(EX), 4);
  assertEquals(parse("NX PX GET GET"), NX | PX | GET);
  assertEquals(SET.valueIndex(PX), 5);
});

Deno.test("an option may be repeated: its last value counts", () => {
  assertEquals(parse("NX NX EX 1 EX 2"), NX | EX);
  assertEquals(SET.valueIndex(EX), 8);
});

Deno.test("options of one group, missing values and unknown words are syntax errors", () => {
  for (
    const options of ["NX XX", "XX GET NX", "EX 1 PX 1", "KEEPTTL EX 1", "EX", "GET PX", "FOO"]
  ) {
    assertThrows(() => parse(options), ReplyError, "ERR syntax error", options);
  }
});

Deno.test("a grammar may refuse unknown words in its own terms, and check values on the way", () => {
  const scan = new OptionGrammar(
    [{ token: "COUNT", value: true, check: (args, i) => void integerArg(args, i) }],
    (args, i) => new ReplyError(`ERR Unsupported option ${args.text(i)}`),
  );
  const run = (...words: string[]) => scan.parse(Arguments.from(words), 0);
  assertEquals(run("count", "7"), scan.bit("COUNT"));
  assertThrows(() => run("FOO"), ReplyError, "ERR Unsupported option FOO");
  // In the order of the request: the wrong value comes first.
  assertThrows(() => run("COUNT", "x", "FOO"), ReplyError, "ERR value is not an integer");
});

Deno.test("31 options fit, 32 do not", () => {
  const rules = Array.from({ length: 32 }, (_, i) => ({ token: `O${i}`, value: true }));
  const full = new OptionGrammar(rules.slice(0, 31));
  assertEquals(full.parse(Arguments.from(["O30", "x"]), 0), full.bit("O30"));
  assertEquals(full.valueIndex(full.bit("O30")), 1);
  assertThrows(() => new OptionGrammar(rules), RangeError, "limit is 31");
  assertThrows(() => full.bit("O31"), RangeError, '"O31"');
});
