import { assert, assertEquals, assertThrows } from "@std/assert";
import { AofDamageError } from "../../../../store/persistence/aof/damage.ts";
import type { CommitWaiter } from "../../../../store/persistence/aof/append_log.ts";
import { dataImage } from "../../../helpers/data/data_image.ts";
import { FakeFileSystem } from "../../../helpers/data/fake_file_system.ts";
import { bytesOf, RdbBytes } from "../../../helpers/data/rdb_bytes.ts";
import { AOF_DIRECTORY, AOF_NAME, LoggedServer } from "../../../helpers/servers/logged_server.ts";

const INCREMENT = `${AOF_DIRECTORY}/${AOF_NAME}.1.incr.aof`;
const MANIFEST = `${AOF_DIRECTORY}/${AOF_NAME}.manifest`;

function text(disk: FakeFileSystem, path: string): string {
  return new TextDecoder().decode(disk.read(path));
}

function keysOf(logged: LoggedServer): string {
  return [...dataImage(logged.server).keys()].sort().join();
}

Deno.test("an AOF begins with a base, an increment and a manifest, as Redis's does", () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  logged.run("SET a 1");
  assertEquals(disk.list(AOF_DIRECTORY).sort(), [
    `${AOF_NAME}.1.base.rdb`,
    `${AOF_NAME}.1.incr.aof`,
    `${AOF_NAME}.manifest`,
  ]);
  assertEquals(
    text(disk, MANIFEST),
    `file ${AOF_NAME}.1.base.rdb seq 1 type b\nfile ${AOF_NAME}.1.incr.aof seq 1 type i\n`,
  );
  assertEquals(
    text(disk, INCREMENT),
    "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n",
  );
  assert(logged.aof.isOn);
  assertEquals(logged.aof.currentBytes, logged.aof.baseBytes + disk.size(INCREMENT)!);
});

Deno.test("a rewrite takes the place of everything before it", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  logged.run("SET a 1", "SET b 1", "DEL b");
  const rewrite = logged.aof.rewrite();
  while (!rewrite.step(1)) await Promise.resolve();
  logged.run("SET c 1");
  await rewrite.finish();
  logged.aof.rewriteEnded();
  logged.run("SET d 1");
  assertEquals(disk.list(AOF_DIRECTORY).sort(), [
    `${AOF_NAME}.2.base.rdb`,
    `${AOF_NAME}.2.incr.aof`,
    `${AOF_NAME}.manifest`,
  ]);
  assertEquals(keysOf(new LoggedServer(disk).load()), "0/a,0/c,0/d");
});

Deno.test("a rewrite that fails leaves everything as it was, with one increment more", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  logged.run("SET a 1");
  const rewrite = logged.aof.rewrite();
  let failed: unknown;
  disk.fault = (operation, path) =>
    operation === "write" && path.includes("temp-rewrite") ? "ENOSPC" : undefined;
  try {
    while (!rewrite.step(1)) await Promise.resolve();
    await rewrite.finish();
  } catch (error) {
    failed = error;
    logged.aof.rewriteEnded(error);
  }
  assert(failed !== undefined);
  assertEquals([logged.aof.failures, logged.aof.wantsRewrite], [1, false]);
  logged.run("SET b 2");
  disk.fault = undefined;
  assertEquals(keysOf(new LoggedServer(disk).load()), "0/a,0/b");
  await logged.rewrite();
  assertEquals(logged.aof.failures, 0);
  assertEquals(keysOf(new LoggedServer(disk).load()), "0/a,0/b");
});

