import { assertEquals, assertThrows } from "@std/assert";
import { Config } from "../../../server/config/config.ts";
import {
  ConfigError,
  type ConfigErrorCode,
  InvalidValue,
} from "../../../server/config/config_error.ts";
import { SETTING_NAMES, type SettingName, SETTINGS } from "../../../server/config/settings.ts";

function refused(
  config: Config,
  pairs: readonly (readonly [string, string])[],
  code: ConfigErrorCode,
  setting: string,
  reason: string,
): void {
  const error = assertThrows(() => config.set(pairs), ConfigError);
  assertEquals([error.code, error.setting, error.message], [code, setting, reason]);
}

Deno.test("Config: the defaults are Redis 7.0's", () => {
  const config = new Config();
  const shown = Object.fromEntries(SETTING_NAMES.map((name) => [name, config.text(name)]));
  assertEquals(shown, {
    "bind": "127.0.0.1 -::1",
    "port": "6379",
    "unixsocket": "",
    "unixsocketperm": "0",
    "tcp-backlog": "511",
    "tcp-keepalive": "300",
    "tracking-table-max-keys": "1000000",
    "protected-mode": "yes",
    "requirepass": "",
    "acllog-max-len": "128",
    "acl-pubsub-default": "resetchannels",
    "timeout": "0",
    "maxclients": "10000",
    "proto-max-bulk-len": "536870912",
    "client-query-buffer-limit": "1073741824",
    "client-output-buffer-limit":
      "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60",
    "notify-keyspace-events": "",
    "databases": "16",
    "maxmemory": "0",
    "max-keys": "0",
    "maxmemory-policy": "noeviction",
    "maxmemory-samples": "5",
    "lfu-log-factor": "10",
    "lfu-decay-time": "1",
    "list-max-listpack-size": "-2",
    "hash-max-listpack-entries": "512",
    "hash-max-listpack-value": "64",
    "set-max-intset-entries": "512",
    "zset-max-listpack-entries": "128",
    "zset-max-listpack-value": "64",
    "hll-sparse-max-bytes": "3000",
    "stream-node-max-bytes": "4096",
    "stream-node-max-entries": "100",
    "hz": "10",
    "active-expire-effort": "1",
    "http-port": "0",
    "http-max-body": "67108864",
    "http-cors-origin": "",
    "dir": "./",
    "dbfilename": "dump.rdb",
    "save": "3600 1 300 100 60 10000",
    "stop-writes-on-bgsave-error": "yes",
    "rdbcompression": "yes",
    "rdbchecksum": "yes",
    "rdb-save-incremental-fsync": "yes",
    "appendonly": "no",
    "appenddirname": "appendonlydir",
    "appendfilename": "appendonly.aof",
    "appendfsync": "everysec",
    "no-appendfsync-on-rewrite": "no",
    "auto-aof-rewrite-percentage": "100",
    "auto-aof-rewrite-min-size": "67108864",
    "aof-load-truncated": "yes",
    "aof-use-rdb-preamble": "yes",
    "aof-timestamp-enabled": "no",
    "aof-rewrite-incremental-fsync": "yes",
    "shutdown-on-sigint": "default",
    "shutdown-on-sigterm": "default",
    "pidfile": "",
    "loglevel": "notice",
    "logfile": "",
    "slowlog-log-slower-than": "10000",
    "slowlog-max-len": "128",
    "latency-monitor-threshold": "0",
    "latency-tracking": "yes",
    "latency-tracking-info-percentiles": "50 99 99.9",
    "enable-debug-command": "no",
    "enable-protected-configs": "no",
  });
});

Deno.test("Config: values have types, texts are what CONFIG GET shows", () => {
  const config = new Config({
    "maxmemory": "64MB",
    "maxmemory-policy": "ALLKEYS-LRU",
    "protected-mode": "No",
    "unixsocketperm": "0700",
    "bind": "* -::1",
    "hz": "1000",
    "active-expire-effort": "3",
  });
  assertEquals(config.get("maxmemory"), 64 * 1024 * 1024);
  assertEquals(config.text("maxmemory"), "67108864");
  assertEquals(config.get("maxmemory-policy"), "allkeys-lru");
  assertEquals(config.get("protected-mode"), false);
  assertEquals(config.text("protected-mode"), "no");
  assertEquals(config.get("unixsocketperm"), 0o700);
  assertEquals(config.text("unixsocketperm"), "700");
  assertEquals(config.get("bind"), [
    { hostname: "0.0.0.0", optional: false },
    { hostname: "::1", optional: true },
  ]);
  assertEquals(config.text("hz"), "500");
  assertEquals(config.expiryIntervalMs, 2);
  assertEquals(config.expiryBudgetMs, 3);
});

Deno.test("Config: short names of policies stand for those over all keys", () => {
  for (const name of ["lru", "LFU", "random", "fifo"]) {
    const config = new Config({ "maxmemory-policy": name });
    assertEquals(config.text("maxmemory-policy"), `allkeys-${name.toLowerCase()}`);
  }
  assertThrows(() => new Config({ "maxmemory-policy": "ttl" }), ConfigError);
});

