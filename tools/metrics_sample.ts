/**
 * Prints what a server with some of everything shows at /metrics: for Prometheus's own tool, which knows
 * what a good exposition is.
 *
 *     deno run -A tools/metrics_sample.ts | promtool check metrics
 */

import { RespClient } from "../resp/client.ts";
import { Config } from "../server/config/config.ts";
import { Logger } from "../server/log.ts";
import { serve } from "../server/server.ts";
import { Store } from "../mod.ts";

/** Names that would break out of a label, were they not escaped. */
const NAMES = ["users", 'a"b', "back\\slash", 'line\nbreak{x="y"} 1', "é 💥", "\ud800"];

const REQUESTS = ["SET k v", "GET k", "GET none", "LPUSH k v", "GET", "NOSUCH", "CLIENT GETNAME"];

if (import.meta.main) {
  using store = new Store();
  for (const name of NAMES) store.namespace(name).set("k", "v", { ex: 100 });
  const server = await serve({
    ...{ store, hostname: "127.0.0.1", port: 0, httpPort: 0 },
    config: new Config({}),
    log: new Logger({ write: () => {} }),
  });
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  for (const request of REQUESTS) {
    // Some of them are meant to fail.
    await client.call(...request.split(" ")).catch(() => {});
  }
  const response = await fetch(`http://127.0.0.1:${server.httpPort}/metrics`);
  await Deno.stdout.write(await response.bytes());
  client.close();
  await server.shutdown();
}
