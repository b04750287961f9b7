import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import {
  doubleArg,
  integer64Arg,
  integerArg,
  integerInRange,
} from "../../../../server/command/arguments/numbers.ts";
import { NOT_A_FLOAT, NOT_AN_INTEGER, ReplyError } from "../../../../server/errors/reply_errors.ts";

const OUT_OF_RANGE = new ReplyError("ERR out of range");

function caught(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

Deno.test("integerArg", () => {
  const args = Arguments.from(["X", "42", "-7", "9223372036854775807", "-9223372036854775808"]);
  assertEquals(integerArg(args, 1), 42);
  assertEquals(integerArg(args, 2), -7);
  assertEquals(integerArg(args, 3), Infinity);
  assertEquals(integerArg(args, 4), -Infinity);
  assertEquals(integer64Arg(args, 2), -7n);
  assertEquals(integer64Arg(args, 3), 2n ** 63n - 1n);
});

Deno.test("what is no integer is refused with the shared error", () => {
  for (const text of ["", "a", "1a", " 1", "1 ", "+1", "01", "-0", "1.0", "9223372036854775808"]) {
    const args = Arguments.from(["X", text]);
    assertStrictEquals(caught(() => integerArg(args, 1)), NOT_AN_INTEGER);
    assertStrictEquals(caught(() => integer64Arg(args, 1)), NOT_AN_INTEGER);
    assertStrictEquals(caught(() => integerArg(args, 1, OUT_OF_RANGE)), OUT_OF_RANGE);
  }
});

Deno.test("integerInRange includes its bounds", () => {
  const read = (text: string) => integerInRange(Arguments.from([text]), 0, -1, 3, OUT_OF_RANGE);
  assertEquals([read("-1"), read("0"), read("3")], [-1, 0, 3]);
  for (const text of ["-2", "4", "9223372036854775807", "-9223372036854775808"]) {
    assertStrictEquals(caught(() => read(text)), OUT_OF_RANGE);
  }
  assertStrictEquals(caught(() => read("x")), NOT_AN_INTEGER);
});

Deno.test("doubleArg", () => {
  const args = Arguments.from(["1.5", "-inf", "1e3", "nan", "x"]);
  assertEquals(doubleArg(args, 0), 1.5);
  assertEquals(doubleArg(args, 1), -Infinity);
  assertEquals(doubleArg(args, 2), 1000);
  assertStrictEquals(caught(() => doubleArg(args, 3)), NOT_A_FLOAT);
  assertThrows(() => doubleArg(args, 4), ReplyError, "ERR value is not a valid float");
});
