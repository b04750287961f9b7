import { assert, assertEquals } from "@std/assert";
import { Arguments } from "../../../../resp/arguments.ts";
import { ReplyWriter } from "../../../../resp/reply_writer.ts";
import type { CommandContext } from "../../../../server/command/context.ts";
import { CommandRegistry } from "../../../../server/command/registry.ts";
import { CONFIG_COMMANDS } from "../../../../server/commands/server/config.ts";
import { Config } from "../../../../server/config/config.ts";
import { loadConfigFile } from "../../../../server/config/config_file.ts";
import { listedForeignNames } from "../../../../server/config/foreign/lookup.ts";
import { SETTING_NAMES, SETTINGS } from "../../../../server/config/settings.ts";
import { ServerStats } from "../../../../server/diagnostics/stats.ts";
import { ReplyError } from "../../../../server/errors/reply_errors.ts";

/** A CONFIG of its own, with the statistics that RESETSTAT touches. */
class Setup {
  readonly config = new Config();
  readonly stats = new ServerStats();
  readonly counters = { hits: 1, misses: 2, expired: 3, evicted: 4 };
  readonly #commands = new CommandRegistry(CONFIG_COMMANDS);

  /** The reply's bytes as text, CR LF shown as a blank. */
  run(...request: (string | Uint8Array)[]): string {
    return this.#run(2, request);
  }

  /** The same in RESP3. */
  run3(...request: (string | Uint8Array)[]): string {
    return this.#run(3, request);
  }

  #run(protocol: 2 | 3, request: (string | Uint8Array)[]): string {
    const args = Arguments.from(["CONFIG", ...request]);
    const reply = new ReplyWriter(protocol);
    const { config, stats } = this;
    const engine = { namespaces: new Map([["0", { counters: this.counters }]]) };
    const defaultUser = { line: "user default on nopass ~* &* +@all", isImplied: true };
    const server = { commands: this.#commands, config, defaultUser, stats, engine };
    try {
      const context = { args, reply, server, session: { peer: { isUnixSocket: true } } };
      this.#commands.resolve(args)!.run!(context as unknown as CommandContext);
    } catch (error) {
      if (!(error instanceof ReplyError)) throw error;
      reply.error(error.message);
    }
    const text = new TextDecoder().decode(reply.bytes.subarray(0, reply.length));
    return text.replaceAll("\r\n", " ").trimEnd();
  }
}

Deno.test("CONFIG GET: pairs of name and value, a map in RESP3", () => {
  const server = new Setup();
  assertEquals(server.run("GET", "save"), "*2 $4 save $23 3600 1 300 100 60 10000");
  assertEquals(server.run("get", "appendonly"), "*2 $10 appendonly $2 no");
  assertEquals(server.run3("GET", "maxmemory"), "%1 $9 maxmemory $1 0");
  assertEquals(server.run("GET", "nosuch"), "*0");
  assertEquals(server.run3("GET", ""), "%0");
});

Deno.test("CONFIG GET: several patterns list each setting once", () => {
  const server = new Setup();
  assertEquals(
    server.run("GET", "LFU-*", "lfu-?ecay-time", "nosuch", "hz"),
    "*6 $14 lfu-log-factor $2 10 $14 lfu-decay-time $1 1 $2 hz $2 10",
  );
  assertEquals(server.run("GET", "timeout", "TIMEOUT", "time*"), "*2 $7 timeout $1 0");
  // A name without wildcards comes back as it was asked for.
  assertEquals(server.run("GET", "TimeOut", "time*"), "*2 $7 TimeOut $1 0");
  assertEquals(server.run("GET", "\\timeout"), "*0");
  const names = SETTING_NAMES.flatMap((name) => [name, ...SETTINGS[name].aliases ?? []]);
  const listed = names.length + listedForeignNames().length;
  assert(server.run("GET", "*").startsWith(`*${2 * listed} `));
});

Deno.test("CONFIG GET and SET: what only redis-server has is there, and stays as it is", () => {
  const server = new Setup();
  server.config.initialise("slave-priority", "10", "a test");
  assertEquals(
    server.run("GET", "*-priority", "Cluster-Enabled"),
    "*6 $16 replica-priority $2 10 $14 slave-priority $2 10 $15 Cluster-Enabled $2 no",
  );
  // Hidden ones are shown to who knows them, lines of files to nobody.
  assertEquals(server.run("GET", "watchdog-period"), "*2 $15 watchdog-period $1 0");
  assertEquals(server.run("GET", "watchdog-perio?", "user", "rename-command"), "*0");
  assertEquals(server.run("SET", "Slave-Priority", "10", "timeout", "7"), "+OK");
  const failed = (setting: string, reason: string) =>
    `-ERR CONFIG SET failed (possibly related to argument '${setting}') - ${reason}`;
  const cases: [string[], string][] = [
    [
      ["Slave-Priority", "11"],
      failed("slave-priority", "it cannot be changed here: there are no replicas"),
    ],
    [
      ["slave-priority", "high"],
      failed("slave-priority", "argument couldn't be parsed into an integer"),
    ],
    [
      ["timeout", "9", "activedefrag", "yes"],
      failed(
        "activedefrag",
        "it cannot be changed here: data lies in an arena of its own, not in jemalloc's memory",
      ),
    ],
    [["io-threads", "1"], failed("io-threads", "can't set immutable config")],
    [
      ["hz", "1", "repl-timeout", "60", "REPL-timeout", "60"],
      failed("REPL-timeout", "duplicate parameter"),
    ],
    [["user", "x"], "-ERR Unknown option or number of arguments for CONFIG SET - 'user'"],
  ];
  for (const [request, reply] of cases) assertEquals(server.run("SET", ...request), reply);
  assertEquals(server.config.get("timeout"), 7);
  assertEquals(server.config.get("hz"), 10);
});