Deno.test("Config.set: sizes beyond 2^53 keep every digit in their text", () => {
  const config = new Config();
  config.set([["maxmemory", "18446744073709551615"], ["slowlog-max-len", "9223372036854775807"]]);
  assertEquals(config.text("maxmemory"), "18446744073709551615");
  assertEquals(config.text("slowlog-max-len"), "9223372036854775807");
});

Deno.test("Config.set: names in any case, several at once, all or none", () => {
  const config = new Config();
  config.set([["TIMEOUT", "5"], ["maxmemory", "1kb"]]);
  assertEquals([config.get("timeout"), config.get("maxmemory")], [5, 1024]);
  refused(
    config,
    [["timeout", "6"], ["maxclients", "abc"]],
    "invalid",
    "maxclients",
    "argument couldn't be parsed into an integer",
  );
  assertEquals(config.get("timeout"), 5);
});

Deno.test("Config.set: names are judged in order, before any value", () => {
  const config = new Config();
  const immutable = "can't set immutable config";
  refused(config, [["maxmemory", "zz"], ["Foo", "1"]], "unknown", "Foo", "unknown setting");
  refused(config, [["databases", "1"], ["foo", "1"]], "immutable", "databases", immutable);
  refused(config, [["timeout", "zz"], ["databases", "1"]], "immutable", "databases", immutable);
  refused(
    config,
    [["timeout", "1"], ["TIMEOUT", "2"]],
    "duplicate",
    "TIMEOUT",
    "duplicate parameter",
  );
});

Deno.test("Config.set: an alias is a name of its own, in errors too", () => {
  const config = new Config();
  const alias = "hash-max-ziplist-entries";
  refused(
    config,
    [["Hash-Max-Ziplist-Entries", "many"]],
    "invalid",
    alias,
    "argument couldn't be parsed into an integer",
  );
  config.set([["hash-max-listpack-entries", "1"], [alias, "2"]]);
  assertEquals(config.get("hash-max-listpack-entries"), 2);
});

Deno.test("Config.set: each kind says in Redis's words what it does not take", () => {
  const between = (low: string, high: string) =>
    `argument must be between ${low} and ${high} inclusive`;
  const notAnInteger = "argument couldn't be parsed into an integer";
  const notMemory = "argument must be a memory value";
  const yesOrNo = "argument must be 'yes' or 'no'";
  const percentiles = "latency-tracking-info-percentiles";
  const limits = "client-output-buffer-limit";
  const cases: [SettingName, string, string][] = [
    ["timeout", "-1", between("0", "2147483647")],
    ["timeout", "2147483648", between("0", "2147483647")],
    ["timeout", "", notAnInteger],
    ["timeout", " 5", notAnInteger],
    ["timeout", "05", notAnInteger],
    ["timeout", "+5", notAnInteger],
    ["timeout", "-0", notAnInteger],
    ["timeout", "1mb", notAnInteger],
    ["timeout", "9223372036854775808", notAnInteger],
    ["hz", "-1", between("0", "2147483647")],
    ["maxclients", "0", between("1", "4294967295")],
    ["slowlog-log-slower-than", "-2", between("-1", "9223372036854775807")],
    ["active-expire-effort", "11", between("1", "10")],
    ["proto-max-bulk-len", "1", between("1048576", "9223372036854775807")],
    // Redis takes more, but lengths are 32-bit integers with a sign here.
    ["proto-max-bulk-len", "1073741825", "it can be 1gb here at most"],
    ["client-query-buffer-limit", "2gb", "it can be 1536mb here at most"],
    ["maxmemory", "-1", notMemory],
    ["maxmemory", "1.5gb", notMemory],
    ["protected-mode", "1", yesOrNo],
    [
      "loglevel",
      "loud",
      "argument(s) must be one of the following: debug, verbose, notice, warning",
    ],
    ["save", "abc", "Invalid save parameters"],
    ["save", "1 abc", "Invalid save parameters"],
    ["save", "0 1", "Invalid save parameters"],
    ["save", "1", "Invalid save parameters"],
    ["appendonly", "maybe", yesOrNo],
    ["dbfilename", "a/b", "dbfilename can't be a path, just a filename"],
    ["appendfsync", "x", "argument(s) must be one of the following: everysec, always, no"],
    [percentiles, "abc", `Invalid ${percentiles} parameters`],
    [percentiles, "50,30", `Invalid ${percentiles} parameters`],
    [percentiles, "50  30", `Invalid ${percentiles} parameters`],
    [percentiles, "nan", `Invalid ${percentiles} parameters`],
    [percentiles, "inf", `${percentiles} parameters should sit between [0.0,100.0]`],
    [percentiles, "101", `${percentiles} parameters should sit between [0.0,100.0]`],
    [limits, "normal 1mb 2mb", "Wrong number of arguments in buffer limit configuration."],
    [limits, "foo 1 2 3", "Invalid client class specified in buffer limit configuration."],
    [limits, "master 1 2 3", "Invalid client class specified in buffer limit configuration."],
    [
      limits,
      "normal x 2mb 3",
      "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
    ],
    [
      limits,
      "normal 1 2 2147483648",
      "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
    ],
    [
      limits,
      "normal 1 2 -3",
      "Error in hard, soft or soft_seconds setting in buffer limit configuration.",
    ],
  ];
  const config = new Config();
  for (const [name, text, reason] of cases) {
    refused(config, [[name, text]], "invalid", name, reason);
  }
});

