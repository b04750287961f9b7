import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { CliError } from "../../../server/cli/cli_error.ts";
import { readServeRequest } from "../../../server/cli/serve_flags.ts";
import type { Config } from "../../../server/config/config.ts";

type Variables = Record<string, string>;

function configOf(args: readonly string[], variables: Variables = {}): Config {
  const request = readServeRequest(args, (name) => variables[name]);
  if (typeof request === "string") throw new Error(`shows ${request}`);
  return request;
}

function errorOf(args: readonly string[], variables: Variables = {}): string {
  return assertThrows(() => configOf(args, variables), CliError).message;
}

Deno.test("serve flags: every setting is a flag, with = or with a space", () => {
  const config = configOf([
    ...["--port", "7000", "--maxmemory=1gb", "--maxmemory-policy", "allkeys-lru"],
    ...["--requirepass", "-x-", "--slowlog-log-slower-than", "-1", "--save", ""],
    ...["--appendonly=no", "--latency-tracking-info-percentiles="],
  ]);
  assertEquals(config.get("port"), 7000);
  assertEquals(config.get("maxmemory"), 2 ** 30);
  assertEquals(config.get("maxmemory-policy"), "allkeys-lru");
  assertEquals(config.get("requirepass"), "-x-");
  assertEquals(config.get("slowlog-log-slower-than"), -1);
  assertEquals(config.get("latency-tracking-info-percentiles"), []);
});

Deno.test("serve flags: a value may be empty, hold spaces, equal signs and dashes", () => {
  assertEquals(configOf(["--requirepass="]).get("requirepass"), "");
  assertEquals(configOf(["--requirepass=--a=b c"]).get("requirepass"), "--a=b c");
  assertEquals(configOf(["--requirepass", "a=b"]).get("requirepass"), "a=b");
  assertEquals(configOf(["--unixsocket", ":s"]).get("unixsocket"), ":s");
});

Deno.test("serve flags: several words where the setting takes them, the last flag wins", () => {
  const config = configOf([
    ...["--bind", "127.0.0.1", "::1", "--timeout", "1", "--timeout", "2"],
    ...["--client-output-buffer-limit", "normal", "1", "2", "3"],
    "--client-output-buffer-limit=pubsub 4 5 6",
  ]);
  assertEquals(config.text("bind"), "127.0.0.1 ::1");
  assertEquals(config.get("timeout"), 2);
  assertEquals(
    config.text("client-output-buffer-limit"),
    "normal 1 2 3 slave 268435456 67108864 60 pubsub 4 5 6",
  );
});

Deno.test("serve flags: name and value in one argument, and --save alone, as redis-server takes them", () => {
  const config = configOf([
    ...["--maxmemory 700mb", '--requirepass "a b"', "--client-output-buffer-limit normal 1 2 3"],
    ...["--save", "--timeout 5"],
  ]);
  assertEquals(config.get("maxmemory"), 700 * 2 ** 20);
  assertEquals(config.get("requirepass"), "a b");
  assertEquals(config.get("client-output-buffer-limit").normal.hardBytes, 1);
  assertEquals(config.text("save"), "");
  assertEquals(config.get("timeout"), 5);
  assertEquals(configOf(["--save"]).text("save"), "");
  assertEquals(errorOf(["--port 1 2"]), errorOf(["--port", "1", "2"]));
  assertEquals(errorOf(["--nosuch 1"]), "unknown flag '--nosuch'; see --help");
});

Deno.test("serve flags: --host is --bind", () => {
  assertEquals(configOf(["--host", "0.0.0.0"]).text("bind"), "0.0.0.0");
  assertEquals(configOf(["--bind", "::1", "--host", "0.0.0.0"]).text("bind"), "0.0.0.0");
});

Deno.test("serve flags: help and version, whatever stands beside them", () => {
  for (const args of [["--help"], ["-h"], ["--port", "1", "--help"]]) {
    assertEquals(readServeRequest(args, () => undefined), "help");
  }
  for (const args of [["--version"], ["-v"]]) {
    assertEquals(readServeRequest(args, () => undefined), "version");
  }
});

Deno.test("serve flags: the environment, under the settings' names and --host's", () => {
  const config = configOf([], {
    VORTIS_PORT: "7001",
    VORTIS_MAXMEMORY_POLICY: "volatile-ttl",
    VORTIS_HOST: "::1",
    VORTIS_UNRELATED: "x",
    PORT: "1",
  });
  assertEquals(config.get("port"), 7001);
  assertEquals(config.get("maxmemory-policy"), "volatile-ttl");
  assertEquals(config.text("bind"), "::1");
});

