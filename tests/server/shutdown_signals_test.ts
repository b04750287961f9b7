/** A signal ends the server as the settings for it say. */
import { assertEquals } from "@std/assert";
import { Config } from "../../server/config/config.ts";
import { requestOfSignal } from "../../server/shutdown_signals.ts";
import { RespClient } from "../../resp/client.ts";
import { startLive } from "../helpers/servers/live_server.ts";
import { startVortis } from "../helpers/servers/vortis_server.ts";

Deno.test("requestOfSignal: each signal has a setting of its own, other reasons have none", () => {
  const config = new Config({
    "shutdown-on-sigint": "nosave",
    "shutdown-on-sigterm": "save force",
  });
  assertEquals(requestOfSignal(config, "SIGINT"), { save: false, force: false });
  assertEquals(requestOfSignal(config, "SIGTERM"), { save: true, force: true });
  assertEquals(requestOfSignal(config, "SIGBREAK"), {});
  assertEquals(requestOfSignal(config, new DOMException("aborted", "AbortError")), {});
  config.set([["shutdown-on-sigint", "now"]]);
  assertEquals(requestOfSignal(config, "SIGINT"), { force: false });
});

Deno.test("shutdown-on-sigterm: whether the data is saved, whatever 'save' says", async () => {
  const directory = await Deno.makeTempDir();
  const end = async (settings: Record<string, string>, reason: string): Promise<boolean> => {
    const stop = new AbortController();
    const { server } = await startLive(
      { dir: directory, ...settings },
      { signal: stop.signal },
    );
    const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
    await client.call("SET", "a", "1");
    stop.abort(reason);
    await server.finished;
    client.close();
    try {
      await Deno.remove(`${directory}/dump.rdb`);
      return true;
    } catch {
      return false;
    }
  };
  try {
    const nosave = { "shutdown-on-sigterm": "nosave" };
    assertEquals(await end(nosave, "SIGTERM"), false);
    assertEquals(await end(nosave, "SIGINT"), true);
    assertEquals(await end({ save: "", "shutdown-on-sigterm": "save" }, "SIGTERM"), true);
    assertEquals(await end({ save: "", "shutdown-on-sigterm": "save" }, "SIGINT"), false);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("shutdown-on-sigterm: the program tells the server which signal has come", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const rules = [
      "--dir",
      directory,
      "--save",
      "3600 1",
      "--shutdown-on-sigterm",
      "nosave",
      "now",
    ];
    for (const [signal, isSaved] of [["SIGTERM", false], ["SIGINT", true]] as const) {
      await using server = await startVortis(rules);
      using client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
      await client.call("SET", "a", "1");
      server.signal(signal);
      assertEquals((await server.status).code, 0, server.output);
      const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
      assertEquals(names.includes("dump.rdb"), isSaved);
    }
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
