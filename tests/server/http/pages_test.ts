import { assert, assertEquals, assertLess, assertMatch, assertNotMatch } from "@std/assert";
import { withHttp } from "../../helpers/http/http_server.ts";

/** All that a browser loads before it shows something, compressed. */
const MOST_FIRST_LOAD_BYTES = 150_000;

const GZIP = { "accept-encoding": "gzip, br" };

/** The paths that the document names. */
function pathsIn(html: string): string[] {
  return [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);
}

/** The bytes as they are sent: fetch() would unpack them. */
async function sentBytes(url: string, path: string): Promise<number> {
  const { hostname, port } = new URL(url);
  using connection = await Deno.connect({ hostname, port: Number(port) });
  const request =
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  return (await new Response(connection.readable).bytes()).length;
}

Deno.test("the first load is the document, one script, one style sheet and an icon, and small", async () => {
  await withHttp({}, async ({ url, fetch }) => {
    const document = await fetch("/");
    assertEquals(document.headers.get("content-type"), "text/html; charset=utf-8");
    const html = await document.text();
    const paths = pathsIn(html);
    assertEquals(paths.length, 3);
    let total = await sentBytes(url, "/");
    for (const path of paths) {
      const response = await fetch(path);
      assertEquals(response.status, 200, path);
      assertLess(200, (await response.text()).length);
      total += await sentBytes(url, path);
    }
    assertLess(total, MOST_FIRST_LOAD_BYTES);
  });
});

Deno.test("the policy allows nothing inline, nothing made of texts and no other host", async () => {
  await withHttp({}, async ({ fetch }) => {
    const response = await fetch("/");
    const policy = response.headers.get("content-security-policy")!;
    assertMatch(policy, /default-src 'none'/);
    assertMatch(policy, /script-src 'self';/);
    assertMatch(policy, /style-src 'self';/);
    assertNotMatch(policy, /unsafe|https?:|\*/);
    const html = await response.text();
    assertNotMatch(html, /<script>|<style|\son\w+=|style=|https?:/);
  });
});

Deno.test("files named after their content are kept for ever, the document is asked for again", async () => {
  await withHttp({}, async ({ fetch }) => {
    const document = await fetch("/", { headers: GZIP });
    assertEquals(document.headers.get("cache-control"), "no-cache");
    assertEquals(document.headers.get("vary"), "Accept-Encoding");
    const tag = document.headers.get("etag")!;
    const again = await fetch("/", { headers: { ...GZIP, "if-none-match": `"other", W/${tag}` } });
    assertEquals([again.status, await again.text()], [304, ""]);
    const plain = await fetch("/", {
      headers: { "accept-encoding": "identity", "if-none-match": tag },
    });
    assertEquals(plain.status, 200);
    for (
      const path of pathsIn(await document.text()).filter((path) => path.startsWith("/assets"))
    ) {
      const file = await fetch(path);
      assertEquals(file.headers.get("cache-control"), "public, max-age=31536000, immutable");
      await file.body?.cancel();
    }
    await plain.body?.cancel();
  });
});

Deno.test("the texts are the same compressed and not", async () => {
  await withHttp({}, async ({ fetch }) => {
    const [script] = pathsIn(await (await fetch("/")).text()).filter((path) =>
      path.endsWith(".js")
    );
    const plain = await fetch(script, { headers: { "accept-encoding": "gzip;q=0" } });
    assertEquals(plain.headers.get("content-encoding"), null);
    const packed = await fetch(script, { headers: GZIP });
    assert(await plain.text() === await packed.text());
  });
});

Deno.test("pages need no password, and other names below /assets are not found", async () => {
  await withHttp({ requirepass: "secret" }, async ({ fetch }) => {
    for (const path of ["/", "/favicon.svg"]) {
      const response = await fetch(path);
      assertEquals(response.status, 200);
      await response.body?.cancel();
    }
    for (const path of ["/assets/ui.0.js", "/assets/", "/assets/..%2f..%2fdeno.json"]) {
      const response = await fetch(path);
      assertEquals(response.status, 404, path);
      await response.body?.cancel();
    }
  });
});