Deno.test("commands may stand behind an RDB in one file, as Redis 4 to 6 wrote them", () => {
  const disk = new FakeFileSystem();
  disk.makeDirectory(AOF_DIRECTORY);
  const file = disk.create(`${AOF_DIRECTORY}/${AOF_NAME}.1.base.rdb`);
  const rdb = new RdbBytes(9).select(3).value(0, "a", [1, 49]).bytes();
  const commands = "*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n*3\r\n$3\r\nSET\r\n$1\r\nb\r\n$1\r\n2\r\n";
  for (const part of [rdb, bytesOf(commands)]) file.write(part, 0, part.length);
  file.close();
  const manifest = disk.create(MANIFEST);
  const line = bytesOf(`file ${AOF_NAME}.1.base.rdb seq 1 type b\n`);
  manifest.write(line, 0, line.length);
  manifest.close();
  const logged = new LoggedServer(disk).load();
  assertEquals(keysOf(logged), "3/a,3/b");
  assertEquals([logged.loaded!.keys, logged.loaded!.loadedBytes], [1, logged.loaded!.totalBytes]);
});

Deno.test("a base in commands tells its time, if times are told", async () => {
  for (const timestamps of [true, false]) {
    const disk = new FakeFileSystem();
    const logged = new LoggedServer(disk, { rdbBase: false, timestamps }).start();
    logged.run("SET a 1");
    logged.server.advance(5000);
    await logged.rewrite();
    const base = text(disk, `${AOF_DIRECTORY}/${AOF_NAME}.2.base.aof`);
    const time = timestamps ? "#TS:1000000005\r\n" : "";
    assertEquals(base.startsWith(`${time}*2\r\n$6\r\nSELECT\r\n`), true, base);
    assertEquals(keysOf(new LoggedServer(disk).load()), "0/a");
  }
});

Deno.test("an AOF wants to be rewritten when it has grown by so much", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk, { rewriteMinBytes: 1000 }).start();
  logged.run(["SET", "a", "x".repeat(800)]);
  assert(!logged.aof.wantsRewrite);
  logged.run(["SET", "a", "x".repeat(800)]);
  assert(logged.aof.wantsRewrite);
  await logged.rewrite();
  assert(!logged.aof.wantsRewrite);
  logged.aof.settings.rewritePercentage = 0;
  logged.run(["SET", "a", "x".repeat(8000)]);
  assert(!logged.aof.wantsRewrite);
});

Deno.test("cut at any byte, the last increment gives what is whole, and goes on behind it", () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk, { timestamps: true }).start();
  const ends: number[] = [0];
  const states: string[] = [keysOf(logged)];
  for (const command of ["SET a 1", "RPUSH l x", "LMOVE l m LEFT LEFT", "SADD s 1", "COPY s t"]) {
    logged.run(command);
    ends.push(disk.size(INCREMENT)!);
    states.push(keysOf(logged));
  }
  const whole = disk.read(INCREMENT);
  for (let length = 0; length <= whole.length; length++) {
    for (const zeros of length % 5 === 0 ? [0, 7] : [0]) {
      const bytes = new Uint8Array(length + zeros);
      bytes.set(whole.subarray(0, length));
      disk.put(INCREMENT, bytes);
      const again = new LoggedServer(disk).load();
      const done = ends.findLastIndex((end) => end <= length);
      assertEquals(keysOf(again), states[done], `cut at ${length}`);
      // Up to the last command, but for annotations and SELECT.
      const kept = disk.size(INCREMENT)!;
      assert(kept >= ends[done]! && kept <= length);
      assertEquals(
        again.loaded!.torn,
        kept < bytes.length
          ? { path: INCREMENT, oldBytes: bytes.length, newBytes: kept }
          : undefined,
      );
    }
  }
});

Deno.test("without aof-load-truncated a torn end stops the load", () => {
  const disk = new FakeFileSystem();
  new LoggedServer(disk).start().run("SET a 1");
  const bytes = disk.read(INCREMENT);
  disk.put(INCREMENT, bytes.subarray(0, bytes.length - 3));
  const logged = new LoggedServer(disk, { mayBeTorn: false });
  const error = assertThrows(() => logged.load(), AofDamageError);
  assertEquals([error.path, error.offset], [INCREMENT, 23]);
  assert(error.message.includes("aof-load-truncated yes"), error.message);
});

