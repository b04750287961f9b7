/** Snapshots in memory, for tests: what a snapshot writes, and a server that has read it. */

import { assert } from "@std/assert";
import type { Engine } from "../../../store/engine/engine.ts";
import { SNAPSHOT } from "../../../store/keyspace/record.ts";
import { visitAll } from "../../../store/keyspace/scan.ts";
import { CommandReplay } from "../../../server/dispatch/command_replay.ts";
import { AofReplay } from "../../../store/persistence/aof/replay.ts";
import { DatabaseNumbers } from "../../../store/persistence/database_numbers.ts";
import { RdbLoader } from "../../../store/persistence/rdb/loader.ts";
import type { SettingTexts } from "../../../server/config/config.ts";
import type { SnapshotSink } from "../../../store/persistence/snapshot.ts";
import { TestServer } from "../commands.ts";
import { FakeFileSystem } from "./fake_file_system.ts";

/** Keeps what it gets. */
export class MemorySink implements SnapshotSink {
  #bytes = new Uint8Array(1024);
  #length = 0;

  write(bytes: Uint8Array, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(2 * length);
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes.subarray(start, end), this.#length);
    this.#length = length;
  }

  /** All of it. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }
}

/** A server that has loaded an RDB file, at the time of another one. */
export function loadedServer(
  bytes: Uint8Array,
  nowMs: number,
  settings: SettingTexts = {},
): TestServer {
  const server = new TestServer(settings);
  server.advance(nowMs - server.time.now());
  const source = {
    path: "memory",
    size: bytes.length,
    readAt(offset: number, target: Uint8Array, start: number, end: number) {
      const part = bytes.subarray(offset, offset + end - start);
      target.set(part, start);
      return part.length;
    },
  };
  const numbers = new DatabaseNumbers();
  const loader: RdbLoader = new RdbLoader(server.engine, source, {
    namespaceOf(number) {
      numbers.readAux(loader.aux);
      return server.engine.namespace(numbers.nameOf(number));
    },
  });
  while (!loader.step(1000));
  return server;
}

/** A server that has replayed an AOF's bytes, at the time of another one. */
export function replayedServer(bytes: Uint8Array, nowMs: number): TestServer {
  const server = new TestServer();
  server.advance(nowMs - server.time.now());
  const disk = new FakeFileSystem();
  disk.put("./aof", bytes);
  const replay = new AofReplay(disk.open("./aof"), server.engine, new CommandReplay(server), {
    mayBeTorn: false,
    onError: (offset, command, error) => {
      throw new Error(`${offset} ${command}: ${error}`);
    },
  });
  while (!replay.step(1000));
  return server;
}

/** Checks that no record looks as if a snapshot did not have it: none is under way. */
export function assertAllMarked(engine: Engine): void {
  const marks = new Set<number>();
  for (const namespace of engine.namespaces.values()) {
    marks.add(namespace.mark);
    visitAll(namespace.table, (address) => {
      namespace.open(address);
      marks.add(namespace.words[namespace.at] & SNAPSHOT);
    });
  }
  assert(marks.size <= 1, "records differ from what the engine says");
}
