/** How a server ends whose disk does not take its data: as redis-server 7.0.15 does, lines of the log included. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { SettingTexts } from "../../../server/config/config.ts";
import { PersistenceError } from "../../../server/mod.ts";
import { TestServer } from "../../helpers/commands.ts";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";
import { startLive } from "../../helpers/servers/live_server.ts";
import { until } from "../../helpers/until.ts";
import { startVortis } from "../../helpers/servers/vortis_server.ts";

const REFUSED = "-ERR Errors trying to SHUTDOWN. Check logs.";
const CANNOT = "# Errors trying to shut down the server. Check the logs for more information.";

/** A server on a disk that has just become full. */
async function onFullDisk(settings: SettingTexts) {
  const disk = new FakeFileSystem();
  const server = new TestServer({ dir: ".", ...settings }, disk);
  await server.durability.load();
  const client = server.client();
  client.expectReply("SET before v", "+OK");
  server.durability.tick();
  disk.capacity = disk.usedBytes;
  server.logged.length = 0;
  /** What has been logged since, without times. */
  const logged = () => server.logged.splice(0).map((line) => line.trimEnd().replace(TIME, ""));
  return { disk, server, client, logged };
}

const TIME = /^\d+:M .*?\d\d:\d\d:\d\d\.\d{3} /;
const SAVING = "* Saving the final RDB snapshot before exiting.";
const NO_ROOM = "# Error saving the DB: Cannot write ./temp-dump.rdb: No space left on device";
const ASKED = "# User requested shutdown...";

Deno.test("SHUTDOWN is refused when the snapshot cannot be written, and can be asked for again", async () => {
  const { disk, server, client, logged } = await onFullDisk({ save: "900 1" });
  for (const command of ["SHUTDOWN", "SHUTDOWN SAVE", "SHUTDOWN NOW"]) {
    client.expectReply(command, REFUSED);
    const refused = [ASKED, SAVING, NO_ROOM, "# Error trying to save the DB, can't exit.", CANNOT];
    assertEquals(logged(), refused, command);
  }
  assertEquals(server.isShutDown, false);
  // Only BGSAVE that fails stops writes; neither this does nor SAVE.
  client.expectReply("SAVE", "-ERR");
  client.expectReply("SET after v", "+OK");
  logged();
  disk.capacity = Infinity;
  client.expectReply("SHUTDOWN", "");
  assertEquals(logged(), [ASKED, SAVING, "* DB saved on disk"]);
  assert(server.isShutDown);
});

Deno.test("SHUTDOWN FORCE and NOSAVE end a server whose snapshot cannot be written", async () => {
  const forced = await onFullDisk({ save: "900 1" });
  forced.client.expectReply("SHUTDOWN FORCE", "");
  forced.server.durability.stop();
  // It is tried once.
  const anyway = "# Error trying to save the DB. Exit anyway.";
  assertEquals(forced.logged(), [ASKED, SAVING, NO_ROOM, anyway]);
  const unsaved = await onFullDisk({ save: "900 1" });
  unsaved.client.expectReply("SHUTDOWN NOSAVE", "");
  unsaved.server.durability.stop();
  assertEquals(unsaved.logged(), [ASKED]);
  const ruleless = await onFullDisk({ save: "" });
  ruleless.client.expectReply("SHUTDOWN SAVE", REFUSED);
  ruleless.client.expectReply("SHUTDOWN", "");
});

Deno.test("a log that cannot be written does not hold a server back, and what is missing is told", async () => {
  const { disk, server, client, logged } = await onFullDisk({ save: "", appendonly: "yes" });
  client.expectReply("SET k v", "+OK");
  server.durability.tick();
  const [fault] = logged();
  assertMatch(fault, /^# Error writing the append only file: .*No space left on device/);
  client.expectReply("SHUTDOWN", "");
  server.durability.stop();
  const [asked, lacking, ...more] = logged();
  assertEquals([asked, more], [ASKED, []]);
  assertMatch(
    lacking,
    /^# The append only file may lack the last writes: .*: No space left on device$/,
  );
  // With room again by then nothing is missing.
  const again = await onFullDisk({ save: "", appendonly: "yes" });
  again.client.expectReply("SET k v", "+OK");
  again.server.durability.tick();
  again.disk.capacity = Infinity;
  again.logged();
  again.client.expectReply("SHUTDOWN", "");
  again.server.durability.stop();
  assertEquals(again.logged(), [ASKED, "* The append only file can be written again"]);
  assert(disk !== again.disk);
});

Deno.test("SHUTDOWN is refused while the first log is being written, unless it is forced", async () => {
  const server = new TestServer({ dir: ".", save: "" }, new FakeFileSystem());
  await server.durability.load();
  const client = server.client();
  for (let i = 0; i < 100; i++) client.reply(`SET k${i} v`);
  client.expectReply("CONFIG SET appendonly yes", "+OK");
  assert(server.durability.appendOnly!.isRewriting);
  server.logged.length = 0;
  client.expectReply("SHUTDOWN", REFUSED);
  const [, refusal] = server.logged.map((line) => line.trimEnd().replace(TIME, ""));
  assertEquals(refusal, "# Writing initial AOF, can't exit.");
  client.expectReply("SHUTDOWN FORCE", "");
  server.durability.stop();
  // A rewrite of a log that is there is given up, and one that is made aside.
  for (const appendonly of ["yes", "no"]) {
    const other = new TestServer({ dir: ".", save: "", appendonly }, new FakeFileSystem());
    await other.durability.load();
    const asker = other.client();
    asker.reply("SET k v");
    asker.expectReply("BGREWRITEAOF", "+Background append only file rewriting started");
    asker.expectReply("SHUTDOWN", "");
    other.durability.stop();
  }
});

Deno.test("shutdown() rejects when the data cannot be saved, and the server goes on", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-" });
  const { server } = await startLive({ dir, save: "900 1" });
  try {
    await Deno.mkdir(`${dir}/dump.rdb/in-its-place`, { recursive: true });
    const error = await assertRejects(() => server.shutdown(), PersistenceError);
    assertEquals(error.code, "file-system");
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    await connection.write(new TextEncoder().encode("PING\r\n"));
    await connection.read(new Uint8Array(16));
    await Deno.remove(`${dir}/dump.rdb`, { recursive: true });
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a signal that was refused may come again", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-" });
  const server = await startVortis(["--dir", dir, "--save", "900 1"]);
  try {
    await Deno.mkdir(`${dir}/dump.rdb/in-its-place`, { recursive: true });
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      server.signal(signal);
      await until(() => server.output.includes(`Received ${signal} scheduling shutdown...`));
    }
    const refusals = () => server.output.split(CANNOT).length - 1;
    await until(() => refusals() === 2);
    await Deno.remove(`${dir}/dump.rdb`, { recursive: true });
    server.signal("SIGTERM");
    const { code } = await server.status;
    assertEquals(code, 0);
    await server.stop();
    assertMatch(server.output, /# Vortis is now ready to exit, bye bye\.\.\.\n$/);
    assert((await Deno.stat(`${dir}/dump.rdb`)).isFile);
  } finally {
    await server.stop();
    await Deno.remove(dir, { recursive: true });
  }
});
