import { assertEquals } from "@std/assert";
import { CommandReplay } from "../../../server/command_replay.ts";
import { AofReplay } from "../../../store/persistence/aof_replay.ts";
import { EffectEncoder } from "../../../store/persistence/effect_encoder.ts";
import { CommandGenerator } from "../../differential/random_commands.ts";
import { TestServer } from "../../helpers/commands.ts";
import { formatCommand } from "../../helpers/command_line.ts";
import { dataImage } from "../../helpers/data_image.ts";
import { FakeFileSystem } from "../../helpers/fake_file_system.ts";
import { Random, seeds } from "../../helpers/random.ts";

/** Commands whose outcome depends on more than the data, or that end clients. */
const LEFT_OUT = /^(QUIT|CLIENT|HELLO|RESET|SHUTDOWN|DEBUG|CONFIG|SUBSCRIBE|PSUBSCRIBE)$/i;

/** A server whose effects are encoded. */
function logged(settings: Record<string, string> = {}) {
  const server = new TestServer(settings);
  const log = new EffectEncoder(server.engine.clock);
  server.engine.feed.log = log;
  return { server, log };
}

/** A server in whose engine these bytes were replayed. */
function replayed(bytes: Uint8Array, nowMs: number): { server: TestServer; errors: string[] } {
  const server = new TestServer();
  server.advance(nowMs - server.time.now());
  const errors: string[] = [];
  const disk = new FakeFileSystem();
  disk.put("./aof", bytes);
  const replay = new AofReplay(disk.open("./aof"), server.engine, new CommandReplay(server), {
    mayBeTorn: false,
    onError: (offset, command, error) => errors.push(`${offset} ${command}: ${error}`),
  });
  while (!replay.step(10));
  assertEquals(replay.wholeBytes, bytes.length);
  return { server, errors };
}

/** The first keys whose values differ. */
function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => a.get(key) !== b.get(key))
    .map((key) => `${key}\n  was:    ${a.get(key)}\n  became: ${b.get(key)}`);
}

/** Runs commands; returns what replaying their effects makes different. */
function run(seed: number, commands: number): { found: string[]; history: string[] } {
  const random = new Random(seed);
  const { server, log } = logged();
  const clients = [server.client(2), server.client(3)];
  const generators = clients.map((_, i) => new CommandGenerator(seed + i));
  const history: string[] = [];
  for (let i = 0; i < commands; i++) {
    const which = random.int(2);
    const { args } = generators[which]!.next();
    if (LEFT_OUT.test(String(args[0]))) continue;
    const client = clients[which]!;
    if (client.session.paused) continue;
    history.push(formatCommand(args));
    client.replyBytes(args.map((arg) => typeof arg === "number" ? String(arg) : arg));
    if (random.chance(0.02)) server.advance(random.int(40_000_000));
    // One that is lazily removed, one by the sweeper, as it comes.
    if (random.chance(0.01)) server.engine.namespace("0").removeDue(100);
    if (random.chance(0.01)) server.engine.elementExpiry.removeDue(100);
  }
  const before = dataImage(server);
  const { server: copy, errors } = replayed(
    log.bytes.slice(0, log.length),
    server.time.now(),
  );
  return { found: [...differences(before, dataImage(copy)), ...errors], history };
}

Deno.test("what the feed reports of random commands replays to equal data", () => {
  for (const seed of seeds("replayed effects")) {
    for (let round = 0; round < 6; round++) {
      const { found } = run(seed + round * 1000, 1500);
      assertEquals(found, [], `seed ${seed + round * 1000}`);
    }
  }
});
