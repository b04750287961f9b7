/**
 * The two servers of a comparison with persistence: the same settings, in a directory of their own.
 */
import type { ChildServer } from "../../tests/helpers/servers/child_server.ts";
import type { RawConnection } from "../../tests/helpers/servers/raw_connection.ts";
import { startRedis } from "../../tests/helpers/servers/redis_server.ts";
import { startVortis } from "../../tests/helpers/servers/vortis_server.ts";

/** How a server is started, with settings as on a command line. */
export interface DurableServer {
  readonly name: string;
  start(args: string[]): Promise<ChildServer>;
}

/** Vortis first. */
export const DURABLE_SERVERS: readonly DurableServer[] = [
  { name: "vortis", start: (args) => startVortis(args) },
  { name: "redis-server", start: startRedis },
];

/** A field of INFO, as a number. */
export async function infoNumber(client: RawConnection, field: string): Promise<number> {
  const text = await client.text("INFO");
  const value = text.match(new RegExp(`^${field}:(-?[\\d.]+)`, "m"))?.[1];
  if (value === undefined) throw new Error(`INFO has no field ${field}`);
  return Number(value);
}
