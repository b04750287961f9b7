/**
 * The file of Debian's package redis-server, as it is: with what it says of the system's directories taken
 * back by flags, it starts this server as it starts redis-server.
 */
import { assertEquals } from "@std/assert";
import { getAvailablePort } from "@std/net";
import { RespClient } from "../../resp/client.ts";
import { ChildServer } from "../helpers/servers/child_server.ts";
import { startVortis } from "../helpers/servers/vortis_server.ts";

const DEBIAN_CONF = "/etc/redis/redis.conf";

/** What Vortis has and Redis 7.0 does not. */
const OF_VORTIS = ["http-cors-origin", "http-max-body", "http-port", "max-keys"];

async function isReadable(path: string): Promise<boolean> {
  return await Deno.open(path).then((file) => (file.close(), true), () => false);
}

async function settingsOf(port: number): Promise<Record<string, string>> {
  using client = await RespClient.connect({ hostname: "127.0.0.1", port });
  const list = await client.call("CONFIG", "GET", "*") as string[];
  const pairs = list.flatMap((name, i) => i % 2 === 0 ? [[name, list[i + 1]]] : []);
  return Object.fromEntries(pairs);
}

Deno.test({
  name: "Debian's redis.conf starts Vortis, with the settings that redis-server has from it",
  // Its owner may keep others from reading it.
  ignore: !await isReadable(DEBIAN_CONF),
  async fn() {
    const directory = await Deno.makeTempDir({ prefix: "debian-conf-" });
    const flags = [
      ...["--daemonize", "no", "--dir", directory, "--logfile", ""],
      ...["--pidfile", `${directory}/server.pid`, "--bind", "127.0.0.1"],
    ];
    try {
      await using vortis = await startVortis(["--config", DEBIAN_CONF, ...flags]);
      const found = await settingsOf(vortis.port);
      assertEquals(await Deno.readTextFile(`${directory}/server.pid`), `${vortis.pid}\n`);
      assertEquals(vortis.output.match(/Without effect here.*/g), null);
      await vortis.stop();

      const port = getAvailablePort();
      const persistence = ["--save", "", "--appendonly", "no"];
      await using redis = await ChildServer.start({
        command: "redis-server",
        args: [DEBIAN_CONF, ...flags, "--port", String(port), ...persistence],
        port,
      });
      const expected = await settingsOf(redis.port);
      for (const name of OF_VORTIS) delete found[name];
      for (const settings of [found, expected]) delete settings.port;
      assertEquals(found, expected);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
