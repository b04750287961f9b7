/** A transcript says what is sent, where, and how strictly replies are compared. */
import { assertEquals, assertThrows } from "@std/assert";
import { latin1 } from "../command_line.ts";
import { parseTranscript, type Step } from "./transcript.ts";

Deno.test("lines become steps with their numbers", () => {
  const steps = parseTranscript(
    [
      ...[
        "# comment",
        "",
        "SET k 'a b'",
        "@approx 5 TTL k",
        "@mask id=\\d+ CLIENT INFO",
        "@client 2",
      ],
      ...[
        '@send 2 "PING\\r\\nPING\\r\\n"',
        '@end "x"',
        "@sleep 20",
        "@close",
        "@read 1",
        "@kind @read 2",
      ],
    ].join("\n"),
  );
  const shown = steps.map((step) => [step.line, step.kind, detail(step)]);
  assertEquals(shown, [
    [3, "command", "SET|k|a b exact"],
    [4, "command", "TTL|k approx"],
    [5, "command", "CLIENT|INFO mask"],
    [6, "client", "2"],
    [7, "send", "2 PING\r\nPING\r\n"],
    [8, "end", "x"],
    [9, "sleep", "20"],
    [10, "close", ""],
    [11, "read", "1 exact"],
    [12, "read", "2 kind"],
  ]);
});

function detail(step: Step): string {
  switch (step.kind) {
    case "command":
      return `${step.args.map(latin1).join("|")} ${step.compare.how}`;
    case "client":
      return step.name;
    case "send":
      return `${step.replies} ${latin1(step.bytes)}`;
    case "end":
      return latin1(step.bytes);
    case "sleep":
      return String(step.ms);
    case "close":
      return "";
    case "read":
      return `${step.replies} ${step.compare.how}`;
  }
}

Deno.test("a line may count in one protocol alone", () => {
  const steps = parseTranscript("A\n@resp3\nB\n@resp2\nC\n@both\nD");
  assertEquals(steps.map((step) => step.protocols), [[2, 3], [3], [2], [2, 3]]);
});

Deno.test("a mistake names its line", () => {
  assertThrows(() => parseTranscript("PING\n@nope GET k"), SyntaxError, "Line 2");
  assertThrows(() => parseTranscript('GET "open'), SyntaxError, "Line 1");
  assertThrows(() => parseTranscript("@approx x TTL k"), SyntaxError, "Not a number");
  assertThrows(() => parseTranscript("@unordered"), SyntaxError, "No command");
  assertThrows(() => parseTranscript("@mask a @send 1 PING"), SyntaxError, "Only @read");
});
