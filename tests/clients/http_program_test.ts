/**
 * HTTP of the program as it is started: what the executable has in a file of its own is there, too.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { getAvailablePort } from "@std/net";
import { RespClient } from "../../resp/client.ts";
import { startSubject } from "../helpers/servers/subject_server.ts";
import { untilAnswered } from "../helpers/until.ts";

Deno.test("the program answers HTTP: data, figures, pages and documentation", async () => {
  const httpPort = getAvailablePort();
  await using server = await startSubject(["--http-port", `${httpPort}`]);
  const url = `http://127.0.0.1:${httpPort}`;
  const read = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    assert(response.ok, `${path}: ${response.status} ${text.slice(0, 200)}`);
    return text;
  };

  await untilAnswered(`${url}/health/live`);
  await read("/v1/namespaces/0/keys/greeting", { method: "PUT", body: "hello" });
  assertEquals(await read("/v1/namespaces/0/keys/greeting"), "hello");
  const client = await RespClient.connect({ hostname: "127.0.0.1", port: server.port });
  assertEquals(await client.call("GET", "greeting"), "hello");
  client.close();
  assertEquals(JSON.parse(await read("/health")).status, "ok");
  assertStringIncludes(await read("/metrics"), 'vortis_keys{namespace="0"} 1\n');
  assertEquals(JSON.parse(await read("/openapi.json")).openapi, "3.1.0");
  for (const page of ["/", "/docs"]) {
    const html = await read(page);
    const files = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path);
    assert(files.length >= 3, html);
    for (const file of files) assert((await read(file)).length > 100, file);
  }
});
