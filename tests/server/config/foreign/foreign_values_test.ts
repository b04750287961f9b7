import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../../../server/config/config_error.ts";
import { ForeignValues } from "../../../../server/config/foreign/foreign_values.ts";

/** The values that a file's lines give. */
function given(...lines: string[]): ForeignValues {
  const values = new ForeignValues();
  lines.forEach((line, index) => {
    const [name, ...words] = line.split(" ");
    assertEquals(values.give(name, words.join(" "), `f:${index + 1}: '${name}'`), true);
  });
  return values;
}

Deno.test("foreign values: Redis's default until something else is given, under each name", () => {
  const values = new ForeignValues();
  assertEquals(values.text("lua-time-limit"), "5000");
  assertEquals(values.give("Lua-Time-Limit", "7", "f:1"), true);
  assertEquals(values.text("busy-reply-threshold"), "7");
  assertEquals(values.text("maxmemory"), undefined);
  assertEquals(values.give("maxmemory", "1", "f:1"), false);
  assertEquals([values.has("user"), values.text("user")], [false, undefined]);
});

Deno.test("foreign values: what has no effect is told of by reason, unless it is the default", () => {
  const values = given(
    ...["io-threads 4", "lazyfree-lazy-expire no", "tls-key-file-pass secret", "tls-cluster yes"],
    ...["IO-Threads-do-reads yes", "slave-priority 7", "daemonize no", "list-max-ziplist-value 64"],
    ...["repl-backlog-size 2mb", "repl-timeout 60", "ignore-warnings ARM64-COW-BUG"],
  );
  assertEquals(values.notices(), [
    "Without effect here: 'io-threads 4', 'io-threads-do-reads yes': " +
    "one thread executes all commands",
    "Without effect here: 'tls-key-file-pass', 'tls-cluster yes': there is no TLS",
    "Without effect here: 'replica-priority 7', 'repl-backlog-size 2097152': there are no replicas",
    "Without effect here: 'list-max-ziplist-value': Redis 7.0 does not use it either",
    "Without effect here: 'ignore-warnings ARM64-COW-BUG': " +
    "what the kernel does with the process is the service manager's to say",
  ]);
  assertEquals(values.refusal(), undefined);
});

Deno.test("foreign values: what would change the server is refused unless it holds anyway", () => {
  const holding = given(
    ...[
      "daemonize no",
      "supervised NO",
      "cluster-enabled no",
      "tls-port 0",
      "aclfile ",
      "slaveof no one",
    ],
    ...["maxmemory-clients 0mb", "propagation-error-behavior panic-on-replicas", "masterauth "],
    ...[
      "min-slaves-to-write 0",
      "enable-module-command no",
      "syslog-enabled no",
      "socket-mark-id 0",
    ],
  );
  assertEquals([holding.refusal(), holding.notices()], [undefined, []]);
  const refused = [
    ...[
      "daemonize yes",
      "supervised auto",
      "cluster-enabled yes",
      "tls-port 1",
      "aclfile /etc/acl",
    ],
    ...["slaveof 10.0.0.1 6379", "maxmemory-clients 5%", "propagation-error-behavior panic"],
    ...["masterauth x", "min-slaves-to-write 1", "enable-module-command local", "loadmodule a b"],
    ...[
      "rename-command KEYS ",
      "sentinel monitor a b 1 2",
      "syslog-enabled yes",
      "socket-mark-id 1",
    ],
    ...["aof-disable-auto-gc yes", "key-load-delay -1"],
  ];
  for (const line of refused) {
    const reason = given("io-threads 2", line).refusal();
    assertEquals(reason?.startsWith(`f:2: '${line.split(" ")[0]}': `), true, line);
    assertEquals(reason?.includes("; "), true, line);
  }
});

Deno.test("foreign values: a later word counts, but for lines that stand for themselves", () => {
  assertEquals(given("daemonize yes", "daemonize no").refusal(), undefined);
  assertEquals(
    given("loadmodule a.so", "loadmodule b.so").refusal(),
    "f:1: 'loadmodule': modules cannot be loaded; remove it",
  );
});

Deno.test("foreign values: of a program, at once, and without lines of files", () => {
  const values = new ForeignValues();
  const error = assertThrows(() => values.give("cluster-enabled", "yes"), ConfigError);
  assertEquals([error.code, error.setting], ["invalid", "cluster-enabled"]);
  assertEquals(values.give("loadmodule", "a.so"), false);
  assertEquals(values.give("cluster-enabled", "no"), true);
});

Deno.test("foreign values: what is no value in Redis either is refused in its words", () => {
  const cases: [string, string, string][] = [
    ["io-threads", "129", "argument must be between 1 and 128 inclusive"],
    ["lazyfree-lazy-expire", "1", "argument must be 'yes' or 'no'"],
    ["repl-backlog-size", "lots", "argument must be a memory value"],
    ["maxmemory-clients", "101%", "percentage argument must be less or equal to 100"],
    ["maxmemory-clients", "-1", "argument must be a memory or percent value"],
    ["oom-score-adj-values", "1 2", "wrong number of arguments"],
    [
      "oom-score-adj-values",
      "1 2 3000",
      "Invalid oom-score-adj-values, elements must be between -2000 and 2000.",
    ],
    ["replicaof", "host", "wrong number of arguments"],
    [
      "repl-diskless-load",
      "x",
      "argument(s) must be one of the following: disabled, on-empty-db, swapdb",
    ],
  ];
  for (const [name, text, reason] of cases) {
    const error = assertThrows(() => new ForeignValues().give(name, text, "f:1"), ConfigError);
    assertEquals([error.code, error.setting, error.message], ["invalid", name, reason]);
  }
});
