/** `vortis cli` with a person, played on a screen in this process. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { RespClient } from "../../../../resp/client.ts";
import { runClient } from "../../../../server/cli/client/client_command.ts";
import { FakeStreams } from "../../../helpers/programs/fake_streams.ts";
import { withServer } from "../../../helpers/servers/live_server.ts";
import { until } from "../../../helpers/until.ts";

/** Runs a session; what is left on the screen when `body` has ended must be what it waited for. */
async function withSession(
  body: (terminal: FakeStreams, port: number, prompt: string) => Promise<void>,
  options: { args?: string[]; environment?: Record<string, string> } = {},
): Promise<void> {
  await withServer({}, async (port) => {
    const terminal = new FakeStreams({ terminal: true, columns: 70, rows: 30 });
    const environment: Record<string, string | undefined> = {
      NO_COLOR: "1",
      ...options.environment,
    };
    const ended = runClient(["-p", String(port), ...options.args ?? []], {
      environment: (name) => environment[name],
      print: () => {},
      printError: (text) => terminal.write(new TextEncoder().encode(text)),
      confirm: () => false,
      progress: () => {},
      columns: () => undefined,
      hasColors: false,
      onStopRequest: () => {},
    }, terminal);
    const prompt = `127.0.0.1:${port}`;
    await terminal.shows(`${prompt}>`);
    await body(terminal, port, prompt);
    terminal.feed("\x04");
    assertEquals(await ended, 0);
    assertEquals(terminal.isRaw, false);
  });
}

Deno.test("interactive: commands, database and transaction in the prompt", () =>
  withSession(async (terminal, _port, prompt) => {
    terminal.feed("set key value\r");
    await terminal.shows(`${prompt}> set key value\nOK\n${prompt}>`);
    terminal.feed("select 3\r");
    await terminal.shows(`OK\n${prompt}[3]>`);
    terminal.feed("multi\r");
    await terminal.shows(`${prompt}[3](TX)>`);
    terminal.feed("select 4\rping\rexec\r");
    await terminal.shows(`1) OK\n2) PONG\n${prompt}[4]>`);
    terminal.feed("multi\rnothing\rexec\r");
    await terminal.shows(/EXECABORT[^]*\[4\]>$/);
    terminal.feed("multi\rdiscard\rreset\r");
    await terminal.shows(`RESET\n${prompt}>`);
    terminal.feed("get key\r");
    await terminal.shows(`"value"\n${prompt}>`);
    terminal.feed("3 incr n\r");
    await terminal.shows("(integer) 1\n(integer) 2\n(integer) 3\n" + `${prompt}>`);
    terminal.feed('get "x\r');
    await terminal.shows(/Invalid argument\(s\)[^]*>$/);
    terminal.feed("0 ping\r");
    await terminal.shows(/Invalid repeat count[^]*>$/);
    terminal.feed("help get\r");
    await terminal.shows(/summary: Reads a string[^]*>$/);
  }));

Deno.test("interactive: hints, completion, history, Ctrl-C, Ctrl-L, Ctrl-R", () =>
  withSession(async (terminal, _port, prompt) => {
    terminal.feed("getra");
    await terminal.shows(`${prompt}> getra`);
    terminal.feed("\t");
    await terminal.shows(`${prompt}> getrange key start end`);
    terminal.feed("\x03");
    await terminal.shows(`${prompt}> getrange ^C\n${prompt}>`);
    terminal.feed("client set\t");
    await terminal.shows(/> client set[a-z ]*\nsetinfo +setname$/);
    terminal.feed("\x15ping\r");
    await terminal.shows(`PONG\n${prompt}>`);
    terminal.feed("\x1b[A");
    await terminal.shows(`${prompt}> ping [message]`);
    terminal.feed("\x0c");
    await terminal.shows(new RegExp(`^${prompt}> ping \\[message\\]$`));
    terminal.feed("\x15\x12pi");
    await terminal.shows("(reverse-i-search)'pi': ping");
    terminal.feed("\x1b");
    await terminal.shows(`${prompt}> ping`);
    terminal.resize(12, 30);
    terminal.feed("\r");
    await terminal.shows(/PONG\n[^]*>$/);
  }));

Deno.test("interactive: a paste of several lines runs them all, when Enter comes", () =>
  withSession(async (terminal, _port, prompt) => {
    terminal.feed("\x1b[200~set a 1\nset b 你好\n\x1b[201~");
    await terminal.shows(`${prompt}> set a 1↵\nset b 你好`);
    terminal.feed("\r");
    await terminal.shows(`OK\nOK\n${prompt}>`);
    terminal.feed("get b\r");
    await terminal.shows(`"\\xe4\\xbd\\xa0\\xe5\\xa5\\xbd"\n${prompt}>`);
    terminal.feed("\x1b[200~blpop none 0\nset a 2\x1b[201~\r");
    await until(() => terminal.isInterruptible);
    terminal.interrupt();
    terminal.feed("get a\r");
    await terminal.shows(`> get a\n"1"\n${prompt}>`);
  }));