Deno.test("serve flags: an empty variable takes no password away, but empties other settings", async () => {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeTextFile(path, "requirepass secret\nsave 60 1\n");
    const config = configOf(["--config", path], { VORTIS_REQUIREPASS: "", VORTIS_SAVE: "" });
    assertEquals(config.get("requirepass"), "secret");
    assertEquals(config.get("save"), []);
    assertEquals(configOf(["--config", path, "--requirepass", ""]).get("requirepass"), "");
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("serve flags: flags win over the environment, it over the file, it over defaults", () => {
  const path = Deno.makeTempFileSync({ suffix: ".conf" });
  try {
    Deno.writeTextFileSync(path, "timeout 1\nmaxclients 1\nhz 1\nbind 127.0.0.5\n");
    const variables = { VORTIS_TIMEOUT: "2", VORTIS_MAXCLIENTS: "2", VORTIS_CONFIG: path };
    const config = configOf(["--timeout", "3"], variables);
    assertEquals(config.get("timeout"), 3);
    assertEquals(config.get("maxclients"), 2);
    assertEquals(config.get("hz"), 1);
    assertEquals(config.text("bind"), "127.0.0.5");
    assertEquals(config.get("databases"), 16);
    assertEquals(config.file, Deno.realPathSync(path));
    // A file that is named by flag replaces the one in the environment.
    assertEquals(
      errorOf(["--config", "/nonexistent.conf"], variables),
      "cannot read configuration file '/nonexistent.conf': No such file or directory",
    );
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("serve flags: what only redis-server has is a flag as well, and wins over the file", () => {
  const path = Deno.makeTempFileSync({ suffix: ".conf" });
  try {
    Deno.writeTextFileSync(path, "daemonize yes\nsupervised systemd\nio-threads 4\n");
    const args = ["--config", path, "--daemonize", "no", "--supervised=no", "--io-threads", "2"];
    const config = configOf([...args, "--oom-score-adj-values", "0", "1", "2"]);
    assertEquals(
      ["daemonize", "supervised", "io-threads", "oom-score-adj-values"].map((name) =>
        config.shown(name)
      ),
      ["no", "no", "2", "0 1 2"],
    );
    assertStringIncludes(errorOf(["--config", path]), `${path}:1: 'daemonize': `);
    assertStringIncludes(errorOf(args.slice(0, 4)), `${path}:2: 'supervised': `);
    assertEquals(configOf(["--replicaof", "no", "one", "--aclfile", ""]).shown("slaveof"), "");
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("serve flags: each mistake is one line that says what to do", () => {
  const cases: [string[], string][] = [
    [["--prot", "1"], "unknown flag '--prot' (did you mean '--port'?)"],
    [["--maxmemry=1gb"], "unknown flag '--maxmemry' (did you mean '--maxmemory'?)"],
    [["--PORT", "1"], "unknown flag '--PORT' (did you mean '--port'?)"],
    [["-port=1"], "unknown flag '-port' (did you mean '--port'?)"],
    [["--daemonise", "yes"], "unknown flag '--daemonise' (did you mean '--daemonize'?)"],
    [["--io-threads", "many"], "--io-threads 'many': argument couldn't be parsed into an integer"],
    [
      ["--io-threads", "1", "2"],
      "unexpected argument '2' (a configuration file is given by --config)",
    ],
    [
      ["--tls-port", "6380"],
      "--tls-port '6380': there is no TLS; say 0, and put a proxy such as stunnel before 'port'",
    ],
    [
      ["--masterauth", "secret"],
      "--masterauth: the server cannot be a replica; remove it; 'vortis import redis://HOST:PORT' copies the data of another server",
    ],
    [["--rename-command", "KEYS", ""], "--rename-command: commands cannot be renamed; remove it"],
    [["-x"], "unknown flag '-x'; see --help"],
    [["--"], "unknown flag '--'; see --help"],
    [["--constructor=1"], "unknown flag '--constructor'; see --help"],
    [["--help=no"], "--help takes no value"],
    [["--port"], "--port needs a value"],
    [["--port", "--timeout", "1"], "--port needs a value"],
    [["--config"], "--config needs a value"],
    [["--config", "a", "--config", "b"], "--config can be given only once"],
    [
      ["vortis.conf"],
      "unexpected argument 'vortis.conf' (a configuration file is given by --config)",
    ],
    [
      ["--port", "1", "2"],
      "unexpected argument '2' (a configuration file is given by --config)",
    ],
    [["--port", "abc"], "--port 'abc': argument couldn't be parsed into an integer"],
    [["--port", "70000"], "--port '70000': argument must be between 0 and 65535 inclusive"],
    [["--maxmemory", "1tb"], "--maxmemory '1tb': argument must be a memory value"],
    [["--protected-mode", "1"], "--protected-mode '1': argument must be 'yes' or 'no'"],
    [["--save", "900"], "--save '900': Invalid save parameters"],
  ];
  for (const [args, message] of cases) assertEquals(errorOf(args), message);
  assertEquals(
    errorOf([], { VORTIS_TIMEOUT: "soon" }),
    "VORTIS_TIMEOUT 'soon': argument couldn't be parsed into an integer",
  );
});
