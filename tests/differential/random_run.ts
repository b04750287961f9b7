/**
 * Runs random commands on two servers and compares every reply. Two connections each, one in RESP2
 * and one in RESP3, take turns of a pipelined batch, so that watches meet another's writes.
 *
 * When replies differ, the run stops and its history is shrunk: commands are left out as long as
 * the last one still gets two different replies.
 */
import { concat, encodeCommand, formatCommand } from "../helpers/command_line.ts";
import { sameReply, showReply } from "../helpers/compare_replies.ts";
import { type Address, RawConnection } from "../helpers/raw_connection.ts";
import { CommandGenerator } from "./random_commands.ts";
import type { GeneratedCommand } from "./random_family.ts";

/** What to run. */
export interface RandomRunOptions {
  seed: number;
  /** How many commands. */
  commands: number;
  /** The yardstick. */
  expected: Address;
  /** The server under test. */
  actual: Address;
}

/** A difference, with the shortest history found that leads to it. */
export interface RandomDifference {
  /** Index of the command in the run. */
  index: number;
  expected: string;
  actual: string;
  /** Commands from an empty server to the difference; the last one differs. */
  history: string[];
}

/** How a run ended. */
export interface RandomRunResult {
  compared: number;
  difference?: RandomDifference;
}

interface Sent extends GeneratedCommand {
  /** Which of the two connections: 0 speaks RESP2, 1 RESP3. */
  client: 0 | 1;
}

const BATCH = 150;
/** How long shrinking may take. */
const SHRINK_MS = 30_000;

/** Both connections to one server. */
class Clients {
  private constructor(
    readonly address: Address,
    private connections: [RawConnection, RawConnection],
  ) {}

  static async connect(address: Address): Promise<Clients> {
    return new Clients(address, await connectTwo(address));
  }

  /** As after a start: no keys, no transaction, database 0. */
  async reset(): Promise<void> {
    if (this.connections.some(({ ended }) => ended)) {
      this.close();
      this.connections = await connectTwo(this.address);
    }
    for (const connection of this.connections) await connection.command("RESET");
    await this.connections[1].command("HELLO", "3");
    await this.connections[0].command("FLUSHALL");
  }

  /**
   * Replies of commands that may change connection at any point, in order. Where the server says
   * nothing more, a note stands in for the reply, and those after it are missing.
   */
  async run(commands: readonly Sent[]): Promise<Uint8Array[]> {
    const replies: Uint8Array[] = [];
    for (let start = 0; start < commands.length;) {
      const client = commands[start]!.client;
      let end = start;
      while (end < commands.length && commands[end]!.client === client && end - start < BATCH) {
        end++;
      }
      const batch = commands.slice(start, end).map((command) => encodeCommand(command.args));
      const connection = this.connections[client];
      try {
        const sending = connection.send(concat(batch));
        for (let i = start; i < end; i++) replies.push(await connection.readReply());
        await sending;
      } catch (error) {
        replies.push(new TextEncoder().encode(`-<${(error as Error).message}>\r\n`));
        connection.close();
        return replies;
      }
      start = end;
    }
    return replies;
  }

  close(): void {
    for (const connection of this.connections) connection.close();
  }
}

async function connectTwo(address: Address): Promise<[RawConnection, RawConnection]> {
  return [await RawConnection.connect(address), await RawConnection.connect(address)];
}

/** Runs until the first difference or until all commands are done. */
export async function runRandom(options: RandomRunOptions): Promise<RandomRunResult> {
  const yardstick = await Clients.connect(options.expected);
  const subject = await Clients.connect(options.actual);
  try {
    await Promise.all([yardstick.reset(), subject.reset()]);
    const generators = [
      new CommandGenerator(options.seed),
      new CommandGenerator(options.seed ^ 0x5bd1e995),
    ];
    const history: Sent[] = [];
    let client: 0 | 1 = 0;
    while (history.length < options.commands) {
      const size = Math.min(BATCH, options.commands - history.length);
      const batch = Array.from({ length: size }, () => ({ ...generators[client]!.next(), client }));
      const [wanted, got] = await Promise.all([yardstick.run(batch), subject.run(batch)]);
      for (let i = 0; i < batch.length; i++) {
        if (sameReply(wanted[i]!, got[i]!, batch[i]!.compare)) continue;
        const index = history.length + i;
        const all = [...history, ...batch.slice(0, i + 1)];
        // A server that is gone cannot be asked again.
        const shrunk = await shrink(all, yardstick, subject).catch(() => all.slice(-BATCH));
        return {
          compared: index + 1,
          difference: {
            index,
            expected: showReply(wanted[i]!),
            actual: showReply(got[i]!),
            history: shrunk.map((sent) => `(${sent.client + 1}) ${formatCommand(sent.args)}`),
          },
        };
      }
      history.push(...batch);
      client = client === 0 ? 1 : 0;
    }
    return { compared: history.length };
  } finally {
    yardstick.close();
    subject.close();
  }
}

/** Fewer commands whose last one still differs; the given ones when that cannot be repeated. */
async function shrink(all: Sent[], yardstick: Clients, subject: Clients): Promise<Sent[]> {
  const last = all[all.length - 1]!;
  const until = performance.now() + SHRINK_MS;
  const differs = async (before: readonly Sent[]): Promise<boolean> => {
    await Promise.all([yardstick.reset(), subject.reset()]);
    const commands = [...before, last];
    const [wanted, got] = await Promise.all([yardstick.run(commands), subject.run(commands)]);
    return wanted.length !== got.length || !sameReply(wanted.at(-1)!, got.at(-1)!, last.compare);
  };
  // The shortest tail that shows it, by doubling.
  let before = all.slice(0, -1);
  for (let size = 16; size < before.length; size *= 2) {
    const tail = before.slice(-size);
    if (await differs(tail)) {
      before = tail;
      break;
    }
  }
  // Leave out ever smaller pieces.
  for (let size = before.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < before.length && performance.now() < until;) {
      const shorter = before.toSpliced(at, size);
      if (await differs(shorter)) before = shorter;
      else at += size;
    }
  }
  return [...before, last].slice(-200);
}

/** A difference as lines to print. */
export function showRandomDifference(difference: RandomDifference): string {
  return `command ${difference.index} differs, after (connection) command:\n` +
    difference.history.map((line) => `    ${line}`).join("\n") +
    `\n    redis-server: ${difference.expected}\n    here:         ${difference.actual}`;
}
