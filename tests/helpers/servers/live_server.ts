/** A server in this process that real clients connect to, for as long as a test runs. */
import { Config, type SettingTexts } from "../../../server/config/config.ts";
import { Logger } from "../../../server/log.ts";
import { type RunningServer, serve, type ServeOptions } from "../../../server/server.ts";

/** A server, and what it has logged. */
export interface LiveServer {
  readonly server: RunningServer;
  readonly log: readonly string[];
}

/** Starts a server on a port of its own of the loopback interface. */
export async function startLive(
  settings: SettingTexts,
  options: ServeOptions = {},
): Promise<LiveServer> {
  const log: string[] = [];
  const server = await serve({
    config: new Config(settings),
    hostname: "127.0.0.1",
    port: 0,
    log: new Logger({ write: (line) => log.push(line) }),
    ...options,
  });
  return { server, log };
}

/** Runs `body` with a server's port and its log, and shuts the server down. */
export async function withServer(
  settings: SettingTexts,
  body: (port: number, log: readonly string[]) => Promise<void>,
): Promise<void> {
  const { server, log } = await startLive(settings);
  try {
    await body(server.port, log);
  } finally {
    await server.shutdown();
  }
}
