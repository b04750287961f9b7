import { assert, assertEquals, assertRejects } from "@std/assert";
import { startUpLine } from "../../../server/cli/start_up_line.ts";
import { Config } from "../../../server/config/config.ts";
import { ListenError, serve } from "../../../server/server.ts";
import { withHttp } from "../../helpers/http/http_server.ts";

Deno.test("http: an address in use is reported, and no server is left", async () => {
  await withHttp({}, async ({ server }) => {
    const error = await assertRejects(
      () => serve({ hostname: "127.0.0.1", port: 0, httpPort: server.httpPort }),
      ListenError,
    );
    assertEquals(error.code, "address-in-use");
  });
});

Deno.test("http: it listens on all addresses of bind, and the start-up line names them", async () => {
  const config = new Config({ bind: "127.0.0.1 -::1", port: "0" });
  const server = await serve({ config, httpPort: 0 });
  try {
    const { addresses, httpAddresses, httpPort } = server;
    assertEquals(httpAddresses[0], { hostname: "127.0.0.1", port: httpPort });
    const line = startUpLine(config, addresses, 1, httpAddresses);
    assert(line.includes(`http://127.0.0.1:${httpPort}`), line);
    const answer = await fetch(`http://127.0.0.1:${httpPort}/health`);
    assertEquals(answer.status, 200);
    await answer.body?.cancel();
  } finally {
    await server.shutdown();
  }
});

Deno.test("http: without a port there is none", async () => {
  const server = await serve({ config: new Config(), hostname: "127.0.0.1", port: 0 });
  assertEquals([server.httpPort, server.httpAddresses], [0, []]);
  await server.shutdown();
});
