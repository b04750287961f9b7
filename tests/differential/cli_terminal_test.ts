/**
 * `vortis cli` in a real terminal, tmux, as a person has it; and the same lines typed into
 * redis-cli, whose screen must look the same.
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { Tmux, type TmuxOptions } from "../helpers/programs/tmux.ts";
import { START_PERMISSIONS, startVortis } from "../helpers/servers/vortis_server.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;

const SUBJECT = Deno.env.get("VORTIS_TEST_SUBJECT") ?? "";

/** The shell's words for the client: a compiled one, or as `deno task start` would run it. */
const CLIENT = (SUBJECT !== "" && SUBJECT !== "redis" ? [SUBJECT, "cli"] : [
  Deno.execPath(),
  ...["run", "--quiet", "--no-check", "--no-prompt", ...START_PERMISSIONS, MAIN, "cli"],
]).map((word) => `'${word}'`).join(" ");

/** A home without a history, and no colours. */
async function withHome(body: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "vortis-home-" });
  try {
    await body({ HOME: home, NO_COLOR: "1", LANG: "C.UTF-8" });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

/** Lines whose replies both clients must show in the same way. */
const LINES = [
  ...["set key value", "get key", "get missing", "select 3", "3 incr counter", "multi"],
  ...["incr counter", "get counter", "exec", "multi", "nosuch", "exec", "multi", "discard"],
  ...["hset hash a 1 b two", "hgetall hash", "rpush list a b c", "lrange list 0 -1"],
  ...['set "two words" "\\x00\\xff"', 'get "two words"', "select 99", "select 0", "dbsize"],
];

Deno.test("terminal: a session looks as it does in redis-cli", () =>
  withHome(async (env) => {
    const screens: string[] = [];
    for (const [client, start] of [["redis-cli", startRedis], [CLIENT, startVortis]] as const) {
      await using server = await start();
      for (const protocol of ["-2", "-3"]) {
        using other = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
        await other.call("FLUSHALL");
        await using terminal = await Tmux.start(`${client} ${protocol} -p ${server.port}`, {
          env,
          columns: 100,
          rows: 60,
        });
        const prompt = `127.0.0.1:${server.port}`;
        await terminal.shows(`${prompt}>`);
        let shown = 1;
        for (const line of LINES) {
          await terminal.enter(line);
          shown++;
          // The prompt is there once more, with nothing behind it.
          await terminal.shows((screen) =>
            screen.split(prompt).length > shown && /> ?$/.test(screen)
          );
        }
        const screen = await terminal.screen();
        screens.push(screen.replaceAll(String(server.port), "PORT"));
      }
    }
    const [redis2, redis3, vortis2, vortis3] = screens;
    assertEquals(vortis2, redis2);
    assertEquals(vortis3, redis3);
  }));

/** A terminal with the client in it, at its prompt. */
async function withTerminal(
  body: (terminal: Tmux, prompt: string, port: number) => Promise<void>,
  args: string,
  options: TmuxOptions,
): Promise<void> {
  await using server = await startVortis();
  const command = `${CLIENT} ${args} -p ${server.port}; echo "code $?"; stty -a; sleep 60`;
  await using terminal = await Tmux.start(command, options);
  const prompt = `127.0.0.1:${server.port}`;
  await terminal.shows(`${prompt}>`);
  await body(terminal, prompt, server.port);
}

Deno.test("terminal: editing, completion, search, pastes, and a terminal left as it was", () =>
  withHome((env) =>
    withTerminal(
      async (terminal, prompt) => {
        await terminal.type("set 你好 wörld");
        await terminal.press("C-a", "C-Right", "Right", "Right", "BSpace");
        await terminal.shows(`${prompt}> set 好 wörld`);
        await terminal.press("C-e", "C-w", "C-u");
        await terminal.shows(`${prompt}>`);
        await terminal.type("config get maxmem");
        await terminal.press("Tab");
        await terminal.shows(
          /config get maxmemory[^]*maxmemory +maxmemory-policy +maxmemory-samples$/,
        );
        await terminal.press("Tab", "Tab", "Enter");
        await terminal.shows(`1) "maxmemory-policy"\n2) "noeviction"\n${prompt}>`);
        await terminal.type("expire key ");
        await terminal.shows(`${prompt}> expire key seconds [NX | XX | GT | LT]`);
        assertEquals((await terminal.cursor()).column, `${prompt}> expire key `.length);
        await terminal.press("C-c");
        await terminal.shows(`${prompt}> expire key ^C\n${prompt}>`);
        await terminal.paste("set a 1\nset b 2\n");
        await terminal.shows(`${prompt}> set a 1↵\nset b 2`);
        await terminal.press("Enter");
        await terminal.shows(`OK\nOK\n${prompt}>`);
        await terminal.press("C-r");
        await terminal.type("maxm");
        await terminal.shows("(reverse-i-search)'maxm': config get maxmemory-policy");
        await terminal.press("Enter");
        await terminal.shows(`"noeviction"\n${prompt}>`);
        await terminal.press("Up", "Up", "Up");
        await terminal.shows(/> set a 1 \[NX \| XX\].*…$/);
        await terminal.press("C-c", "C-d");
        const screen = await terminal.shows(/code 0\n[^]*-?iexten/);
        // Not raw any more: a shell would go on as before.
        assertMatch(screen, /[ ;]icanon/);
        assertMatch(screen, /[ ;]echo /);
      },
      "",
      { env, columns: 80, rows: 40 },
    )
  ));

Deno.test("terminal: a long line in a narrow one, which is made wider", () =>
  withHome((env) =>
    withTerminal(
      async (terminal, prompt) => {
        const value = "0123456789".repeat(12);
        await terminal.type(`set key ${value}`);
        const line = `${prompt}> set key ${value}`;
        const rows = (width: number) => line.match(new RegExp(`.{1,${width}}`, "g"))!.join("\n");
        await terminal.shows(new RegExp(`^${rows(40)}( \\[.*)?$`));
        await terminal.press("C-a", "Delete", "Delete", "Delete");
        await terminal.type("SET");
        await terminal.press("C-e", "BSpace", "Enter");
        await terminal.shows(`OK\n${prompt}>`);
        await terminal.enter("strlen key");
        await terminal.shows(`(integer) 119\n${prompt}>`);
        await terminal.type(`set key ${value}`);
        await terminal.resize(30, 20);
        const narrow = line.match(/.{1,30}/g)!.join("\n");
        await terminal.shows((screen) =>
          screen.replace(/ \[[^\n]*$/, "").endsWith(`(integer) 119\n${narrow}`)
        );
        await terminal.press("C-u");
        await terminal.shows(`(integer) 119\n${prompt}>`);
        await terminal.resize(90, 20);
        await terminal.type("mset a 1 b ");
        await terminal.shows(`${prompt}> mset a 1 b value [key value ...]`);
        await terminal.press("C-l");
        await terminal.shows(/^[^\n]*> mset a 1 b value \[key value \.\.\.\]$/, { visible: true });
      },
      "",
      { env, columns: 40, rows: 20 },
    )
  ));

Deno.test("terminal: Ctrl-C leaves MONITOR and SUBSCRIBE, messages come above the line", () =>
  withHome((env) =>
    withTerminal(
      async (terminal, prompt, port) => {
        using other = await RespClient.connect({ hostname: "127.0.0.1", port });
        await terminal.enter("monitor");
        await terminal.shows("monitor\nOK");
        await other.call("SET", "key", "x");
        await terminal.shows(/\[0 127\.0\.0\.1:\d+\] "SET" "key" "x"$/);
        await terminal.press("C-c");
        await terminal.shows(new RegExp(`\\^C\n${prompt}>$`));
        await terminal.enter("hello 3");
        await terminal.shows(/"proto" => \(integer\) 3[^]*>$/);
        await terminal.enter("subscribe news");
        await terminal.shows(`${prompt}(subscribed mode)>`);
        await terminal.type("echo half");
        await terminal.shows("> echo half");
        await other.call("PUBLISH", "news", "hello");
        await terminal.shows(`3) "hello"\n${prompt}(subscribed mode)> echo half`);
        await terminal.press("Enter");
        await terminal.shows(`"half"\n${prompt}(subscribed mode)>`);
      },
      "",
      { env },
    )
  ));

Deno.test("terminal: colours, and none with NO_COLOR", async () => {
  await using server = await startVortis();
  for (const noColour of ["", "1"]) {
    await withHome(async (env) => {
      await using terminal = await Tmux.start(`${CLIENT} -p ${server.port}`, {
        env: { ...env, NO_COLOR: noColour },
      });
      await terminal.shows(`:${server.port}>`);
      await terminal.enter("nosuch");
      await terminal.shows(/\(error\)[^]*>$/);
      await terminal.type("get");
      await terminal.shows("> get key");
      const screen = await terminal.screen({ colours: true });
      assertEquals(screen.includes("\x1b[31m(error)"), noColour === "");
      assertEquals(screen.includes("\x1b[90m key"), noColour === "");
    });
  }
});

Deno.test("terminal: the history is there again, without passwords, in a file of its owner", () =>
  withHome(async (env) => {
    await using server = await startVortis();
    const command = `${CLIENT} -p ${server.port}`;
    {
      await using terminal = await Tmux.start(`${command}; sleep 60`, { env });
      await terminal.shows(`:${server.port}>`);
      await terminal.enter("get first");
      await terminal.enter("auth secret");
      await terminal.enter("get second");
      await terminal.shows(/get second\n\(nil\)\n[^\n]*>$/);
      await terminal.enter("quit");
      await terminal.shows(/> quit$/);
    }
    const path = `${env.HOME}/.vortis_cli_history`;
    assertEquals(Deno.readTextFileSync(path), "get first\nget second\nquit\n");
    assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
    await using terminal = await Tmux.start(command, { env });
    await terminal.shows(`:${server.port}>`);
    await terminal.press("Up", "Up", "Up");
    await terminal.shows("> get first");
  }));

Deno.test("terminal: --askpass, --stat, --latency, --latency-history and Ctrl-C", async () => {
  await using server = await startVortis(["--requirepass", "secret"]);
  await withHome(async (env) => {
    const at = `-p ${server.port}`;
    await using terminal = await Tmux.start("bash --norc --noprofile", {
      env: { ...env, PS1: "$ ", VORTIS_CLI_AUTH: "secret", HISTFILE: "/dev/null" },
    });
    await terminal.enter("PS1='$ '; clear");
    await terminal.shows(/^\$$/);
    await terminal.enter(`clear; ${CLIENT} ${at} --askpass --user default ping`);
    await terminal.shows("Please input password:");
    await terminal.enter("secret");
    await terminal.shows("Please input password: ******\nPONG\n$");
    await terminal.enter(`clear; ${CLIENT} ${at} --stat -i 0.1 -r 3`);
    await terminal.shows(/connections\n(\d+ +[\d.]+\w +1 +0 +\d+ \(\+\d\) +\d+ *\n){3}\$$/);
    await terminal.enter(`clear; ${CLIENT} ${at} --latency-history -i 0.3`);
    await terminal.shows(/(min: .* samples\) -- 0\.\d+ seconds range\n){2}min: /);
    await terminal.press("C-c");
    await terminal.shows(/samples\)(\^C)?\n\$$/);
    await terminal.enter("echo $?");
    const screen = await terminal.shows(/echo \$\?\n130\n\$$/);
    assert(!screen.includes("secret"));
    assertStringIncludes(screen, " seconds range");
  });
});
