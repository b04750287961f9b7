/** The clients that make the load: ioredis and node-redis at their defaults, behind one face. */
import { Redis } from "ioredis";
import { createClient } from "redis";

/** What the load needs of a client. */
export interface StressClient {
  readonly name: string;
  /** Sends one command; rejects with an error reply. */
  call(args: string[]): Promise<unknown>;
  /** Sends all at once; replies in order. */
  pipeline(commands: string[][]): Promise<unknown[]>;
  /** Runs the commands as a transaction; null when a watched key had changed. */
  transaction(commands: string[][]): Promise<unknown[] | null>;
  close(): void;
}

/** Connects client number `index`: the two kinds take turns. */
export async function connectClient(port: number, index: number): Promise<StressClient> {
  return index % 2 === 0 ? connectIoredis(port) : await connectNodeRedis(port);
}

function connectIoredis(port: number): StressClient {
  const redis = new Redis(port, "127.0.0.1");
  const send = (args: string[]) => redis.call(args[0]!, ...args.slice(1));
  // Its lists of commands name methods, which are lower case.
  const methods = (commands: string[][]) =>
    commands.map(([name, ...args]) => [name!.toLowerCase(), ...args]);
  return {
    name: "ioredis",
    call: send,
    pipeline: async (commands) => {
      const replies = await redis.pipeline(methods(commands)).exec();
      return replies!.map(([error, reply]) => {
        if (error) throw error;
        return reply;
      });
    },
    transaction: async (commands) => {
      const replies = await redis.multi(methods(commands)).exec();
      return replies?.map(([error, reply]) => {
        if (error) throw error;
        return reply;
      }) ?? null;
    },
    close: () => redis.disconnect(),
  };
}

async function connectNodeRedis(port: number): Promise<StressClient> {
  const client = createClient({ url: `redis://127.0.0.1:${port}` });
  client.on("error", () => {});
  await client.connect();
  return {
    name: "node-redis",
    call: (args) => client.sendCommand(args),
    pipeline: (commands) => Promise.all(commands.map((args) => client.sendCommand(args))),
    transaction: async (commands) => {
      const sent = [["MULTI"], ...commands, ["EXEC"]].map((args) => client.sendCommand(args));
      return (await Promise.all(sent)).at(-1) as unknown as unknown[] | null;
    },
    close: () => client.destroy(),
  };
}
