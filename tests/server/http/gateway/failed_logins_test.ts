import { assert, assertEquals } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";
import { TestHttp } from "../../../helpers/http/http_handler.ts";

const PATH = "/v1/namespaces/0/keys/k";

Deno.test("a wrong password over HTTP stands in ACL LOG, with user and address", async () => {
  const server = new TestServer({ requirepass: "secret" });
  using http = new TestHttp(server);
  const send = async (authorization: string, path = PATH): Promise<number> => {
    return (await http.fetch(path, { headers: { authorization } })).status;
  };
  assertEquals(await send("Bearer wrong"), 401);
  assertEquals(await send("Bearer other", "/stats"), 401);
  assertEquals(await send(`Basic ${btoa("ada:secret")}`), 401);
  assertEquals(await send("Basic %%%"), 401);
  const entries = server.aclLog.newest(10);
  assertEquals(
    entries.map(({ count, context, object, username }) => [count, context, object, username]),
    [[1, "toplevel", "HTTP", ""], [1, "toplevel", "HTTP", "ada"], [
      2,
      "toplevel",
      "HTTP",
      "default",
    ]],
  );
  for (const { client } of entries) {
    assert(client.startsWith("id=0 addr=127.0.0.1:50000 laddr= "), client);
  }
});

Deno.test("who is right, or sends no password at all, does not stand there", async () => {
  const server = new TestServer({ requirepass: "secret" });
  using http = new TestHttp(server);
  const right = { authorization: "Bearer secret" };
  assertEquals((await http.fetch(PATH, { headers: right })).status, 404);
  assertEquals((await http.fetch(PATH)).status, 401);
  assertEquals(
    (await http.fetch("/health", { headers: { authorization: "Bearer x" } })).status,
    200,
  );
  server.client().reply("PING");
  assertEquals(server.aclLog.newest(10), []);
});
