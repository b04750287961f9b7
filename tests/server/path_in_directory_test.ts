import { assert, assertEquals } from "@std/assert";
import { RespClient } from "../../resp/client.ts";
import { Config } from "../../server/config/config.ts";
import { pathInDirectory } from "../../server/path_in_directory.ts";
import { startLive } from "../helpers/servers/live_server.ts";

Deno.test("pathInDirectory: relative paths begin in dir, others are theirs", () => {
  const config = new Config({ dir: "/data" });
  const cases = [["a.log", "/data/a.log"], ["sub/a", "/data/sub/a"], ["/var/a", "/var/a"]];
  for (const [path, found] of [...cases, ["C:\\a", "C:\\a"]]) {
    assertEquals(pathInDirectory(config, path), found);
  }
});

Deno.test("unixsocket: a relative path is one in dir, and is told as it was given", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const { server } = await startLive({ dir, save: "", unixsocket: "server.sock" });
    using client = await RespClient.connect({ path: `${dir}/server.sock` });
    assertEquals(await client.call("CONFIG", "GET", "unixsocket"), ["unixsocket", "server.sock"]);
    const paths = server.addresses.flatMap((each) => "path" in each ? [each.path] : []);
    assertEquals(paths.length, 1);
    assert(paths[0].endsWith("/server.sock"));
    await server.shutdown();
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
