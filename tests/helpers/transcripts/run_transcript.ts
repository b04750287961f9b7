/**
 * Plays a transcript on two servers at once and lists where their replies differ. It goes on after
 * a difference, so that one run shows all of them.
 */
import { concat, encodeCommand, latin1 } from "../command_line.ts";
import {
  type Address,
  ConnectionClosed,
  RawConnection,
  ReplyTimeout,
} from "../servers/raw_connection.ts";
import { sameReply, showReply } from "./compare_replies.ts";
import type { Comparison, Step } from "./transcript.ts";

/** One line that the two servers answered differently. */
export interface Difference {
  line: number;
  text: string;
  protocol: 2 | 3;
  expected: string;
  actual: string;
}

/** What a run did. */
export interface TranscriptResult {
  /** Replies compared. */
  compared: number;
  differences: Difference[];
}

const REPLY_TIMEOUT_MS = 4000;

/** The connections to one server that a transcript has opened, by name. */
class Side {
  #connections = new Map<string, RawConnection>();
  /** Ids of connections, in decimal. */
  #ids = new Map<string, string>();

  constructor(readonly address: Address, readonly protocol: 2 | 3) {}

  async connection(name: string): Promise<RawConnection> {
    let connection = this.#connections.get(name);
    if (!connection) {
      connection = await RawConnection.connect(this.address);
      this.#connections.set(name, connection);
      if (this.protocol === 3) await connection.command("HELLO", "3");
    }
    return connection;
  }

  close(name: string): void {
    this.#connections.get(name)?.close();
    this.#connections.delete(name);
    this.#ids.delete(name);
  }

  /** The arguments with the ids of connections in their places. */
  async #withIds(args: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const filled: Uint8Array[] = [];
    for (const arg of args) {
      const name = /^\{id:(.+)\}$/.exec(latin1(arg))?.[1];
      filled.push(name === undefined ? arg : new TextEncoder().encode(await this.#idOf(name)));
    }
    return filled;
  }

  async #idOf(name: string): Promise<string> {
    let id = this.#ids.get(name);
    if (id === undefined) {
      const connection = await this.connection(name);
      await connection.send(encodeCommand(["CLIENT", "ID"]));
      id = latin1(await connection.readReply(REPLY_TIMEOUT_MS)).slice(1).trim();
      this.#ids.set(name, id);
    }
    return id;
  }

  closeAll(): void {
    for (const name of [...this.#connections.keys()]) this.close(name);
  }

  /** Performs a step; returns what the server sent, in bytes, and what happened instead. */
  async perform(step: Step, client: string): Promise<Uint8Array[]> {
    const replies: Uint8Array[] = [];
    try {
      const connection = await this.connection(client);
      let count = 0;
      switch (step.kind) {
        case "command":
          await connection.send(encodeCommand(await this.#withIds(step.args)));
          count = 1;
          break;
        case "send":
          await connection.send(step.bytes);
          count = step.replies;
          break;
        case "read":
          count = step.replies;
          break;
        case "end":
          await connection.send(step.bytes);
          replies.push(await connection.readToEnd(REPLY_TIMEOUT_MS));
          this.close(client);
          break;
      }
      for (let i = 0; i < count; i++) replies.push(await connection.readReply(REPLY_TIMEOUT_MS));
    } catch (error) {
      // The next line starts with a connection that works.
      this.close(client);
      if (error instanceof ConnectionClosed) replies.push(note("<closed>"));
      else if (error instanceof ReplyTimeout) replies.push(note("<no reply>"));
      else replies.push(note(`<${error instanceof Error ? error.message : error}>`));
    }
    return replies;
  }
}

function note(text: string): Uint8Array {
  return new TextEncoder().encode(`-${text}\r\n`);
}

/**
 * Runs the steps on both servers in one protocol.
 *
 * @param expected the yardstick's address.
 * @param actual the address of the server under test.
 */
export async function runTranscript(
  steps: readonly Step[],
  protocol: 2 | 3,
  expected: Address,
  actual: Address,
): Promise<TranscriptResult> {
  const yardstick = new Side(expected, protocol);
  const subject = new Side(actual, protocol);
  const result: TranscriptResult = { compared: 0, differences: [] };
  let client = "1";
  try {
    for (const step of steps) {
      if (!step.protocols.includes(protocol)) continue;
      if (step.kind === "client") client = step.name;
      else if (step.kind === "sleep") await new Promise((done) => setTimeout(done, step.ms));
      else if (step.kind === "close") {
        yardstick.close(client);
        subject.close(client);
      } else {
        const [wanted, got] = await Promise.all([
          yardstick.perform(step, client),
          subject.perform(step, client),
        ]);
        result.compared += wanted.length;
        const compare: Comparison = "compare" in step ? step.compare : { how: "exact" };
        const same = wanted.length === got.length &&
          wanted.every((reply, i) => sameReply(reply, got[i]!, compare));
        if (!same) {
          result.differences.push({
            line: step.line,
            text: step.text,
            protocol,
            expected: showReply(concat(wanted)),
            actual: showReply(concat(got)),
          });
        }
      }
    }
  } finally {
    yardstick.closeAll();
    subject.closeAll();
  }
  return result;
}

/** Differences as lines to print. */
export function showDifferences(file: string, differences: readonly Difference[]): string {
  return differences.map((difference) =>
    `${file}:${difference.line} (RESP${difference.protocol}) ${difference.text}\n` +
    `    redis-server: ${difference.expected}\n` +
    `    here:         ${difference.actual}`
  ).join("\n");
}
