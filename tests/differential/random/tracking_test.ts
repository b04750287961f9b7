/**
 * Random commands of all families must invalidate the same keys, in the same order, on redis-server and
 * on Vortis: in a client that has just read every key, and in one that gets broadcasts.
 */
import { assert, assertEquals } from "@std/assert";
import { type Argument, encodeCommand, formatCommand, latin1 } from "../../helpers/command_line.ts";
import { sameReply, showReply } from "../../helpers/transcripts/compare_replies.ts";
import { seeds } from "../../helpers/random.ts";
import { type Address, RawConnection } from "../../helpers/servers/raw_connection.ts";
import { startPair } from "../yardstick.ts";
import { CommandGenerator } from "./commands.ts";

const COMMANDS_PER_SEED = 3000;
const PONG = "+PONG\r\n";

/** One server: a client that writes, and two whose caches it invalidates. */
class Side {
  private constructor(
    readonly writer: RawConnection,
    readonly reader: RawConnection,
    readonly listener: RawConnection,
  ) {}

  static async connect(address: Address): Promise<Side> {
    const connect = () => RawConnection.connect(address);
    const side = new Side(await connect(), await connect(), await connect());
    for (const client of [side.reader, side.listener]) await client.command("HELLO", "3");
    await side.reader.command("CLIENT", "TRACKING", "ON");
    await side.listener.command("CLIENT", "TRACKING", "ON", "BCAST");
    return side;
  }

  /** Has the reader read all keys and the writer write; gives the reply, and what the two are told. */
  async take(keys: readonly string[], command: readonly Argument[]): Promise<Outcome> {
    const names = keys.map((key) => Uint8Array.from(key, (char) => char.charCodeAt(0)));
    if (names.length > 0) await this.reader.command("EXISTS", ...names);
    const reply = await this.writer.command(...command);
    const [read, broadcast] = await Promise.all([told(this.reader), told(this.listener)]);
    return { reply, read, broadcast };
  }

  close(): void {
    for (const client of [this.writer, this.reader, this.listener]) client.close();
  }
}

interface Outcome {
  reply: Uint8Array;
  read: string[];
  broadcast: string[];
}

/** All that has come to a client, a message each. */
async function told(client: RawConnection): Promise<string[]> {
  await client.send(encodeCommand(["PING"]));
  const messages: string[] = [];
  for (;;) {
    const message = latin1(await client.readReply());
    if (message === PONG) return messages;
    messages.push(message);
  }
}

/** The keys that a message names. */
function keysOf(message: string): string[] {
  const keys: string[] = [];
  const head = /^>2\r\n\$10\r\ninvalidate\r\n\*(\d+)\r\n/.exec(message);
  let at = head?.[0].length ?? message.length;
  for (let left = Number(head?.[1] ?? 0); left > 0; left--) {
    const [line, length] = /^\$(\d+)\r\n/.exec(message.slice(at))!;
    keys.push(message.slice(at + line.length, at + line.length + Number(length)));
    at += line.length + Number(length) + 2;
  }
  return keys;
}

for (const seed of seeds("random invalidations")) {
  Deno.test(`random commands invalidate what they do in redis-server, seed ${seed}`, async () => {
    await using pair = await startPair();
    const redis = await Side.connect(pair.redis.port);
    const subject = await Side.connect(pair.subject.port);
    try {
      const generator = new CommandGenerator(seed);
      const keys = new Set<string>();
      let messages = 0;
      for (let i = 0; i < COMMANDS_PER_SEED; i++) {
        const { args, compare } = generator.next();
        const all = [...keys];
        const [expected, actual] = await Promise.all([
          redis.take(all, args),
          subject.take(all, args),
        ]);
        const text = `command ${i}: ${formatCommand(args)}`;
        assert(
          sameReply(expected.reply, actual.reply, compare),
          `${text}\n${showReply(expected.reply)}\n${showReply(actual.reply)}`,
        );
        assertEquals(actual.broadcast, expected.broadcast, text);
        assertEquals(actual.read, expected.read, text);
        for (const message of expected.broadcast) for (const key of keysOf(message)) keys.add(key);
        messages += expected.read.length;
      }
      assert(messages > COMMANDS_PER_SEED / 10, `only ${messages} messages`);
    } finally {
      redis.close();
      subject.close();
    }
  });
}
