/** What both servers hold at the end of a run: every key with its type, encoding, deadline and content. */
import type { Argument } from "../../helpers/command_line.ts";
import { latin1 } from "../../helpers/command_line.ts";
import { parseReply } from "../../helpers/servers/raw_reply.ts";
import { exact, type GeneratedCommand, REMAINING_TIMES, unordered, withTimes } from "./family.ts";
import type { RandomPair } from "./pair.ts";
import { CLIENT, type RandomStep } from "./steps.ts";

const READS: Record<string, (key: Argument) => GeneratedCommand> = {
  string: (key) => exact(["GET", key]),
  list: (key) => exact(["LRANGE", key, "0", "-1"]),
  hash: (key) => unordered(["HGETALL", key]),
  set: (key) => unordered(["SMEMBERS", key]),
  zset: (key) => exact(["ZRANGE", key, "0", "-1", "WITHSCORES"]),
  stream: (key) => withTimes(["XINFO", "STREAM", key, "FULL", "COUNT", "0"]),
};

/** Steps that show all that redis-server holds, where it has to be the same on both. */
export async function contentSteps(pair: RandomPair, databases = 3): Promise<RandomStep[]> {
  const commands: GeneratedCommand[] = [];
  for (let database = 0; database < databases; database++) {
    const select: Argument[] = ["SELECT", String(database)];
    commands.push(exact(select), exact(["DBSIZE"]), unordered(["KEYS", "*"]));
    const [, keys] = await pair.expected.control(select, ["KEYS", "*"]);
    for (const item of parseReply(keys).items!) {
      const key = Uint8Array.from(item.text!, (char) => char.charCodeAt(0));
      const [type] = await pair.expected.control(["TYPE", key]);
      const name = latin1(type).slice(1, -2);
      // Dead in the meantime.
      if (name === "none") continue;
      commands.push(
        exact(["TYPE", key]),
        exact(["OBJECT", "ENCODING", key]),
        { args: ["PEXPIRETIME", key], compare: REMAINING_TIMES },
        READS[name](key),
      );
    }
  }
  return commands.map((command) => ({ kind: "command", client: CLIENT.control, command }));
}
