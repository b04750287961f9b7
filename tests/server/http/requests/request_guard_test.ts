import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { DefaultUser } from "../../../../server/acl/default_user.ts";
import { CommandRegistry } from "../../../../server/command/registry.ts";
import { ruleNames } from "../../../../server/command/rule_names.ts";
import { COMMAND_SPECS } from "../../../../server/command_table.ts";
import { Config, type SettingTexts } from "../../../../server/config/config.ts";
import { RequestGuard } from "../../../../server/http/requests/request_guard.ts";
import { withHttp } from "../../../helpers/http/http_server.ts";

const URL = "http://127.0.0.1:8080/v1/namespaces";

async function codeFor(
  settings: SettingTexts,
  headers: Record<string, string>,
  { hostname = "127.0.0.1", url = URL, method = "GET" } = {},
): Promise<string> {
  const config = new Config(settings);
  const guard = new RequestGuard(
    config,
    new DefaultUser(config, ruleNames(new CommandRegistry(COMMAND_SPECS))),
  );
  const response = guard.check(new Request(url, { headers, method }), hostname);
  if (response === undefined) return "";
  if (response.status === 204) return "preflight";
  return (await response.json()).type.replace("urn:vortis:problem:", "");
}

const LOCAL = { host: "127.0.0.1:8080" };

Deno.test("guard: strangers are kept out in protected mode, unless a password is set", async () => {
  assertEquals(await codeFor({}, LOCAL), "");
  assertEquals(await codeFor({}, LOCAL, { hostname: "192.0.2.7" }), "protected-mode");
  assertEquals(await codeFor({ "protected-mode": "no" }, LOCAL, { hostname: "192.0.2.7" }), "");
  assertEquals(
    await codeFor({ requirepass: "x" }, { ...LOCAL, authorization: "Bearer x" }, {
      hostname: "192.0.2.7",
    }),
    "",
  );
});

Deno.test("guard: a page that points its own name at this machine is refused", async () => {
  for (const host of ["localhost", "localhost:80", "127.0.0.1", "[::1]:8080", "app.localhost:1"]) {
    assertEquals(await codeFor({}, { host }), "", host);
  }
  for (
    const host of ["evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.x"]
  ) {
    assertEquals(await codeFor({}, { host }), "foreign-host", host);
  }
  assertEquals(await codeFor({ "protected-mode": "no" }, { host: "store.example" }), "");
});

Deno.test("guard: pages of other origins are refused unless the setting names them", async () => {
  const own = { ...LOCAL, origin: "http://127.0.0.1:8080" };
  const other = { ...LOCAL, origin: "https://app.example" };
  assertEquals(await codeFor({}, own), "");
  assertEquals(await codeFor({}, other), "foreign-origin");
  assertEquals(await codeFor({}, { ...LOCAL, origin: "null" }), "foreign-origin");
  assertEquals(await codeFor({}, { ...LOCAL, "sec-fetch-site": "cross-site" }), "foreign-origin");
  assertEquals(
    await codeFor({}, { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }),
    "",
  );
  for (const allowed of ["https://app.example", "https://x.example https://app.example", "*"]) {
    assertEquals(await codeFor({ "http-cors-origin": allowed }, other), "");
  }
  const asks = { ...other, "access-control-request-method": "PUT" };
  assertEquals(await codeFor({}, asks, { method: "OPTIONS" }), "foreign-origin");
  assertEquals(
    await codeFor({ "http-cors-origin": "*" }, asks, { method: "OPTIONS" }),
    "preflight",
  );
});

Deno.test("guard: the password comes as a bearer token or in basic authentication", async () => {
  const settings = { requirepass: "pässword" };
  const basic = (pair: string) =>
    `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;
  const latin = String.fromCharCode(...new TextEncoder().encode("pässword"));
  for (const authorization of [`Bearer ${latin}`, `bearer ${latin}`, basic("default:pässword")]) {
    assertEquals(await codeFor(settings, { ...LOCAL, authorization }), "", authorization);
  }
  for (
    const authorization of [
      ...["", "Bearer", "Bearer ", "Bearer wrong", "Basic", "Basic !!", "Digest x", "Basic eA=="],
      ...[basic("other:pässword"), basic("default:wrong"), basic("default"), basic(":pässword")],
    ]
  ) {
    assertEquals(await codeFor(settings, { ...LOCAL, authorization }), "unauthorized");
  }
  assertEquals(await codeFor(settings, LOCAL), "unauthorized");
  assertEquals(await codeFor(settings, LOCAL, { url: "http://127.0.0.1:8080/docs" }), "");
  assertEquals(
    await codeFor(settings, LOCAL, { url: "http://127.0.0.1:8080/docsx" }),
    "unauthorized",
  );
});

Deno.test("http: problems are JSON, and every response carries the security headers", async () => {
  await withHttp({ requirepass: "secret" }, async ({ fetch }) => {
    const refused = await fetch("/v1/nothing");
    assertEquals(refused.status, 401);
    assertEquals(refused.headers.get("content-type"), "application/problem+json");
    assertStringIncludes(refused.headers.get("www-authenticate")!, "Bearer");
    assertEquals((await refused.json()).status, 401);
    const missing = await fetch("/v1/nothing", { headers: { authorization: "Bearer secret" } });
    assertEquals(missing.status, 404);
    assertEquals((await missing.json()).type, "urn:vortis:problem:no-such-route");
    for (const { headers } of [refused, missing]) {
      assertEquals(headers.get("x-content-type-options"), "nosniff");
      assert(headers.get("content-security-policy")!.startsWith("default-src 'none'"));
    }
  });
});

Deno.test("http: CORS headers are for the origins of the setting alone", async () => {
  await withHttp({ "http-cors-origin": "https://app.example" }, async ({ fetch, resp }) => {
    const headers = { origin: "https://app.example" };
    const preflight = await fetch("/v1/namespaces", {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "PUT" },
    });
    assertEquals(preflight.status, 204);
    assertStringIncludes(preflight.headers.get("access-control-allow-methods")!, "PATCH");
    const shared = await fetch("/v1/nothing", { headers });
    assertEquals(shared.headers.get("access-control-allow-origin"), "https://app.example");
    await shared.body?.cancel();
    // The setting may change while the server runs.
    await resp.call("CONFIG", "SET", "http-cors-origin", "");
    const refused = await fetch("/v1/nothing", { headers });
    assertEquals(refused.status, 403);
    assertEquals(refused.headers.get("access-control-allow-origin"), null);
    await refused.body?.cancel();
  });
});
