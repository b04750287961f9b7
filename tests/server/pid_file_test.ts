/** `pidfile` has the number of the process for as long as the server runs. */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { PersistenceError } from "../../server/server.ts";
import { startLive } from "../helpers/servers/live_server.ts";

async function withDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("pidfile: written at the start, removed at the end, relative to dir", async () => {
  await withDirectory(async (directory) => {
    for (const pidfile of [`${directory}/absolute.pid`, "relative.pid"]) {
      const { server, log } = await startLive({ dir: directory, save: "", pidfile });
      const path = pidfile.startsWith("/") ? pidfile : `${directory}/${pidfile}`;
      assertEquals(await Deno.readTextFile(path), `${Deno.pid}\n`);
      await server.shutdown();
      assertEquals(await exists(path), false);
      assertEquals(log.filter((line) => line.includes(" # ")), []);
    }
  });
});

Deno.test("pidfile: one that cannot be written is a warning", async () => {
  await withDirectory(async (directory) => {
    const pidfile = `${directory}/missing/server.pid`;
    const { server, log } = await startLive({ dir: directory, save: "", pidfile });
    await server.shutdown();
    const [warning] = log.filter((line) => line.includes(" # "));
    assertMatch(
      warning,
      /Failed to write PID file '.*\/missing\/server\.pid': No such file or directory\n$/,
    );
  });
});

Deno.test("pidfile: one that another server has taken over stays", async () => {
  await withDirectory(async (directory) => {
    const path = `${directory}/server.pid`;
    const { server } = await startLive({ dir: directory, save: "", pidfile: path });
    await Deno.writeTextFile(path, "1\n");
    await server.shutdown();
    assertEquals(await Deno.readTextFile(path), "1\n");
  });
});

Deno.test("pidfile: a server that cannot load its data leaves none", async () => {
  await withDirectory(async (directory) => {
    await Deno.writeTextFile(`${directory}/dump.rdb`, "REDIS0010 and rubbish");
    const settings = { dir: directory, pidfile: `${directory}/server.pid` };
    await assertRejects(() => startLive(settings), PersistenceError);
    assertEquals(await exists(settings.pidfile), false);
  });
});
