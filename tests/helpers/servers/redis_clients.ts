/** Clients of Redis that tests use the server through, at their defaults: ioredis and node-redis. */
import { Redis } from "ioredis";
import { createClient } from "redis";
import { until } from "../until.ts";
import type { ChildServer } from "./child_server.ts";
import { startSubject } from "./subject_server.ts";

/** A client of node-redis. */
export type NodeRedis = ReturnType<typeof createClient>;

/** A client of node-redis that is connected; without `options` it speaks RESP3. */
export async function connectNodeRedis(
  port: number,
  options: Record<string, unknown> = {},
): Promise<NodeRedis> {
  const client = createClient({ url: `redis://127.0.0.1:${port}`, ...options });
  client.on("error", () => {});
  return await client.connect() as NodeRedis;
}

/** Closes a client of ioredis and waits until it is. */
export async function endIoredis(redis: Redis): Promise<void> {
  if (redis.status === "end") return;
  const ended = new Promise<void>((resolve) => redis.once("end", () => resolve()));
  redis.disconnect();
  await ended;
}

/** Runs one test on a server of its own with one client of ioredis, which is closed afterwards. */
export function testIoredis(
  name: string,
  run: (redis: Redis, server: ChildServer) => Promise<void>,
): void {
  Deno.test(`ioredis: ${name}`, async () => {
    await using server = await startSubject();
    const redis = new Redis(server.port, "127.0.0.1");
    try {
      await run(redis, server);
    } finally {
      await endIoredis(redis);
    }
  });
}

/** Runs one test on a server of its own with one client of node-redis, which is closed afterwards. */
export function testNodeRedis(
  name: string,
  run: (client: NodeRedis, server: ChildServer) => Promise<void>,
): void {
  Deno.test(`node-redis: ${name}`, async () => {
    await using server = await startSubject();
    const client = await connectNodeRedis(server.port);
    try {
      await run(client, server);
    } finally {
      client.destroy();
    }
  });
}

/** Waits until so many clients of a server wait in blocking commands. */
export async function untilBlocked(info: () => Promise<string>, clients: number): Promise<void> {
  await until(async () => (await info()).includes(`blocked_clients:${clients}\r\n`));
}
