/**
 * What is left of an AOF whose end is missing, at each byte, and of one with a byte that is another.
 *
 * A cut is always noticed: the whole commands and groups before it are executed, nothing else. A changed
 * byte is noticed if it belongs to the form; an AOF has no checksum, so a changed byte of a value, or a
 * length that reaches just so far that the file seems torn, cannot be told from what was written.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Arguments } from "../../../../resp/arguments.ts";
import { CommandReplay } from "../../../../server/dispatch/command_replay.ts";
import { AofDamageError } from "../../../../store/persistence/aof/damage.ts";
import { AofReplay, UnknownCommandError } from "../../../../store/persistence/aof/replay.ts";
import type { ReadableFile } from "../../../../store/persistence/file_system.ts";
import { TestServer } from "../../../helpers/commands.ts";
import { dataImage, differences } from "../../../helpers/data/data_image.ts";
import { FakeFileSystem } from "../../../helpers/data/fake_file_system.ts";
import { AOF_DIRECTORY, AOF_NAME, LoggedServer } from "../../../helpers/servers/logged_server.ts";
import { Random, seeds } from "../../../helpers/random.ts";
import { Upheaval } from "../../../helpers/data/upheaval.ts";

const FILE = `${AOF_DIRECTORY}/${AOF_NAME}.1.incr.aof`;

/** A file in memory. */
function fileOf(bytes: Uint8Array): ReadableFile {
  return {
    path: FILE,
    size: bytes.length,
    readAt(offset, target, start, end) {
      const part = bytes.subarray(offset, offset + end - start);
      target.set(part, start);
      return part.length;
    },
    close() {},
  };
}

/** An AOF of so many requests, with what there was after each: of all types, in groups, too. */
function written(seed: number, requests: number) {
  const logged = new LoggedServer(new FakeFileSystem(), {}).start();
  const states = [{ length: 0, image: dataImage(logged.server) }];
  const upheaval = new Upheaval(logged.server, seed);
  const random = new Random(seed);
  for (let i = 0; i < requests; i++) {
    if (random.chance(0.15)) {
      logged.run("MULTI", `SET s:${i} a`, `RPUSH l:${i} a b`, `ZADD z:1 ${i} m`, "EXEC");
    } else {
      upheaval.run(1);
      logged.aof.log.flush();
    }
    const { length } = (logged.files as FakeFileSystem).read(FILE);
    states.push({ length, image: dataImage(logged.server) });
  }
  const bytes = (logged.files as FakeFileSystem).read(FILE);
  const timeMs = logged.server.time.now();
  return { bytes, states, timeMs };
}

/** Replays a file; what it left, and how many bytes of it were whole. */
function replayed(bytes: Uint8Array, timeMs: number, mayBeTorn = true) {
  const server = new TestServer();
  server.advance(timeMs - server.time.now());
  const replay = new AofReplay(fileOf(bytes), server.engine, new CommandReplay(server), {
    mayBeTorn,
  });
  for (let steps = 0; !replay.step(1000); steps++) assert(steps < 100, "it does not end");
  return { server, whole: replay.wholeBytes };
}

Deno.test("an AOF that is cut at any byte loads what was whole before the cut", () => {
  for (const seed of seeds("cuts of an AOF")) {
    const { bytes, states, timeMs } = written(seed, 100);
    assert(bytes.length > 2000);
    // The state at each end of a request; between two, the first of them (an expiry may come before).
    for (const { length, image } of states.slice(1)) {
      const { server, whole } = replayed(bytes.slice(0, length), timeMs);
      assertEquals(whole, length);
      const { length: now } = differences(image, dataImage(server)).filter((text) =>
        // What has expired by the end was there in the middle.
        !/was: +\S+ :\d{13} /.test(text) || !text.includes("became: undefined")
      );
      assertEquals(now, 0, `seed ${seed}: not the state at byte ${length}`);
    }
    // Every byte: the commands of the whole file, up to the last one that is whole.
    const all = executed(bytes, bytes.length);
    let last = 0;
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { commands, whole } = executed(bytes, cut);
      assert(whole <= cut && whole >= last, `seed ${seed}: byte ${cut}`);
      last = whole;
      assertEquals(commands, all.commands.slice(0, commands.length));
      const before = states.findLast(({ length }) => length <= cut)!;
      assert(whole >= before.length, `seed ${seed}: cut at ${cut}, whole up to ${whole}`);
      if (whole === cut) continue;
      // Where no torn end is allowed the start is refused.
      const strict = { mayBeTorn: false };
      const replay = () => executed(bytes, cut, strict);
      const error = assertThrows(replay, AofDamageError);
      assert(error.message.includes("aof-load-truncated"));
    }
    assertEquals(last, bytes.length);
  }
});

const UNUSED = new TestServer();

/** Parses the first bytes of a file; which commands would be executed. */
function executed(bytes: Uint8Array, cut: number, { mayBeTorn } = { mayBeTorn: true }) {
  const commands: number[] = [];
  const executor = {
    execute(_namespace: string, args: Arguments): undefined {
      // A fingerprint of the arguments.
      let hash = args.count;
      for (let i = 0; i < args.count; i++) {
        for (let at = args.starts[i]; at < args.ends[i]; at++) {
          hash = Math.imul(hash ^ args.bytes[at], 16777619);
        }
      }
      commands.push(hash);
    },
  };
  const replay = new AofReplay(fileOf(bytes.subarray(0, cut)), UNUSED.engine, executor, {
    mayBeTorn,
  });
  while (!replay.step(1000));
  return { commands, whole: replay.wholeBytes };
}

Deno.test("an AOF with any byte changed is loaded or refused, and nothing else happens", () => {
  // One is enough: it takes a load for each byte.
  for (const seed of seeds("changed bytes of an AOF").slice(1)) {
    const { bytes, timeMs } = written(seed, 20);
    const random = new Random(seed);
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] ^= 1 << random.int(8);
      try {
        replayed(changed, timeMs);
      } catch (error) {
        assert(
          error instanceof AofDamageError && !(error instanceof UnknownCommandError),
          `seed ${seed}, byte ${at}: ${error}`,
        );
        refused++;
      }
    }
    assert(refused > bytes.length / 10);
  }
});
