import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import {
  directoryOf,
  FileError,
  type FileSystem,
  joinPath,
  nameOf,
  readWholeFile,
  replaceFile,
} from "../../../store/persistence/file_system.ts";
import { FakeFileSystem, PowerLoss } from "../../helpers/data/fake_file_system.ts";

const encoder = new TextEncoder();

function write(files: FileSystem, path: string, text: string, sync = true): void {
  const file = files.append(path);
  const bytes = encoder.encode(`<${text}>`);
  file.write(bytes, 1, bytes.length - 1);
  if (sync) file.syncDataSync();
  file.close();
}

function read(files: FileSystem, path: string): string {
  return new TextDecoder().decode(readWholeFile(files, path));
}

/** What every disk does. */
async function conforms(files: FileSystem, top: string): Promise<void> {
  const directory = joinPath(top, "dir");
  assertEquals(files.list(directory), []);
  files.makeDirectory(directory);
  files.makeDirectory(directory);
  const path = joinPath(directory, "file");
  assertEquals(files.size(path), undefined);
  assertEquals(assertThrows(() => files.open(path), FileError).code, "ENOENT");
  files.remove(path);

  write(files, path, "abc");
  write(files, path, "def");
  assertEquals(files.size(path), 6);
  assertEquals(read(files, path), "abcdef");
  assertEquals(files.list(directory), ["file"]);

  const file = files.append(path);
  assertEquals(file.length, 6);
  file.truncate(4);
  file.write(encoder.encode("XY"), 0, 2);
  assertEquals(file.length, 6);
  await file.syncData();
  file.close();
  file.close();
  assertEquals(read(files, path), "abcdXY");

  const open = files.open(path);
  const bytes = new Uint8Array(8);
  assertEquals(open.size, 6);
  assertEquals(open.readAt(2, bytes, 1, 3), 2);
  assertEquals(open.readAt(0, bytes, 4, 5), 1);
  assertEquals(new TextDecoder().decode(bytes), "\0cd\0a\0\0\0");
  assertEquals(open.readAt(4, bytes, 0, 8), 2);
  assertEquals(open.readAt(9, bytes, 0, 8), 0);
  open.close();

  const temporary = joinPath(directory, "temp");
  write(files, temporary, "new");
  replaceFile(files, temporary, path);
  assertEquals(read(files, path), "new");
  assertEquals(files.list(directory), ["file"]);
  files.create(path).close();
  assertEquals(files.size(path), 0);
  files.remove(path);
  assertEquals(files.list(directory), []);
  assertEquals(
    assertThrows(() => files.create(joinPath(top, "none/file")), FileError).code,
    "ENOENT",
  );

  const lock = files.lock(joinPath(directory, "lock"));
  assert(lock !== undefined);
  assertEquals(files.lock(joinPath(directory, "lock")), undefined);
  lock.release();
  lock.release();
  files.lock(joinPath(directory, "lock"))!.release();
}

Deno.test("the machine's disk does what persistence needs", async () => {
  const top = await Deno.makeTempDir({ prefix: "vortis_files_" });
  try {
    await conforms(new DenoFileSystem(), top);
  } finally {
    await Deno.remove(top, { recursive: true });
  }
});

Deno.test("the fake disk does the same", async () => {
  await conforms(new FakeFileSystem(), ".");
});

Deno.test("a full disk says so by its code, and tells how much was written", () => {
  const file = new DenoFileSystem().append("/dev/full");
  const error = assertThrows(() => file.write(new Uint8Array(8), 0, 8), FileError);
  file.close();
  assertEquals([error.code, error.operation, error.reason], [
    "ENOSPC",
    "write",
    "No space left on device",
  ]);
  assertEquals(error.message, "Cannot write /dev/full: No space left on device");

  const fake = new FakeFileSystem();
  fake.capacity = 5;
  const short = fake.create("./a");
  assertThrows(() => short.write(new Uint8Array(8), 0, 8), FileError, "No space");
  assertEquals(short.length, 5);
});

Deno.test("the fake disk loses what was not synced when the power goes", () => {
  const files = new FakeFileSystem();
  write(files, "./synced", "1");
  files.syncDirectory(".");
  write(files, "./synced", "2", false);
  write(files, "./unnamed", "3");
  files.rename("./synced", "./other");

  const least = files.powerLoss("synced");
  assertEquals(least.list("."), ["synced"]);
  assertEquals(read(least, "./synced"), "1");
  const most = files.powerLoss("everything");
  assertEquals(most.list(".").sort(), ["other", "unnamed"]);
  assertEquals(read(most, "./other"), "12");
});

Deno.test("the fake disk fails on demand, and dies at its time", async () => {
  const files = new FakeFileSystem();
  const file = files.create("./a");
  files.fault = (operation) => operation === "sync" ? "EIO" : undefined;
  assertEquals((await assertRejects(() => file.syncData(), FileError)).code, "EIO");
  files.fault = undefined;
  files.lifetime = files.operations + 1;
  file.write(encoder.encode("ab"), 0, 2);
  assertThrows(() => file.write(encoder.encode("cd"), 0, 2), PowerLoss);
  assertThrows(() => file.syncDataSync(), PowerLoss);
  assertEquals(read(files.powerLoss("everything"), "./a"), "abc");
});

Deno.test("a held sync covers what was written before it began", async () => {
  const files = new FakeFileSystem();
  files.holdsSyncs = true;
  const file = files.create("./a");
  files.syncDirectory(".");
  file.write(encoder.encode("ab"), 0, 2);
  const done = file.syncData();
  file.write(encoder.encode("cd"), 0, 2);
  assertEquals(read(files.powerLoss("synced"), "./a"), "");
  files.finishSyncs();
  await done;
  assertEquals(read(files.powerLoss("synced"), "./a"), "ab");
});

Deno.test("a path falls into its directory and its name", () => {
  assertEquals([directoryOf("a/b/c"), nameOf("a/b/c")], ["a/b", "c"]);
  assertEquals([directoryOf("c"), nameOf("c")], [".", "c"]);
  assertEquals([directoryOf("/c"), joinPath("/", "c"), joinPath("", "c")], ["/", "/c", "c"]);
});
