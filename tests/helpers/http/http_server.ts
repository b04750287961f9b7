/** A server in this process that answers HTTP and RESP, for as long as a test runs. */
import { RespClient } from "../../../resp/client.ts";
import type { SettingTexts } from "../../../server/config/config.ts";
import type { RunningServer, ServeOptions } from "../../../server/server.ts";
import { startLive } from "../servers/live_server.ts";

/** What a test of the HTTP side works with. */
export interface HttpTest {
  /** `http://127.0.0.1:41234`, without a slash at the end. */
  readonly url: string;
  readonly server: RunningServer;
  /** A RESP client of the same server. */
  readonly resp: RespClient;
  /** What the server has logged. */
  readonly log: readonly string[];
  /** Sends a request; `path` begins with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The same, with the JSON of the response; its status must be `status`, by default 200. */
  json<T = unknown>(path: string, init?: RequestInit & { status?: number }): Promise<T>;
}

/** Runs `body` with a server on ports of its own, and shuts it down. */
export async function withHttp(
  settings: SettingTexts,
  body: (test: HttpTest) => Promise<void>,
  options: ServeOptions = {},
): Promise<void> {
  const { server, log } = await startLive(settings, { httpPort: 0, ...options });
  const url = `http://127.0.0.1:${server.httpPort}`;
  const resp = await RespClient.connect({ hostname: "127.0.0.1", port: server.port }, {
    ...(settings.requirepass ? { password: settings.requirepass } : {}),
  });
  try {
    await body({
      ...{ url, server, resp, log },
      fetch: (path, init) => fetch(url + path, init),
      async json(path, { status = 200, ...init } = {}) {
        const response = await fetch(url + path, init);
        const text = await response.text();
        if (response.status !== status) {
          throw new Error(`${init.method ?? "GET"} ${path}: ${response.status} ${text}`);
        }
        return JSON.parse(text);
      },
    });
  } finally {
    resp.close();
    await server.shutdown();
  }
}