Deno.test("Config: file permissions are octal and at most 777", () => {
  const message = (text: string) =>
    assertThrows(() => new Config({ unixsocketperm: text }), ConfigError).message;
  assertEquals(message("999"), "argument couldn't be parsed as an octal number");
  assertEquals(message("1000"), "argument must be between 0 and 777 inclusive");
});

Deno.test("Config.set: output buffer limits keep the classes that are not named", () => {
  const config = new Config();
  config.set([["client-output-buffer-limit", "replica 1 2 3 pubsub 4kb 5 6"]]);
  assertEquals(
    config.text("client-output-buffer-limit"),
    "normal 0 0 0 slave 1 2 3 pubsub 4096 5 6",
  );
  config.set([["client-output-buffer-limit", ""]]);
  config.set([["client-output-buffer-limit", "SLAVE 7 8 9"]]);
  assertEquals(config.get("client-output-buffer-limit"), {
    normal: { hardBytes: 0, softBytes: 0, softSeconds: 0 },
    replica: { hardBytes: 7, softBytes: 8, softSeconds: 9 },
    pubsub: { hardBytes: 4096, softBytes: 5, softSeconds: 6 },
  });
});

Deno.test("Config.set: percentiles are shown with up to six decimals, and may be none", () => {
  const config = new Config();
  config.set([["latency-tracking-info-percentiles", "50 30 0.123456789 1e1 99.99999 1e-7"]]);
  assertEquals(config.text("latency-tracking-info-percentiles"), "50 30 0.123457 10 99.99999 0");
  config.set([["latency-tracking-info-percentiles", ""]]);
  assertEquals(config.get("latency-tracking-info-percentiles"), []);
});

Deno.test("Config.set: hz is clamped to 1 … 500", () => {
  const config = new Config();
  for (const [given, shown] of [["0", "1"], ["501", "500"], ["2147483647", "500"], ["20", "20"]]) {
    config.set([["hz", given]]);
    assertEquals(config.text("hz"), shown);
  }
});

Deno.test("Config.onChange: one call per set, and none when nothing changed", () => {
  const config = new Config();
  let calls = 0;
  config.onChange(["maxmemory", "max-keys", "maxmemory-policy"], () => calls++);
  config.set([["maxmemory", "1mb"], ["max-keys", "10"]]);
  assertEquals(calls, 1);
  config.set([["maxmemory", "1024kb"], ["timeout", "3"]]);
  assertEquals(calls, 1);
});

Deno.test("Config.follow: the value now and whenever it changes", () => {
  const config = new Config();
  const seen: number[] = [];
  config.follow("timeout", (seconds) => seen.push(seconds));
  config.set([["timeout", "9"]]);
  config.set([["hz", "20"]]);
  assertEquals(seen, [0, 9]);
});

Deno.test("Config.set: a listener that cannot apply a value takes everything back", () => {
  const config = new Config();
  const timeouts: number[] = [];
  config.onChange("timeout", () => timeouts.push(config.get("timeout")));
  config.onChange("port", () => {
    if (config.get("port") === 1) throw new InvalidValue("Unable to listen on this port");
  });
  refused(
    config,
    [["timeout", "7"], ["port", "1"]],
    "invalid",
    "port",
    "Unable to listen on this port",
  );
  assertEquals(config.get("timeout"), 0);
  assertEquals(config.text("port"), "6379");
  assertEquals(timeouts, [7, 0]);
  config.set([["port", "2"]]);
  assertEquals(config.get("port"), 2);
});

Deno.test("Config.set: port and bind are immutable until someone applies them", () => {
  const config = new Config();
  refused(config, [["port", "7000"]], "immutable", "port", "can't set immutable config");
  config.onChange(["port", "bind"], () => {});
  config.set([["port", "7000"], ["bind", ""]]);
  assertEquals(config.get("bind"), []);
  refused(
    config,
    [["bind", Array(17).fill("127.0.0.1").join(" ")]],
    "invalid",
    "bind",
    "Too many bind addresses specified.",
  );
});

Deno.test("Config.initialise: immutable settings too, unknown ones not", () => {
  const config = new Config();
  config.initialise("Databases", "4");
  assertEquals(config.get("databases"), 4);
  const error = assertThrows(() => config.initialise("databses", "4"), ConfigError);
  assertEquals([error.code, error.setting], ["unknown", "databses"]);
});

Deno.test("settings: each has a summary of one sentence that fits a line of help", () => {
  for (const name of SETTING_NAMES) {
    const { summary } = SETTINGS[name];
    assertEquals(/^[A-Z]/.test(summary) && !summary.endsWith("."), true, name);
    assertEquals(summary.length <= 120, true, name);
  }
});