Deno.test("CONFIG SET: several at once, all or none", () => {
  const server = new Setup();
  assertEquals(server.run("SET", "MAXMEMORY", "1MB", "timeout", "7"), "+OK");
  assertEquals(server.run("GET", "maxmemory"), "*2 $9 maxmemory $7 1048576");
  assertEquals(
    server.run("SET", "timeout", "8", "hz", "abc"),
    "-ERR CONFIG SET failed (possibly related to argument 'hz') - " +
      "argument couldn't be parsed into an integer",
  );
  assertEquals(server.config.get("timeout"), 7);
});

Deno.test("CONFIG SET: the errors are Redis's", () => {
  const server = new Setup();
  const failed = (setting: string, reason: string) =>
    `-ERR CONFIG SET failed (possibly related to argument '${setting}') - ${reason}`;
  const unknown = (name: string) =>
    `-ERR Unknown option or number of arguments for CONFIG SET - '${name}'`;
  const cases: [string[], string][] = [
    [["maxmemory", "1", "foo"], "-ERR syntax error"],
    [["Foo", "1"], unknown("Foo")],
    [["max*", "1"], unknown("max*")],
    [["", "1"], unknown("")],
    [["bad\r\nname", "1"], unknown("bad  name")],
    [["maxmemory", "zz", "foo", "1"], unknown("foo")],
    [["databases", "3"], failed("databases", "can't set immutable config")],
    [["timeout", "5", "TIMEOUT", "6"], failed("TIMEOUT", "duplicate parameter")],
    [["TIMEOUT", "-1"], failed("timeout", "argument must be between 0 and 2147483647 inclusive")],
    [["maxmemory", "5%"], failed("maxmemory", "argument must be a memory value")],
  ];
  for (const [request, reply] of cases) assertEquals(server.run("SET", ...request), reply);
});

Deno.test("CONFIG SET: bytes that are not UTF-8 are refused rather than changed", () => {
  const server = new Setup();
  assertEquals(
    server.run("SET", "requirepass", new Uint8Array([0x70, 0xff])),
    "-ERR CONFIG SET failed (possibly related to argument 'requirepass') - " +
      "argument must be UTF-8 text",
  );
  assertEquals(server.config.get("requirepass"), "");
  assertEquals(server.run("SET", "requirepass", "\uFEFFé€"), "+OK");
  assertEquals(server.config.get("requirepass"), "\uFEFFé€");
});

Deno.test("CONFIG RESETSTAT: sets the server's and the keyspaces' statistics to zero", () => {
  const server = new Setup();
  server.stats.commands = 5;
  server.stats.countError("ERR syntax error");
  assertEquals(server.run("RESETSTAT"), "+OK");
  assertEquals([server.stats.commands, server.stats.errors], [0, 0]);
  assertEquals(server.counters, { hits: 0, misses: 0, expired: 0, evicted: 0 });
});

Deno.test("CONFIG REWRITE: writes the file, or says that there is none", () => {
  const server = new Setup();
  assertEquals(server.run("REWRITE"), "-ERR The server is running without a config file");
  server.config.file = "/nonexistent/vortis.conf";
  assertEquals(server.run("REWRITE"), "-ERR Rewriting config file: No such file or directory");
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, "# kept\nhz 10\n");
    loadConfigFile(server.config, path);
    server.run("SET", "hz", "100", "maxclients", "5");
    assertEquals(server.run("REWRITE"), "+OK");
    assertEquals(
      Deno.readTextFileSync(path),
      "# kept\nhz 100\n\n# Generated by CONFIG REWRITE\nmaxclients 5\n",
    );
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("CONFIG HELP: a headline, then two lines for each subcommand", () => {
  const reply = new Setup().run("HELP");
  assert(reply.startsWith("*11 +CONFIG <subcommand> [<arg> [value] [opt] ...]. "));
  for (const name of ["GET", "SET", "RESETSTAT", "REWRITE", "HELP"]) {
    assert(reply.includes(`+${name}`), name);
  }
});
