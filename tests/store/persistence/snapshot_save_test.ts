import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import { FileError } from "../../../store/persistence/file_system.ts";
import { RdbSave } from "../../../store/persistence/snapshot_save.ts";
import { TestServer } from "../../helpers/commands.ts";
import { dataImage } from "../../helpers/data/data_image.ts";
import { FakeFileSystem } from "../../helpers/data/fake_file_system.ts";
import { Random } from "../../helpers/random.ts";
import { loadedServer } from "../../helpers/data/saved_data.ts";

const OLD = new TextEncoder().encode("what was there before");
const PATH = "data/dump.rdb";

/** A disk with an old file, and a server with some megabytes of data. */
function prepare(keys = 500) {
  const disk = new FakeFileSystem();
  disk.put(PATH, OLD);
  const server = new TestServer();
  const client = server.client();
  const value = new Random(1).bytes(20_000);
  for (let i = 0; i < keys; i++) client.replyBytes(["SET", `k${i}`, value]);
  return { disk, server, client };
}

/** Checks that a disk has the server's data, or, if they do not matter, the old file as it was. */
function check(disk: FakeFileSystem, server: TestServer, mayBeOld: boolean): void {
  const bytes = disk.read(PATH);
  if (mayBeOld && bytes.length === OLD.length) return assertEquals(bytes, OLD);
  assertEquals(dataImage(loadedServer(bytes, server.time.now())), dataImage(server));
}

Deno.test("a save has its name when it is synced, whole, and survives", async () => {
  const { disk, server } = prepare();
  const save = new RdbSave(server.engine, disk, PATH);
  while (!save.step(0)) await Promise.resolve();
  assertEquals(disk.read(PATH), OLD);
  await save.finish();
  assertEquals(save.keys, save.totalKeys);
  check(disk.powerLoss("synced"), server, false);
  assertEquals(disk.list("data"), ["dump.rdb"]);
  assertEquals(disk.log.slice(-3).map((line) => line.split(" ")[0]), ["sync", "rename", "sync"]);
  // The disk was kept busy all along.
  assertEquals(disk.log.filter((line) => line.startsWith("sync")).length > 2, true);
});

Deno.test("wherever the power goes, the old file is there or the new one", () => {
  const { disk: { operations: before }, server } = prepare(50);
  for (let lifetime = before;; lifetime++) {
    const { disk } = prepare(0);
    disk.lifetime = lifetime;
    let failed = false;
    try {
      new RdbSave(server.engine, disk, PATH, { temporaryName: "temp.rdb" }).finishNow();
    } catch {
      failed = true;
    }
    for (const survival of ["synced", "everything", new Random(lifetime)] as const) {
      check(disk.powerLoss(survival), server, failed);
    }
    if (!failed) break;
    assertEquals(server.engine.keeper, undefined);
  }
});

Deno.test("a full disk, a failing sync or an abort leave the old file and nothing else", async () => {
  const { server, client } = prepare();
  const { engine } = server;
  {
    const { disk } = prepare();
    disk.capacity = 5_000_000;
    const save = new RdbSave(engine, disk, PATH);
    // It fails while a command waits for a record to be written, which does not care.
    for (let i = 0; i < 500; i++) client.expectReply(["APPEND", `k${i}`, "x"], ":20001");
    assertThrows(() => save.step(0), FileError, "No space left on device");
    assertEquals(disk.list("data"), ["dump.rdb"]);
    save.abort();
  }
  for (const incrementalSync of [true, false]) {
    const { disk } = prepare();
    const save = new RdbSave(engine, disk, PATH, { incrementalSync });
    disk.fault = (operation) => operation === "sync" ? "EIO" : undefined;
    await assertRejects(async () => {
      while (!save.step(0)) await Promise.resolve();
      await save.finish();
    }, FileError);
    assertEquals(disk.list("data"), ["dump.rdb"]);
  }
  {
    const { disk } = prepare();
    const save = new RdbSave(engine, disk, PATH);
    save.step(0);
    save.abort();
    assertEquals(disk.list("data"), ["dump.rdb"]);
    assertEquals(disk.read(PATH), OLD);
    await save.finish();
    assertEquals(disk.read(PATH), OLD);
  }
  const { disk } = prepare();
  disk.fault = () => "EACCES";
  assertThrows(() => new RdbSave(engine, disk, PATH), FileError);
  disk.fault = undefined;
  new RdbSave(engine, disk, PATH).finishNow();
  check(disk, server, false);
});

Deno.test("on a real disk, what had the name is gone, whoever was killed in the midst of it", async () => {
  const dir = await Deno.makeTempDir({ prefix: "vortis-save-" });
  try {
    const files = new DenoFileSystem();
    const path = `${dir}/dump.rdb`;
    const { server } = prepare(10);
    Deno.writeFileSync(path, OLD);
    Deno.writeFileSync(`${dir}/temp-dump.rdb`, OLD);
    Deno.writeFileSync(`${dir}/temp-dump.rdb.old`, OLD);
    for (let i = 0; i < 3; i++) {
      const save = new RdbSave(server.engine, files, path);
      while (!save.step(1));
      await save.finish();
      assertEquals(files.list(dir), ["dump.rdb"]);
      const loaded = loadedServer(Deno.readFileSync(path), server.time.now());
      assertEquals(dataImage(loaded), dataImage(server));
    }
    await files.removeInBackground(path);
    await files.removeInBackground(path);
    assertEquals(files.list(dir), []);
    await assertRejects(() => files.replaceInBackground(`${dir}/none`, path), FileError);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