Deno.test("other damage names the file, the place, the reason and the way out", () => {
  const disk = new FakeFileSystem();
  new LoggedServer(disk).start().run("SET a 1", "SET b 2");
  const whole = disk.read(INCREMENT);
  const change = (at: number, byte: number) => {
    const bytes = whole.slice();
    bytes[at] = byte;
    disk.put(INCREMENT, bytes);
    return assertThrows(() => new LoggedServer(disk).load(), AofDamageError).message;
  };
  const path = INCREMENT;
  const wayOut = "Restore a backup, or cut the file there with: vortis check --fix";
  assertEquals(
    change(23, 0x41),
    `Cannot load ${path}: damaged at byte 23: expected '*' or '#', found 'A'. ${wayOut}`,
  );
  assertEquals(
    change(32, 0x51),
    `Cannot load ${path}: damaged at byte 23: no command QET. ${wayOut}`.replace("QET", "SQT"),
  );
  assertEquals(
    change(25, 0x01),
    `Cannot load ${path}: damaged at byte 25: found the byte 0x01 in a number of arguments. ${wayOut}`,
  );
  disk.put(INCREMENT, whole);
  disk.put(MANIFEST, new TextEncoder().encode("file x seq 1 type b\nfile y seq 1 typ"));
  assertThrows(() => new LoggedServer(disk).load(), AofDamageError, "a line without an end");
  disk.put(MANIFEST, new TextEncoder().encode(`file ${AOF_NAME}.9.base.rdb seq 9 type b\n`));
  assertThrows(() => new LoggedServer(disk).load(), AofDamageError, "there is no such file");
  disk.remove(MANIFEST);
  assertThrows(() => new LoggedServer(disk).load(), AofDamageError, "names it");
});

Deno.test("the single file of earlier versions becomes the base", () => {
  const disk = new FakeFileSystem();
  const old = "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n";
  disk.put(`./${AOF_NAME}`, new TextEncoder().encode(old));
  const read = disk.rename;
  // The fake renames within a directory only.
  disk.rename = (from, to) => {
    if (!from.startsWith("./")) return read.call(disk, from, to);
    disk.put(to, disk.read(from));
    disk.remove(from);
  };
  const logged = new LoggedServer(disk).start();
  logged.run("SET b 2");
  assertEquals(disk.list("."), []);
  assertEquals(keysOf(new LoggedServer(disk).load()), "0/a,0/b");
});

Deno.test("under always one sync covers everybody who came before it began", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk, { fsync: "always" }).start();
  const { log } = logged.aof;
  log.inlineSyncMs = 0; // as on a disk that is slow
  disk.holdsSyncs = true;
  const told: string[] = [];
  const waiter = (name: string): CommitWaiter => ({
    committed: () => told.push(name),
    uncommitted: () => told.push(`not ${name}`),
  });
  const pass = (name: string) => assert(!log.passes(waiter(name), true));
  logged.client.reply("SET a 1");
  pass("first");
  logged.client.reply("SET b 1");
  pass("second");
  pass("reader");
  assertEquals(disk.heldSyncs, 1);
  disk.finishSyncs();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(told, ["first"]);
  // The first one is expected back, but not for long.
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(disk.heldSyncs, 1);
  disk.finishSyncs();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(told, ["first", "second", "reader"]);
  assert(log.passes(waiter("late"), false));
});

Deno.test("on a fast disk one sync is for everybody who comes in the same turn", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk, { fsync: "always" }).start();
  const { log } = logged.aof;
  let told = 0;
  const waiter: CommitWaiter = { committed: () => told++, uncommitted() {} };
  const before = disk.log.length;
  logged.client.reply("SET a 1");
  assert(!log.passes(waiter, true));
  logged.client.reply("SET b 1");
  assert(!log.passes(waiter, true));
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(told, 2);
  assertEquals(disk.log.slice(before).map((line) => line.split(" ")[0]), ["write", "sync"]);
  assert(log.passes(waiter, true));
});

