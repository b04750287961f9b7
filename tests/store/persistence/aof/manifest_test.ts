import { assertEquals, assertThrows } from "@std/assert";
import { AofDamageError } from "../../../../store/persistence/aof/damage.ts";
import {
  AofManifest,
  readManifest,
  writeManifest,
} from "../../../../store/persistence/aof/manifest.ts";
import { FakeFileSystem } from "../../../helpers/data/fake_file_system.ts";
import { bytesOf } from "../../../helpers/data/rdb_bytes.ts";

function read(text: string): AofManifest | undefined {
  const disk = new FakeFileSystem();
  const file = disk.create("m");
  const bytes = bytesOf(text);
  file.write(bytes, 0, bytes.length);
  file.close();
  return readManifest(disk, "m");
}

Deno.test("names of other than printable characters of ASCII are written as Redis writes them", () => {
  const name = 'd\u00e9j\u00e0 "vu"\t\n\\.aof';
  const manifest = new AofManifest({ name, sequence: 1 }, [{ name: "plain.aof", sequence: 2 }]);
  const text = String.raw`file "d\xc3\xa9j\xc3\xa0 \"vu\"\t\n\\.aof" seq 1 type b` +
    "\nfile plain.aof seq 2 type i\n";
  assertEquals(manifest.toString(), text);
  assertEquals(read(text), manifest);
});

Deno.test("every name is read back as it was", () => {
  const disk = new FakeFileSystem();
  for (let code = 1; code < 300; code++) {
    const character = String.fromCharCode(code);
    if (character === "/") continue;
    const manifest = new AofManifest(undefined, [{ name: `a${character}b`, sequence: code }]);
    writeManifest(disk, ".", "manifest", manifest);
    assertEquals(readManifest(disk, "manifest"), manifest, `character ${code}`);
  }
});

Deno.test("what is no line of a manifest is refused", () => {
  const lines = [
    "file a seq 1 type b file",
    "file a seq 1",
    'file "a seq 1 type b',
    "file a/b seq 1 type b",
    "file a seq x type b",
    "file a seq 1 type x",
    "",
  ];
  for (const line of lines) assertThrows(() => read(`${line}\n`), AofDamageError, "", line);
  assertThrows(() => read("file a seq 1 type b"), AofDamageError);
  assertThrows(() => read("# nothing\n"), AofDamageError);
});