Deno.test("interactive: RESP3 shows pushes above the line, subscriptions leave it usable", () =>
  withSession(async (terminal, port, prompt) => {
    using other = await RespClient.connect({ hostname: "127.0.0.1", port });
    terminal.feed("client tracking on\rget key\r");
    await terminal.shows(`(nil)\n${prompt}>`);
    terminal.feed("half a li");
    await terminal.shows("> half a li");
    await other.call("SET", "key", "changed");
    await terminal.shows(`-> invalidate: 'key'\n${prompt}> half a li`);
    terminal.feed("\x15subscribe ch\r");
    await terminal.shows(`3) (integer) 1\n${prompt}(subscribed mode)>`);
    await other.call("PUBLISH", "ch", "hello");
    await terminal.shows(`1) "message"\n2) "ch"\n3) "hello"\n${prompt}(subscribed mode)>`);
    terminal.feed("ping\r");
    await terminal.shows(`PONG\n${prompt}(subscribed mode)>`);
    terminal.feed("unsubscribe\r");
    await terminal.shows(`3) (integer) 0\n${prompt}>`);
  }, { args: ["-3"] }));

Deno.test("interactive: Ctrl-C ends MONITOR, RESP2's subscriptions and what blocks", () =>
  withSession(async (terminal, port, prompt) => {
    using other = await RespClient.connect({ hostname: "127.0.0.1", port });
    terminal.feed("select 2\rmonitor\r");
    await terminal.shows("> monitor\nOK\n");
    await other.call("SET", "key", "x");
    await terminal.shows(/"SET" "key" "x"\n$/);
    terminal.interrupt();
    await terminal.shows(`\n${prompt}[2]>`);
    terminal.feed("subscribe ch other\r");
    await terminal.shows(/Reading messages[^]*2\) "other"\n3\) \(integer\) 2\n$/);
    await other.call("PUBLISH", "ch", "hello");
    await terminal.shows('3) "hello"\n');
    terminal.interrupt();
    await terminal.shows(`\n${prompt}[2]>`);
    terminal.feed("blpop nothing 0\r");
    await until(() => terminal.isInterruptible);
    terminal.interrupt();
    await terminal.shows(`> blpop nothing 0\n\n${prompt}[2]>`);
    assert(!terminal.screen.text.includes("closed"), terminal.screen.text);
    terminal.feed("blpop nothing 0.6\r");
    await terminal.shows(/\(nil\)\n\(0\.\d\ds\)\n[^\n]*>$/);
  }));

Deno.test("interactive: a connection that was lost is opened again, where it was", () =>
  withSession(async (terminal, port, prompt) => {
    using other = await RespClient.connect({ hostname: "127.0.0.1", port });
    terminal.feed("select 5\rmulti\r");
    await terminal.shows(`${prompt}[5](TX)>`);
    await other.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await terminal.shows("not connected>");
    terminal.feed("client info\r");
    await terminal.shows(/ db=5 [^]*\[5\]>$/);
    terminal.feed("connect 127.0.0.1 1\r");
    await terminal.shows("Could not connect to 127.0.0.1:1: Connection refused\nnot connected>");
    terminal.feed("ping\r");
    await terminal.shows("Connection refused\nnot connected>");
    terminal.feed(`connect 127.0.0.1 ${port}\r`);
    await terminal.shows(`\n${prompt}>`);
    terminal.feed("quit\r");
    await terminal.shows("> quit\n");
    terminal.feed("\x04");
  }));

Deno.test("interactive: the history is kept, without passwords", async () => {
  const home = await Deno.makeTempDir({ prefix: "vortis-home-" });
  try {
    const environment = { HOME: home };
    await withSession(async (terminal, _port, prompt) => {
      terminal.feed("get one\rauth secret\rget two\r");
      await terminal.shows(`> get two\n(nil)\n${prompt}>`);
    }, { environment });
    assertEquals(Deno.readTextFileSync(`${home}/.vortis_cli_history`), "get one\nget two\n");
    await withSession(async (terminal) => {
      terminal.feed("\x1b[A\x1b[A");
      await terminal.shows("> get one");
      terminal.feed("\x15");
    }, { environment });
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("interactive: colours on a terminal, unless NO_COLOR or TERM say no", async () => {
  await withSession(async (terminal, _port, prompt) => {
    terminal.feed("nothing\r");
    await terminal.shows(/\(error\)[^]*>$/);
    assertStringIncludes(terminal.output, "\x1b[31m(error) ERR unknown command");
    assertStringIncludes(terminal.output, `\x1b[36m${prompt}> \x1b[0m`);
  }, { environment: { NO_COLOR: "" } });
  await withSession(async (terminal) => {
    terminal.feed("nothing\r");
    await terminal.shows(/\(error\)[^]*>$/);
    assert(!terminal.output.includes("\x1b[31m"));
  }, { environment: { NO_COLOR: "", TERM: "dumb" } });
});
