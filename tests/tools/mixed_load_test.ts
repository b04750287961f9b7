import { assert, assertEquals, assertRejects } from "@std/assert";
import { runMixedLoad } from "../../tools/stress/mixed_load.ts";
import { withHttp } from "../helpers/http/http_server.ts";

const LOAD = { seconds: 0.5, rate: 1000, clients: 8, restShare: 0.5 };

Deno.test("the mixed load sends what it was asked for, over both protocols", async () => {
  await withHttp({}, async ({ server, json }) => {
    const ports = { port: server.port, httpPort: server.httpPort };
    const { rest, resp, keys } = await runMixedLoad({ ...LOAD, ...ports, seed: 1 });
    assertEquals(rest.requests + resp.requests, 500);
    assert(rest.requests > 150 && resp.requests > 150, `${rest.requests} over REST`);
    assertEquals([rest.latency.count, resp.latency.count], [rest.requests, resp.requests]);
    assert(keys > 0);
    assertEquals((await json<{ errors: number }>("/stats")).errors, 0);
  });
});

Deno.test("the mixed load notices what it has not written", async () => {
  await withHttp({}, async ({ server, resp }) => {
    const ports = { port: server.port, httpPort: server.httpPort };
    let ends = false;
    const sabotage = (async () => {
      while (!ends) {
        await resp.call("SET", "foreign", "x");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    await assertRejects(
      () => runMixedLoad({ ...LOAD, ...ports, seconds: 0.2, seed: 2 }),
      Error,
      "seed 2: There are",
    );
    ends = true;
    await sabotage;
  });
});
