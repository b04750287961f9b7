import { assert, assertEquals } from "@std/assert";
import { dataImage } from "../../../helpers/data/data_image.ts";
import { FakeFileSystem, PowerLoss } from "../../../helpers/data/fake_file_system.ts";
import { LoggedServer } from "../../../helpers/servers/logged_server.ts";
import { Random, seeds } from "../../../helpers/random.ts";

const COMMANDS = [
  "SET a 1",
  "RPUSH list x y z",
  "INCR a",
  "LMOVE list other LEFT RIGHT",
  "SELECT 3",
  "SADD set 1 2 3",
  "COPY set set2",
  "SELECT 0",
  "HSET hash f v g w",
  "APPEND a tail",
  "DEL set",
  "ZADD zset 1 a 2 b",
  "SET b value PXAT 2000000000000",
  "RENAME b c",
];

/** What a run was like when the power went. */
interface Run {
  disk: FakeFileSystem;
  /** The data after each command, the first one before all. */
  states: string[];
  /** How many commands were acknowledged. */
  acknowledged: number;
}

function image(logged: LoggedServer): string {
  return JSON.stringify([...dataImage(logged.server)].sort());
}

/** Runs all commands, with rewrites among them, on a disk that dies after `lifetime` operations. */
async function runUntil(lifetime: number, inlineSyncMs: number): Promise<Run> {
  const disk = new FakeFileSystem();
  disk.lifetime = lifetime;
  const logged = new LoggedServer(disk, { fsync: "always" });
  logged.aof.log.inlineSyncMs = inlineSyncMs;
  const run: Run = { disk, states: [image(logged)], acknowledged: 0 };
  try {
    logged.start();
    for (const [i, command] of COMMANDS.entries()) {
      const rewrite = i === 4 || i === 9 ? logged.aof.rewrite() : undefined;
      logged.run(command);
      run.states.push(image(logged));
      if (!await logged.commit()) break;
      run.acknowledged = i + 1;
      if (rewrite === undefined) continue;
      while (!rewrite.step(1)) await Promise.resolve();
      await rewrite.finish();
      logged.aof.rewriteEnded();
    }
  } catch (error) {
    if (!(error instanceof PowerLoss)) throw error;
  }
  return run;
}

Deno.test("whenever the power goes, what was acknowledged under always is there", async () => {
  const { disk } = await runUntil(Infinity, 0);
  const operations = disk.operations;
  assert(operations > 60);
  for (const [i, seed] of seeds("power loss").entries()) {
    const random = new Random(seed);
    for (let lifetime = 0; lifetime <= operations; lifetime++) {
      const run = await runUntil(lifetime, i);
      for (const survival of [i === 0 ? "synced" : "everything", random] as const) {
        const left = run.disk.powerLoss(survival);
        const again = new LoggedServer(left, { fsync: "always" }).start();
        const state = run.states.indexOf(image(again), run.acknowledged);
        assert(
          state >= 0,
          `${lifetime} operations, then ${
            run.disk.log.at(-1)
          }: ${run.acknowledged} acknowledged, ` +
            `found ${image(again)}`,
        );
        if (!random.chance(0.25)) continue;
        // It goes on from there, and has no torn end left.
        again.run("SET again 1");
        assert(await again.commit());
        const third = new LoggedServer(left.powerLoss("synced")).load();
        assertEquals(third.loaded!.torn, undefined);
        assertEquals(third.warnings, []);
        assertEquals(image(third), image(again));
      }
    }
  }
});

Deno.test("switching an AOF on later is all or nothing", async () => {
  let operations = Infinity;
  for (let lifetime = 0; lifetime <= operations; lifetime++) {
    const disk = new FakeFileSystem();
    // There is one already, of before: it must not come back together with what is new.
    const old = new LoggedServer(disk, { fsync: "always" }).start();
    old.run("SET old 1");
    old.aof.stop();
    const before = disk.operations;
    disk.lifetime = before + lifetime;
    const logged = new LoggedServer(disk, { fsync: "always" });
    logged.run("SET a 1");
    let isOn = false;
    try {
      const rewrite = logged.aof.rewrite();
      logged.run("SET b 2");
      while (!rewrite.step(1)) await Promise.resolve();
      await rewrite.finish();
      isOn = true;
      logged.aof.rewriteEnded();
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
    }
    const again = new LoggedServer(disk.powerLoss("synced")).load();
    const keys = [...dataImage(again.server).keys()].sort().join();
    if (isOn) assertEquals(keys, "0/a,0/b");
    else assert(keys === "0/old" || keys === "0/a,0/b", keys);
    if (operations === Infinity && disk.operations < disk.lifetime) operations = lifetime;
  }
});
