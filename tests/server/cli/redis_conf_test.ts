/** The program with a file that was written for redis-server. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { RespClient } from "../../../resp/client.ts";
import type { ChildServer } from "../../helpers/servers/child_server.ts";
import { START_PERMISSIONS, startVortis } from "../../helpers/servers/vortis_server.ts";

const MAIN = new URL("../../../main.ts", import.meta.url).pathname;

/** What packages and administrators typically have in there. */
const REDIS_CONF = `
# network
bind 127.0.0.1 -::1
protected-mode yes
tcp-backlog 128
timeout 0

# process
daemonize yes
pidfile redis-server.pid
loglevel notice
logfile redis-server.log
always-show-logo no
set-proc-title yes
proc-title-template "{title} {listen-addr} {server-mode}"
oom-score-adj no
oom-score-adj-values 0 200 800
disable-thp yes

# data
stop-writes-on-bgsave-error yes
rdbcompression yes
rdb-del-sync-files no
appendonly no
appendfsync everysec

# replicas, clusters, TLS
replica-serve-stale-data yes
slave-read-only yes
repl-diskless-sync-delay 5
replica-priority 50
cluster-enabled no
tls-port 0

# threads and memory
io-threads 4
io-threads-do-reads yes
lazyfree-lazy-eviction no
lazyfree-lazy-user-del yes
maxmemory 100mb
maxmemory-policy allkeys-lru
maxmemory-eviction-tenacity 10
activedefrag no
jemalloc-bg-thread yes
dynamic-hz yes
activerehashing yes
list-compress-depth 0
hash-max-ziplist-entries 256

lua-time-limit 5000
latency-tracking-info-percentiles 50 99
user default on nopass sanitize-payload ~* &* +@all
`;

async function withConf(
  content: string,
  body: (path: string, directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "vortis-conf-" });
  try {
    const path = `${directory}/redis.conf`;
    await Deno.writeTextFile(path, content);
    await body(path, directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The program, which ends at once; what it says on the standard error. */
async function refusal(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...START_PERMISSIONS, MAIN, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  assertEquals([code, stdout.length], [1, 0]);
  return new TextDecoder().decode(stderr);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("redis.conf: what would change the server stops the start, with the line and the way out", async () => {
  await withConf(REDIS_CONF, async (path) => {
    const line = REDIS_CONF.split("\n").indexOf("daemonize yes") + 1;
    assertEquals(
      await refusal(["--config", path]),
      `vortis: ${path}:${line}: 'daemonize': the server stays in the foreground; say 'no', and let ` +
        "a service manager or the shell's '&' put it into the background\n",
    );
  });
  await withConf("port 0\nuser default on nopass ~* &* +@all\nuser ada on\n", async (path) => {
    assertEquals(
      await refusal(["--config", path, "--unixsocket", `${path}.sock`]),
      `vortis: ${path}:3: 'user': there are no users but 'default'; remove the line\n`,
    );
  });
});

Deno.test("redis.conf: with what a flag takes back, the server starts and tells what has no effect", async () => {
  await withConf(REDIS_CONF, async (path, directory) => {
    // Relative paths are those of the data's directory, as in redis-server.
    const args = ["--config", path, "--daemonize", "no", "--dir", directory];
    const server = await startVortis(args);
    try {
      using client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
      const settings = await client.call(
        ...["CONFIG", "GET", "io-threads", "replica-priority", "slave-priority", "maxmemory"],
        ...["daemonize", "hash-max-listpack-entries", "lazyfree-lazy-user-del", "cluster-enabled"],
      );
      assertEquals(settings, [
        ...["io-threads", "4", "replica-priority", "50", "slave-priority", "50"],
        ...["maxmemory", "104857600", "daemonize", "no", "hash-max-listpack-entries", "256"],
        ...["lazyfree-lazy-user-del", "yes", "cluster-enabled", "no"],
      ]);
      assertEquals(await Deno.readTextFile(`${directory}/redis-server.pid`), `${server.pid}\n`);

      const log = await Deno.readTextFile(`${directory}/redis-server.log`);
      const notices = log.split("\n").filter((line) => line.includes("Without effect here"));
      assertEquals(notices.map((line) => line.replace(/^.*here: /, "")), [
        "'replica-priority 50': there are no replicas",
        "'io-threads 4', 'io-threads-do-reads yes': one thread executes all commands",
        "'lazyfree-lazy-user-del yes': " +
        "values go back to the arena at once, no other thread frees them",
      ]);

      assertEquals(await client.call("CONFIG", "SET", "maxmemory", "50mb"), "OK");
      assertEquals(await client.call("CONFIG", "REWRITE"), "OK");
      const rewritten = (await Deno.readTextFile(path)).split("\n");
      const foreign = /^(daemonize|io-threads|slave-read-only|replica-priority|tls-port|user) /;
      const linesOf = (lines: string[]) => lines.filter((line) => foreign.test(line));
      assertEquals(linesOf(rewritten), linesOf(REDIS_CONF.split("\n")));
      assert(rewritten.includes("maxmemory 50mb"));
      assert(rewritten.includes("hash-max-listpack-entries 256"));
    } finally {
      assertEquals((await server.stop()).code, 0);
    }
    assertEquals(await exists(`${directory}/redis-server.pid`), false);
  });
});

Deno.test("redis.conf: a process identifier that cannot be written is a warning", async () => {
  await withConf("pidfile /nonexistent/redis.pid\n", async (path) => {
    await using server: ChildServer = await startVortis(["--config", path]);
    assertMatch(
      server.output,
      /# Failed to write PID file '\/nonexistent\/redis\.pid': No such file or directory\n/,
    );
  });
});
