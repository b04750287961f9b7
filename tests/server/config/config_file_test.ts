import { assertEquals, assertThrows } from "@std/assert";
import { Config } from "../../../server/config/config.ts";
import { ConfigFileError, loadConfigFile } from "../../../server/config/config_file.ts";

/** Runs `body` in a directory that holds the given files. */
function withFiles(files: Record<string, string>, body: (path: (name: string) => string) => void) {
  const directory = Deno.makeTempDirSync();
  const path = (name: string) => `${directory}/${name}`;
  try {
    for (const [name, content] of Object.entries(files)) {
      Deno.writeTextFileSync(path(name), content.replaceAll("$DIR", directory));
    }
    body(path);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

function load(content: string): Config {
  const config = new Config();
  withFiles({ "vortis.conf": content }, (path) => loadConfigFile(config, path("vortis.conf")));
  return config;
}

Deno.test("loadConfigFile: comments, blank lines, quotes, CRLF, later lines win", () => {
  const config = load(
    '# port 1\r\n\r\n  PORT 7000\r\n\trequirepass "a \\"b\\" \\xc3\\xa9"\r\ntimeout 1\ntimeout 2',
  );
  assertEquals(config.get("port"), 7000);
  assertEquals(config.get("requirepass"), 'a "b" é');
  assertEquals(config.get("timeout"), 2);
  assertEquals(config.get("hz"), 10);
});

Deno.test("loadConfigFile: values of several words, and parts over several lines", () => {
  const config = load(`
bind 127.0.0.1 ::1
save ""
appendonly no
client-output-buffer-limit normal 1mb 0 0
client-output-buffer-limit pubsub 1mb 1mb 10
latency-tracking-info-percentiles 50 90
`);
  assertEquals(config.text("bind"), "127.0.0.1 ::1");
  assertEquals(
    config.text("client-output-buffer-limit"),
    "normal 1048576 0 0 slave 268435456 67108864 60 pubsub 1048576 1048576 10",
  );
  assertEquals(config.get("latency-tracking-info-percentiles"), [50, 90]);
});

Deno.test("loadConfigFile: of values that are several words there may be none", () => {
  const config = load("save\nbind \nlatency-tracking-info-percentiles\nclient-output-buffer-limit");
  assertEquals(config.get("save"), []);
  assertEquals(config.get("latency-tracking-info-percentiles"), []);
  assertEquals(config.text("bind"), "");
  assertEquals(
    config.text("client-output-buffer-limit"),
    new Config().text("client-output-buffer-limit"),
  );
});

Deno.test("loadConfigFile: each error names the file and the line", () => {
  const cases: [string, string][] = [
    ["port 1\ntimeot 5", "2: unknown setting 'timeot' (did you mean 'timeout'?)"],
    ["daemonise yes", "1: unknown setting 'daemonise' (did you mean 'daemonize'?)"],
    ["io-threads many", "1: 'io-threads': argument couldn't be parsed into an integer"],
    ["slave-priority 1 2", "1: wrong number of arguments for 'slave-priority'"],
    ["\n\ntimeout zz", "3: 'timeout': argument couldn't be parsed into an integer"],
    ["timeout 5 # seconds", "1: wrong number of arguments for 'timeout'"],
    ["timeout", "1: wrong number of arguments for 'timeout'"],
    ["oom-score-adj-values", "1: 'oom-score-adj-values': wrong number of arguments"],
    ['requirepass "abc', "1: unbalanced quotes"],
    ["include", "1: 'include' takes one path"],
    [
      "appendfsync sometimes",
      "1: 'appendfsync': argument(s) must be one of the following: everysec, always, no",
    ],
    ["dbfilename a/b", "1: 'dbfilename': dbfilename can't be a path, just a filename"],
  ];
  for (const [content, reason] of cases) {
    withFiles({ "vortis.conf": content }, (path) => {
      const error = assertThrows(
        () => loadConfigFile(new Config(), path("vortis.conf")),
        ConfigFileError,
      );
      assertEquals(error.message, `${path("vortis.conf")}:${reason}`);
    });
  }
});

Deno.test("loadConfigFile: what only redis-server has is kept, and judged when all has been said", () => {
  withFiles({
    "redis.conf":
      "# Redis's\nIO-Threads 4\ndaemonize yes\nrename-command KEYS x\nrename-command GET y",
  }, (path) => {
    const config = new Config();
    loadConfigFile(config, path("redis.conf"));
    assertEquals(config.shown("io-threads"), "4");
    assertEquals(config.shown("Daemonize"), "yes");
    assertEquals(config.shown("rename-command"), undefined);
    const inTheForeground = "the server stays in the foreground; say 'no', and let a service " +
      "manager or the shell's '&' put it into the background";
    assertEquals(
      config.foreign.refusal(),
      `${path("redis.conf")}:3: 'daemonize': ${inTheForeground}`,
    );
    config.initialise("daemonize", "no", "--daemonize 'no'");
    assertEquals(
      config.foreign.refusal(),
      `${path("redis.conf")}:4: 'rename-command': commands cannot be renamed; remove it`,
    );
  });
});

Deno.test("loadConfigFile: include reads another file in the line's place", () => {
  withFiles({
    "a.conf": "timeout 1\nhz 1\ninclude $DIR/b.conf\nhz 3",
    "b.conf": "timeout 2\nhz 2",
  }, (path) => {
    const config = new Config();
    loadConfigFile(config, path("a.conf"));
    assertEquals([config.get("timeout"), config.get("hz")], [2, 3]);
    assertEquals([...config.includedNames], ["timeout", "hz"]);
    assertEquals(config.file, Deno.realPathSync(path("a.conf")));
  });
});

Deno.test("loadConfigFile: files that include themselves are refused, twice is fine", () => {
  withFiles({
    "a.conf": "port 1\ninclude $DIR/b.conf",
    "b.conf": "include $DIR/a.conf",
    "c.conf": "include $DIR/d.conf\ninclude $DIR/d.conf",
    "d.conf": "port 2",
    "e.conf": "\ninclude $DIR/missing.conf",
  }, (path) => {
    const message = (name: string) =>
      assertThrows(() => loadConfigFile(new Config(), path(name)), ConfigFileError).message;
    assertEquals(message("a.conf"), `${path("b.conf")}:1: '${path("a.conf")}' includes itself`);
    loadConfigFile(new Config(), path("c.conf"));
    assertEquals(
      message("e.conf"),
      `${path("e.conf")}:2: cannot read configuration file '${path("missing.conf")}': ` +
        "No such file or directory",
    );
    assertEquals(
      message("none.conf"),
      `cannot read configuration file '${path("none.conf")}': No such file or directory`,
    );
  });
});

Deno.test("loadConfigFile: a directory or bytes that are not text give one line", () => {
  withFiles({}, (path) => {
    Deno.writeFileSync(path("bytes.conf"), new Uint8Array([0xff, 0xfe]));
    for (const name of ["bytes.conf", "."]) {
      const error = assertThrows(() => loadConfigFile(new Config(), path(name)), ConfigFileError);
      assertEquals(error.message.includes("\n"), false);
    }
  });
});
