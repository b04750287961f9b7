import { assertEquals } from "@std/assert";
import { startUpLine } from "../../../server/cli/start_up_line.ts";
import { Config } from "../../../server/config/config.ts";
import { VERSION } from "../../../server/version.ts";

Deno.test("start-up line: addresses, version, policy, limits, process", () => {
  const config = new Config({ "maxmemory": "64mb", "maxmemory-policy": "allkeys-lru" });
  assertEquals(
    startUpLine(
      config,
      [{ hostname: "127.0.0.1", port: 6379 }, { hostname: "::1", port: 6379 }, { path: "/tmp/s" }],
      42,
    ),
    `Vortis ${VERSION} listening on 127.0.0.1:6379, [::1]:6379, /tmp/s ` +
      "(policy allkeys-lru, maxmemory 64mb, max-keys none, maxclients 10000, pid 42)",
  );
});

Deno.test("start-up line: no limits are none", () => {
  assertEquals(
    startUpLine(new Config({ "max-keys": "5" }), [{ path: "s" }], 1),
    `Vortis ${VERSION} listening on s ` +
      "(policy noeviction, maxmemory none, max-keys 5, maxclients 10000, pid 1)",
  );
});
