/** What clients may try to get around the password, or to make a browser run what they have stored. */
import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { withHttp } from "../../helpers/http/http_server.ts";

/** All that a server answers to these bytes, on a connection of their own. */
async function exchange(port: number, request: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(request));
  return await new Response(connection.readable).text();
}

const HOSTS = [
  ...["Host: localhost\r\n", "Host: \r\n", "", "Host: x/docs/y\r\n", "Host: x?/docs\r\n"],
  ...["Host: x#/docs\r\n", "Host: @\r\n", "Host: :80\r\n", "Host: /docs\r\n"],
];

const TARGET = "v1/namespaces/0/keys/secret";
const PATHS = [
  ...[`/${TARGET}`, `//${TARGET}`, `/${TARGET}/`, `/${TARGET.toUpperCase()}`, `/./${TARGET}`],
  ...["/docs/", "/docs/../", "/docs/%2e%2e/", "/docs/..%2f", "/docs%2f..%2f", "/docs/;/../"],
  ...["/docs?/", "/docs?/../", "/docs#/../", "/docs\\..\\", "/assets/", "/assets/../", "/health/"],
  ...["/health/../", "/favicon./", "/favicon./../", "/openapi.json/../", "/?/", "/#/", "/%2f"],
  ...["http:///docs/", "http://docs/", "http://x/docs/../", "http://x?/docs/", "http://x#/docs/"],
].map((path) => path.includes(TARGET) || path.includes("V1") ? path : path + TARGET);

Deno.test("no spelling of an address gets around the password", async () => {
  await withHttp({ requirepass: "password" }, async ({ server, resp }) => {
    await resp.call("SET", "secret", "the value");
    const command = '["GET","secret"]';
    const requests = HOSTS.flatMap((host) => [
      ...PATHS.map((path) => `GET ${path} HTTP/1.1\r\n${host}Connection: close\r\n\r\n`),
      ...["/v1/commands", "/docs/v1/commands", "/docs/../v1/commands", "//v1/commands"].map(
        (path) =>
          `POST ${path} HTTP/1.1\r\n${host}Connection: close\r\n` +
          `Content-Length: ${command.length}\r\n\r\n${command}`,
      ),
    ]);
    for (let at = 0; at < requests.length; at += 32) {
      const some = requests.slice(at, at + 32);
      const answers = await Promise.all(some.map((text) => exchange(server.httpPort, text)));
      answers.forEach((answer, i) => {
        assertMatch(answer, /^HTTP\/1\.1 (200|400|401|404|405) /, some[i]);
        assertFalse(answer.includes("the value"), some[i]);
      });
    }
    assertEquals(await resp.call("DBSIZE"), 1);
    // The secret is there, for who has the password.
    const known =
      `GET /${TARGET} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer password\r\n` +
      "Connection: close\r\n\r\n";
    assert((await exchange(server.httpPort, known)).includes("the value"));
  });
});

Deno.test("no stored value is a page to a browser, whatever it asks for", async () => {
  await withHttp({}, async ({ fetch, resp }) => {
    const values = [
      ...["<!doctype html><script>alert(1)</script>", "%PDF-1.4", "GIF89a=1//"],
      ...['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', '{"a": "<script>"}'],
      ...[Uint8Array.of(0xff, 0xfe, 0x3c, 0x00)],
    ];
    const path = "/v1/namespaces/0/keys/k";
    for (const value of values) {
      const put = await fetch(path, {
        method: "PUT",
        body: value,
        headers: { "content-type": "application/xhtml" },
      });
      await put.body?.cancel();
      for (const accept of ["text/html", "image/svg+xml, */*", "application/json, */*", "*/*"]) {
        // The long way while there is a pause for writes, else the short one.
        for (const pause of [false, true]) {
          if (pause) await resp.call("CLIENT", "PAUSE", "10000", "WRITE");
          const response = await fetch(path, { headers: { accept } });
          await response.body?.cancel();
          if (pause) await resp.call("CLIENT", "UNPAUSE");
          assertEquals(response.status, 200);
          assertMatch(
            response.headers.get("content-type")!,
            /^(text\/plain;charset=UTF-8|application\/(json|octet-stream))$/,
          );
          assertEquals(response.headers.get("x-content-type-options"), "nosniff");
        }
      }
    }
  });
});

Deno.test("no message makes up an event or a header of its stream", async () => {
  await withHttp({}, async ({ url, resp }) => {
    const message = "a\n\nevent: key\rdata: forged\r\n\r\nid: 7\nretry: 1";
    const decoder = new TextDecoder();
    for (
      const path of [
        "/v1/namespaces/0/events?channel=c",
        "/v1/commands/subscribe/c",
        "/v1/commands/psubscribe/%0A%0Aevent:x*",
        "/v1/commands/psubscribe/*",
      ]
    ) {
      const stop = new AbortController();
      const response = await fetch(url + path, { signal: stop.signal });
      const reader = response.body!.getReader();
      let text = decoder.decode((await reader.read()).value);
      const received = await resp.call("PUBLISH", "c", message);
      if (received === 1) text += decoder.decode((await reader.read()).value);
      await reader.cancel();
      stop.abort();
      const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== "");
      for (const line of lines) {
        assertMatch(line, /^(data: |event: (ready|message)$|retry: 2000$)/, `${path}: ${line}`);
      }
    }
  });
});

Deno.test("odd methods and bodies that break off are the client's fault, and leave no trace", async () => {
  await withHttp({}, async ({ server, log }) => {
    const head = "Host: localhost\r\nConnection: close\r\n";
    const chunked = `PUT /${TARGET} HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n`;
    // The transport may close before the answer has left.
    const broken = /^(HTTP\/1\.1 400 [^]*"body: breaks off"[^]*)?$/;
    const cases: [string, RegExp][] = [
      ...["TRACE", "TRACK", "CONNECT", "get", "BREW"].map((method): [string, RegExp] => [
        `${method} ${method === "CONNECT" ? "localhost:80" : "/health"} HTTP/1.1\r\n${head}\r\n`,
        /^HTTP\/1\.1 405 [^]*\r\nallow: GET, HEAD/,
      ]),
      [`${chunked}zz\r\nabcd\r\n0\r\n\r\n`, broken],
      [`${chunked}4;${"a".repeat(40_000)}\r\nabcd\r\n0\r\n\r\n`, broken],
    ];
    for (const [request, answer] of cases) {
      assertMatch(await exchange(server.httpPort, request), answer, request.slice(0, 60));
    }
    using leaving = await Deno.connect({ hostname: "127.0.0.1", port: server.httpPort });
    const half = `PUT /${TARGET} HTTP/1.1\r\n${head}Content-Length: 9\r\n\r\nhalf`;
    await leaving.write(new TextEncoder().encode(half));
    await leaving.closeWrite();
    assertMatch(await new Response(leaving.readable).text(), broken);
    assertEquals(log, []);
  });
});