Deno.test("a full disk: no half command stays, nobody is told that it was done, and it recovers", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk, { fsync: "always" }).start();
  const faults: (string | undefined)[] = [];
  logged.aof.log.onFault = () => faults.push(logged.aof.fault?.code);
  logged.run("SET a 1");
  assert(await logged.commit());
  disk.capacity = disk.usedBytes + 10;
  logged.client.reply("SET b 2");
  assert(!await logged.commit());
  assertEquals(faults, ["ENOSPC"]);
  assertEquals(keysOf(new LoggedServer(disk).load()), "0/a");
  // Those who only read are answered meanwhile.
  assert(logged.aof.log.passes({ committed() {}, uncommitted() {} }, false));
  disk.capacity = Infinity;
  await new Promise((resolve) => setTimeout(resolve, 1010));
  logged.aof.tick();
  assertEquals(faults, ["ENOSPC", undefined]);
  assert(await logged.commit());
  assertEquals(keysOf(new LoggedServer(disk.powerLoss("synced")).load()), "0/a,0/b");
});

for (const inlineSyncMs of [0, 1]) {
  Deno.test(`after a sync that failed only a new base makes sure again (${inlineSyncMs})`, async () => {
    const disk = new FakeFileSystem();
    const logged = new LoggedServer(disk, { fsync: "always" }).start();
    logged.aof.log.inlineSyncMs = inlineSyncMs;
    logged.client.reply("SET a 1");
    disk.fault = (operation) => operation === "sync" ? "EIO" : undefined;
    assert(!await logged.commit());
    disk.fault = undefined;
    assertEquals([logged.aof.fault?.code, logged.aof.wantsRewrite], ["EIO", true]);
    await logged.rewrite();
    assertEquals(logged.aof.fault, undefined);
    assertEquals(keysOf(new LoggedServer(disk.powerLoss("synced")).load()), "0/a");
  });
}

Deno.test("under everysec a write waits for a sync under way, for a while", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  logged.run("SET a 1");
  await new Promise((resolve) => setTimeout(resolve, 1010));
  disk.holdsSyncs = true;
  logged.aof.tick();
  assert(logged.aof.log.isSyncing);
  const before = disk.size(INCREMENT);
  logged.run("SET b 1");
  assertEquals(disk.size(INCREMENT), before);
  assert(logged.aof.log.bufferedBytes > 0);
  disk.finishSyncs();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(logged.aof.log.bufferedBytes, 0);
});

Deno.test("namespaces with names come back under their names", async () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  const { engine } = logged.server;
  logged.client.session.keyspace = engine.namespace("users & more");
  logged.run("SET a 1");
  logged.client.session.keyspace = engine.namespace("16");
  logged.run("SET b 1");
  engine.swap("users & more", "7");
  logged.aof.log.flush();
  const image = [...dataImage(logged.server)].sort();
  const again = new LoggedServer(disk).load();
  assertEquals([...dataImage(again.server)].sort(), image);
  assertEquals(image.map(([key]) => key), ["16/b", "7/a"]);
  logged.client.session.keyspace = engine.namespace("users & more");
  logged.run("SET c 1");
  await logged.rewrite();
  logged.run("SET d 1");
  assertEquals(keysOf(new LoggedServer(disk).load()), "16/b,7/a,users & more/c,users & more/d");
});

Deno.test("what is appended logs what was written, not what it was appended to", () => {
  const disk = new FakeFileSystem();
  const logged = new LoggedServer(disk).start();
  for (let i = 0; i < 8000; i++) logged.client.reply(`APPEND log line${i}`);
  for (let i = 0; i < 8000; i++) logged.client.reply(`HSET hash field${i} value${i}`);
  for (let i = 0; i < 8000; i++) logged.client.reply(`SETBIT bits ${i * 8} 1`);
  logged.aof.log.flush();
  assert(disk.size(INCREMENT)! < 24_000 * 80, `${disk.size(INCREMENT)} bytes`);
});
