import { assertEquals, assertThrows } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import {
  deadlineArg,
  EX_FORM,
  EXAT_FORM,
  expiryArg,
  PX_FORM,
  PXAT_FORM,
  type TimeForm,
} from "../../../../server/command/arguments/expire_times.ts";
import { ReplyError } from "../../../../server/errors/reply_errors.ts";

const NOW = 1_700_000_000_000;

const expiry = (text: string, form: TimeForm) =>
  expiryArg(Arguments.from([text]), 0, form, NOW, "set");
const deadline = (text: string, form: TimeForm) =>
  deadlineArg(Arguments.from([text]), 0, form, NOW, "expire");

Deno.test("all forms become milliseconds since 1970", () => {
  assertEquals(expiry("10", EX_FORM), NOW + 10_000);
  assertEquals(expiry("10", PX_FORM), NOW + 10);
  assertEquals(expiry("10", EXAT_FORM), 10_000);
  assertEquals(expiry("10", PXAT_FORM), 10);
});

Deno.test("EXPIRE accepts zero and negative times, SET does not", () => {
  assertEquals(deadline("-1", EX_FORM), NOW - 1000);
  assertEquals(deadline("0", PX_FORM), NOW);
  assertEquals(deadline("-5", PXAT_FORM), -5);
  for (const text of ["0", "-1", "-9223372036854775808"]) {
    for (const form of [EX_FORM, PX_FORM, EXAT_FORM, PXAT_FORM]) {
      assertThrows(
        () => expiry(text, form),
        ReplyError,
        "ERR invalid expire time in 'set' command",
      );
    }
  }
});

Deno.test("what overflows 64 bits is refused, what does not is accepted", () => {
  // Recorded from redis-server 7.0.15: the largest seconds are 2^63 / 1000, less the present.
  const refused: [string, TimeForm][] = [
    ["9223372036854775807", EX_FORM],
    ["9223372036854776", EXAT_FORM],
    ["9223372036854775807", PX_FORM],
    ["9223370336854775808", PX_FORM],
  ];
  for (const [text, form] of refused) {
    assertThrows(() => expiry(text, form), ReplyError, "ERR invalid expire time", text);
    assertThrows(() => deadline(text, form), ReplyError, "ERR invalid expire time", text);
  }
  // The largest double below 2^63 stands for all that are nearer to it.
  const accepted: [string, TimeForm, number][] = [
    ["9223372036854775", EXAT_FORM, 2 ** 63 - 1024],
    ["9223372036854775807", PXAT_FORM, 2 ** 63 - 1024],
    ["9223370336854775807", PX_FORM, 2 ** 63 - 1024],
    ["9007199254740992", PXAT_FORM, 2 ** 53],
    ["9007199254740995", PXAT_FORM, 2 ** 53 + 4],
    ["4611686018427387904", PXAT_FORM, 2 ** 62],
  ];
  for (const [text, form, moment] of accepted) assertEquals(expiry(text, form), moment, text);
  assertThrows(() => deadline("-9223372036854776", EXAT_FORM), ReplyError, "ERR invalid expire");
  assertEquals(deadline("-9223372036854775", EXAT_FORM), -(2 ** 63 - 1024));
  assertEquals(deadline("-9223372036854775808", PX_FORM), NOW - 2 ** 63);
});

Deno.test("what is no integer is refused as such", () => {
  for (const text of ["", "x", "1.5", "9223372036854775808"]) {
    assertThrows(() => expiry(text, EX_FORM), ReplyError, "ERR value is not an integer", text);
  }
});
