import { assert, assertEquals, assertMatch } from "@std/assert";
import { type TestClient, TestServer } from "../../../helpers/commands.ts";

/** What a monitor has received, as it was before the helper escaped it. */
function shown(monitor: TestClient): string {
  return monitor.received().replaceAll('\\"', '"');
}

/** The lines of that without their times. */
function linesOf(monitor: TestClient): string[] {
  return shown(monitor).replaceAll(/\+\d{10}\.\d{6} /g, "\n").trim().split("\n").map((line) =>
    line.trim()
  );
}

Deno.test("MONITOR shows every command when it has been executed", () => {
  const server = new TestServer();
  const monitor = server.client();
  const { reply } = server.client();
  reply("SET unseen 1");
  monitor.expectReply("MONITOR", "+OK");
  reply("sEt k v");
  assertMatch(
    shown(monitor),
    /^\+\d{10}\.\d{6} \[0 127\.0\.0\.1:50001\] "sEt" "k" "v"$/,
  );
  reply("SELECT 3");
  reply("MULTI");
  reply("GET k");
  reply("LPUSH k x");
  reply("EXEC");
  reply("NOSUCH");
  reply("GET");
  const from = "[3 127.0.0.1:50001]";
  assertEquals(linesOf(monitor), [
    `${from} "SELECT" "3"`,
    `${from} "MULTI"`,
    `${from} "GET" "k"`,
    `${from} "LPUSH" "k" "x"`,
    `${from} "EXEC"`,
  ]);
});

Deno.test("administrators' commands are not shown, and secrets are not", () => {
  const server = new TestServer();
  const monitor = server.client();
  const { reply } = server.client();
  monitor.reply("MONITOR");
  for (const request of ["CONFIG SET requirepass hush", "CONFIG GET *", "CLIENT LIST", "MONITOR"]) {
    reply(request);
  }
  reply("RESET");
  reply("AUTH hush");
  reply("AUTH default hush");
  reply("HELLO 3 AUTH default hush SETNAME me");
  const lines = linesOf(monitor);
  assert(!lines.join().includes("hush"));
  assertEquals(lines.map((line) => line.slice(line.indexOf("]") + 2)), [
    '"RESET"',
    '"AUTH" "(redacted)"',
    '"AUTH" "(redacted)" "(redacted)"',
    '"HELLO" "3" "AUTH" "(redacted)" "(redacted)" "SETNAME" "me"',
  ]);
});

Deno.test("bytes of all kinds are quoted", () => {
  const server = new TestServer();
  const monitor = server.client();
  monitor.reply("MONITOR");
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  server.client().reply(["ECHO", bytes]);
  const quoted = Array.from(bytes, (byte) => {
    const letter = { 7: "a", 8: "b", 9: "t", 10: "n", 13: "r", 34: '"', 92: "\\" }[byte];
    if (letter !== undefined) return `\\${letter}`;
    if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
    return `\\x${byte.toString(16).padStart(2, "0")}`;
  }).join("");
  const { reply } = monitor.session;
  const line = new TextDecoder().decode(reply.bytes.subarray(0, reply.length));
  assertEquals(line.slice(line.indexOf("]") + 2), `"ECHO" "${quoted}"\r\n`);
});

Deno.test("one that monitors may use no keys until RESET", () => {
  const server = new TestServer();
  const { expectReply, reply } = server.client();
  const refusal = "-ERR Replica can't interact with the keyspace";
  expectReply("MONITOR", "+OK");
  expectReply("MONITOR", "");
  for (const request of ["GET k", "SET k v", "DBSIZE", "PUBLISH c m", "PFCOUNT k"]) {
    expectReply(request, refusal);
  }
  assertMatch(reply("PING"), /^\+PONG \+\d+\.\d+ \[0 127\.0\.0\.1:50000\] \\"PING\\"$/);
  assertMatch(reply("CLIENT INFO"), / flags=O /);
  reply("MULTI");
  expectReply("GET k", refusal);
  assertMatch(reply("EXEC"), /^-EXECABORT/);
  assertMatch(reply("RESET"), /^\+RESET$/);
  expectReply("SET k v", "+OK");
  assertEquals([server.monitors.size, server.observers.active], [0, false]);
  reply("MULTI");
  reply("MONITOR");
  expectReply("EXEC", "*1 -ERR MONITOR isn't allowed for DENY BLOCKING client");
});

Deno.test("one whose replies are off sees nothing", () => {
  const server = new TestServer();
  const monitor = server.client();
  const other = server.client();
  monitor.reply("MONITOR");
  monitor.session.replyMode = "off";
  other.reply("PING");
  assertEquals(monitor.received(), "");
  monitor.session.replyMode = "on";
  other.reply("PING");
  assertMatch(shown(monitor), /"PING"$/);
  server.disconnect(monitor.session);
  assertEquals(server.observers.active, false);
});
