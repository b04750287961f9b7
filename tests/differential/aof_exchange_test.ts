import { assert, assertEquals } from "@std/assert";
import { CommandReplay } from "../../server/dispatch/command_replay.ts";
import { Aof } from "../../store/persistence/aof/aof.ts";
import { DenoFileSystem } from "../../store/persistence/deno_file_system.ts";
import { TestServer } from "../helpers/commands.ts";
import { dataImage, differences } from "../helpers/data/data_image.ts";
import { AOF_NAME, LoggedServer } from "../helpers/servers/logged_server.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { seeds } from "../helpers/random.ts";
import { CommandGenerator } from "./random/commands.ts";

const decoder = new TextDecoder();

/** Runs a redis-server on the AOF of a directory. */
async function withRedis(
  directory: string,
  use: (connection: RawConnection) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  const child = new Deno.Command("redis-server", {
    args: [
      ...["--port", String(port), "--bind", "127.0.0.1", "--dir", directory, "--save", ""],
      ...["--appendonly", "yes", "--appendfsync", "always"],
    ],
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = new Response(child.stdout).text();
  try {
    for (let attempt = 0;; attempt++) {
      try {
        const connection = await RawConnection.connect({ hostname: "127.0.0.1", port });
        for (;;) {
          const reply = decoder.decode(await connection.command("PING"));
          if (reply === "+PONG\r\n") break;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        await use(connection);
        connection.close();
        break;
      } catch (error) {
        if (!(error instanceof Deno.errors.ConnectionRefused) || attempt > 200) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  } catch (error) {
    child.kill("SIGTERM");
    throw new Error(`${error}\n${await output}`);
  } finally {
    try {
      child.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await output;
    await child.status;
  }
}

/** Numbers of keys by the names of databases. */
async function redisSizes(connection: RawConnection): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (let database = 0; database < 16; database++) {
    await connection.command("SELECT", String(database));
    const reply = decoder.decode(await connection.command("DBSIZE"));
    sizes.set(String(database), Number(reply.slice(1)));
  }
  return sizes;
}

function sizesOf({ engine }: TestServer): Map<string, number> {
  const sizes = new Map<string, number>();
  for (let database = 0; database < 16; database++) {
    sizes.set(String(database), engine.namespace(String(database)).size);
  }
  return sizes;
}

async function redisCheck(path: string): Promise<void> {
  const { success, stdout } = await new Deno.Command("redis-check-aof", { args: [path] }).output();
  assert(success, decoder.decode(stdout));
}

/** Commands that leave the data as they are, or are not those of Redis 7.0. */
const LEFT_OUT =
  /^(QUIT|CLIENT|HELLO|RESET|SHUTDOWN|DEBUG|CONFIG|MULTI|EXEC|WATCH|HP?EXPIRE.*|HPERSIST|HSETEX|HGETEX|HGETDEL|HP?TTL|HP?EXPIRETIME)$/i;

/** What there is in a directory, on a server of its own. */
function loaded(directory: string): { server: TestServer; warnings: string[] } {
  const server = new TestServer();
  server.advance(Date.now() - server.time.now());
  const warnings: string[] = [];
  const aof = new Aof(server.engine, new DenoFileSystem(), directory, AOF_NAME);
  const load = aof.load(new CommandReplay(server), { warn: (message) => warnings.push(message) })!;
  while (!load.step(100));
  return { server, warnings };
}

/**
 * What deletes entries of a stream. Of one that a group still waits for, redis-server's rewrite makes an XCLAIM,
 * and its own XCLAIM drops what is deleted.
 */
function deletesEntries(args: readonly unknown[]): boolean {
  const name = String(args[0]).toUpperCase();
  if (name === "XADD") return args.some((arg) => /^(MAXLEN|MINID)$/i.test(String(arg)));
  return name === "XDEL" || name === "XTRIM";
}

function fill(run: (args: (string | Uint8Array)[]) => void, seed: number, commands: number): void {
  const generator = new CommandGenerator(seed);
  for (let i = 0; i < commands; i++) {
    const { args } = generator.next();
    if (LEFT_OUT.test(String(args[0]))) continue;
    if (deletesEntries(args)) continue;
    // Counts without sense overflow, and Redis does not read back what it makes of them then.
    if (args.some((arg) => /^ENTRIES(READ|ADDED)$/i.test(String(arg)))) continue;
    run(args.map((arg) => typeof arg === "number" ? String(arg) : arg));
  }
}

for (const rdbBase of [true, false]) {
  const form = rdbBase ? "RDB" : "commands";
  Deno.test(`redis-server loads what Vortis wrote, its base in ${form}, and the other way round`, async () => {
    for (const seed of seeds("exchanged AOFs")) {
      const top = await Deno.makeTempDir({ prefix: "vortis_aof_" });
      try {
        const directory = `${top}/appendonlydir`;
        const logged = new LoggedServer(
          new DenoFileSystem(),
          { rdbBase, timestamps: true },
          directory,
        )
          .start();
        logged.server.advance(Date.now() - logged.server.time.now());
        fill((args) => logged.client.replyBytes(args), seed, 1500);
        await logged.rewrite();
        fill((args) => logged.client.replyBytes(args), seed + 1, 1500);
        logged.aof.stop();
        await redisCheck(`${directory}/${AOF_NAME}.manifest`);
        const image = dataImage(logged.server);
        assert(image.size > 20);

        let sizes = new Map<string, number>();
        await withRedis(top, async (connection) => {
          assertEquals(await redisSizes(connection), sizesOf(logged.server));
          await connection.command("SELECT", "0");
          await connection.command("BGREWRITEAOF");
          for (;;) {
            const info = decoder.decode(await connection.command("INFO", "persistence"));
            if (/aof_rewrite_in_progress:0/.test(info) && /aof_rewrite_scheduled:0/.test(info)) {
              break;
            }
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
        });
        assertEquals(differences(image, dataImage(loaded(directory).server)), []);

        // Its own effects, as it tells them.
        await withRedis(top, async (connection) => {
          const requests: (string | Uint8Array)[][] = [];
          fill((args) => requests.push(args), seed + 2, 1000);
          for (const request of requests) await connection.command(...request);
          sizes = await redisSizes(connection);
        });
        const back = loaded(directory);
        assertEquals(back.warnings, []);
        assertEquals(sizesOf(back.server), sizes);
      } finally {
        await Deno.remove(top, { recursive: true });
      }
    }
  });
}
