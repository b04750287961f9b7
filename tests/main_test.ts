import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { getAvailablePort } from "@std/net";
import { RawConnection } from "./helpers/servers/raw_connection.ts";
import { START_PERMISSIONS } from "./helpers/servers/vortis_server.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;

function program(args: readonly string[], env: Record<string, string> = {}): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...START_PERMISSIONS, MAIN, ...args],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await program(args, env).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A server as a child, once its start-up line has come. */
async function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = program(args, env).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let line = "";
  while (!line.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) break;
    line += value;
  }
  return {
    line,
    async stop(signal: Deno.Signal) {
      child.kill(signal);
      const [{ code }, stderr] = await Promise.all([
        child.status,
        new Response(child.stderr).text(),
      ]);
      await reader.cancel();
      return { code, stderr };
    },
  };
}

Deno.test("main: --help and --version", async () => {
  const help = await run(["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--maxmemory-policy <word>");
  assertMatch((await run(["--version"])).stdout, /^vortis \d+\.\d+\.\d+ /);
});

Deno.test("main: mistakes give one line and code 1, never a stack trace", async () => {
  const cases: [string[], Record<string, string>, string][] = [
    [["--prot", "1"], {}, "unknown flag '--prot' (did you mean '--port'?)"],
    [["--maxmemory", "lots"], {}, "--maxmemory 'lots': argument must be a memory value"],
    [
      ["--config", "/nonexistent.conf"],
      {},
      "cannot read configuration file '/nonexistent.conf': No such file or directory",
    ],
    [[], { VORTIS_PORT: "x" }, "VORTIS_PORT 'x': argument couldn't be parsed into an integer"],
  ];
  const results = await Promise.all(cases.map(([args, env]) => run(args, env)));
  results.forEach((result, i) => {
    assertEquals(result, { code: 1, stdout: "", stderr: `vortis: ${cases[i][2]}\n` });
  });
});

Deno.test("main: a port in use gives one line and code 1", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = String(taken.addr.port);
  const { code, stdout, stderr } = await run(["--bind", "127.0.0.1", "--port", port, "--save", ""]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(stderr, new RegExp(`^vortis: .*127\\.0\\.0\\.1:${port}.*in use\\n$`));
});

Deno.test("main: a directory that cannot be used gives one line and code 1", async () => {
  const file = await Deno.makeTempFile();
  try {
    const cases = [["/nonexistent/data", "No such file or directory"], [file, "Not a directory"]];
    for (const [dir, reason] of cases) {
      const port = String(getAvailablePort());
      assertEquals(await run(["--port", port, "--dir", dir]), {
        code: 1,
        stdout: "",
        stderr: `vortis: Cannot keep data in ${dir}: ${reason}: give another directory (--dir), ` +
          'or keep none (--save "" --appendonly no)\n',
      });
    }
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("main: port 0 switches TCP off; without any other place to listen nothing starts", async () => {
  const nowhere = "vortis: nowhere to listen: give --port and --bind, or --unixsocket\n";
  for (const args of [["--port", "0"], ["--bind", ""]]) {
    assertEquals(await run([...args, "--save", ""]), { code: 1, stdout: "", stderr: nowhere });
  }
  const directory = await Deno.makeTempDir();
  try {
    const path = `${directory}/socket`;
    const server = await start(["--port", "0", "--unixsocket", path, "--save", ""]);
    assertMatch(server.line, new RegExp(`listening on ${path} \\(`));
    assertEquals((await server.stop("SIGTERM")).code, 0);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("main: starts, says where, answers, and stops on a signal with code 0", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const port = getAvailablePort();
    const env = { VORTIS_PORT: String(port), VORTIS_MAXCLIENTS: "50" };
    const server = await start(["--bind", "127.0.0.1", "--maxmemory", "1gb", "--save", ""], env);
    assertMatch(
      server.line,
      new RegExp(
        `^Vortis \\S+ listening on 127\\.0\\.0\\.1:${port} ` +
          "\\(policy noeviction, maxmemory 1gb, max-keys none, maxclients 50, pid \\d+\\)\\n$",
      ),
    );
    const connection = await RawConnection.connect(port);
    const reply = await connection.command("CONFIG", "GET", "maxclients");
    assertEquals(new TextDecoder().decode(reply), "*2\r\n$10\r\nmaxclients\r\n$2\r\n50\r\n");
    connection.close();
    const { code, stderr } = await server.stop(signal);
    assertEquals(code, 0, stderr);
    assert(!stderr.includes("    at "), stderr);
  }
});
