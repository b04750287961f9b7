/** All connections of a random run to one server, and how its steps are taken there. */
import {
  type Argument,
  concat,
  encodeCommand,
  escapeBytes,
  latin1,
} from "../../helpers/command_line.ts";
import { type Address, RawConnection } from "../../helpers/servers/raw_connection.ts";
import { parseReply } from "../../helpers/servers/raw_reply.ts";
import { CLIENT, CLIENTS, type RandomStep } from "./steps.ts";

const encoder = new TextEncoder();
/** The push that tells of keys that have changed. */
const INVALIDATED = ">2\r\n$10\r\ninvalidate\r\n";
/** The one that is told: it speaks RESP3. */
const TRACKER = CLIENT.subscribers + 1;
const KEY = /\$\d+\r\n[\s\S]*?\r\n(?=\$|$)/g;
/** A command that MONITOR shows, with arguments that the other server has not been sent. */
const OWN_COMMAND = /\] "(?:RESTORE|[SHZ]?SCAN|CLIENT" "UNBLOCK)"/i;
const NOTHING = new Uint8Array(0);
/** Settings that random commands change; payloads are compared, so that nothing compresses them. */
const SETTINGS = [
  ...["notify-keyspace-events", "", "stream-node-max-entries", "100"],
  ...["stream-node-max-bytes", "4096", "rdbcompression", "no"],
  ...["hash-max-listpack-entries", "512", "hash-max-listpack-value", "64"],
  ...["zset-max-listpack-entries", "128", "zset-max-listpack-value", "64"],
  ...["set-max-intset-entries", "512", "list-max-listpack-size", "-2"],
  ...["hll-sparse-max-bytes", "3000"],
];

/** Every client of one server. */
export class RandomClients {
  #connections: RawConnection[] = [];
  /** IDs that the server has given them. */
  #ids: string[] = [];
  /** Which ones have sent a command that may wait. */
  #waiting = new Set<number>();
  #tokens = 0;

  private constructor(readonly address: Address) {}

  /** Connects to a server and empties it. */
  static async connect(address: Address): Promise<RandomClients> {
    const clients = new RandomClients(address);
    await clients.reset();
    return clients;
  }

  /** As after a start: no keys, no transaction, no subscription, database 0. */
  async reset(): Promise<void> {
    const isWhole = this.#connections.length === CLIENTS &&
      this.#connections.every(({ ended }) => !ended);
    if (isWhole) {
      for (const client of [...this.#waiting]) await this.#release(client, false);
      for (const connection of this.#connections) await resetConnection(connection);
    } else {
      this.close();
      for (let i = 0; i < CLIENTS; i++) {
        const connection = await RawConnection.connect(this.address);
        this.#connections.push(connection);
        this.#ids.push(String(await connection.value("CLIENT", "ID")));
      }
    }
    for (let i = 1; i < CLIENTS; i += 2) await this.#connections[i].command("HELLO", "3");
    const control = this.#connections[CLIENT.control];
    for (let i = 0; i < SETTINGS.length; i += 2) {
      await control.command("CONFIG", "SET", SETTINGS[i], SETTINGS[i + 1]);
    }
    await control.command("FLUSHALL");
    await control.command("CONFIG", "RESETSTAT");
  }

  /**
   * Takes steps other than "cross" and returns what each has shown. Commands in a row of one client are
   * sent together. Where the server says nothing more, a note stands in for the result, and those
   * after it are missing.
   */
  async take(steps: readonly RandomStep[]): Promise<Uint8Array[]> {
    const results: Uint8Array[] = [];
    try {
      for (let start = 0; start < steps.length;) {
        let end = start + 1;
        const first = steps[start];
        if (first.kind === "command") {
          while (end < steps.length && isCommandOf(steps[end], first.client)) end++;
          const requests = steps.slice(start, end).map((step) =>
            step.kind === "command" ? encodeCommand(step.command.args) : NOTHING
          );
          const connection = this.#connections[first.client];
          const sending = connection.send(concat(requests));
          for (let i = start; i < end; i++) results.push(await connection.readReply());
          await sending;
        } else results.push(await this.#takeOne(first));
        start = end;
      }
    } catch (error) {
      results.push(encoder.encode(`-<${(error as Error).message}>\r\n`));
      this.close();
    }
    return results;
  }

  /** A key's payload; `undefined` if it has none. */
  async dump(key: Argument, database: number): Promise<Uint8Array | undefined> {
    const control = this.#connections[CLIENT.control];
    await control.command("SELECT", database);
    const reply = await control.command("DUMP", key);
    if (reply[0] === "-".charCodeAt(0)) return reply;
    return reply[1] === "-".charCodeAt(0) ? undefined : reply.slice(reply.indexOf(10) + 1, -2);
  }

  /** Sends commands over the control connection, and returns their replies. */
  control(...commands: Argument[][]): Promise<Uint8Array[]> {
    return this.#connections[CLIENT.control].pipeline(commands);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
    this.#connections = [];
    this.#ids = [];
    this.#waiting.clear();
  }

  async #takeOne(step: RandomStep): Promise<Uint8Array> {
    switch (step.kind) {
      case "wait": {
        if (this.#waiting.has(step.client)) return NOTHING;
        this.#waiting.add(step.client);
        const connection = this.#connections[step.client];
        // With the reply to PING the server has taken the other command, too.
        await connection.send(concat([encodeCommand(["PING"]), encodeCommand(step.args)]));
        return await connection.readReply();
      }
      case "release":
        return await this.#release(step.client, step.error);
      case "subscribe":
        await this.#connections[step.client].send(encodeCommand(step.args));
        return NOTHING;
      case "messages":
        return await this.#messages(step.client);
      case "sleep":
        await new Promise((resolve) => setTimeout(resolve, step.ms));
        return NOTHING;
      case "scan":
        return encoder.encode(await this.#iterate(step.before, step.options));
      case "info": {
        const [info] = await this.control(["INFO", step.section]);
        const lines = latin1(info).split("\r\n").map((line) => step.pattern.exec(line)?.slice(1));
        return encoder.encode(lines.filter((line) => line).sort().join("\n"));
      }
      default:
        throw new TypeError(`No step for one server: ${step.kind}`);
    }
  }

  /** The elements of an iteration, each once, or the error with which it ends. */
  async #iterate(before: readonly Argument[], options: readonly Argument[]): Promise<string> {
    const elements = new Set<string>();
    // Of hashes and sorted sets two together are one.
    const width = /^[hz]scan$/i.test(String(before[0])) ? 2 : 1;
    let cursor = "0";
    do {
      const [bytes] = await this.control([...before, cursor, ...options]);
      const reply = parseReply(bytes);
      if (!reply.items) return latin1(bytes);
      cursor = reply.items[0].text!;
      const page = reply.items[1].items!;
      for (let i = 0; i < page.length; i += width) {
        elements.add(page.slice(i, i + width).map(({ text }) => text).join(" = "));
      }
    } while (cursor !== "0");
    return [...elements].sort().join("\n");
  }

  async #release(client: number, error: boolean): Promise<Uint8Array> {
    if (!this.#waiting.delete(client)) return NOTHING;
    const how = error ? "ERROR" : "TIMEOUT";
    const [unblocked] = await this.control(["CLIENT", "UNBLOCK", this.#ids[client], how]);
    return concat([unblocked, await this.#connections[client].readReply()]);
  }

  async #messages(client: number): Promise<Uint8Array> {
    const connection = this.#connections[client];
    let token = `token ${this.#tokens++}`;
    await connection.send(encodeCommand(["PING", token]));
    // What a client is told about keys of a prefix may stand behind the reply to what it sent last.
    let more = client === TRACKER;
    const messages: string[] = [];
    const invalidated = new Set<string>();
    for (;;) {
      const reply = latin1(await connection.readReply());
      if (reply.startsWith("+") && client === CLIENT.monitor) {
        // All but the time, the client's address and what is a server's own.
        if (!OWN_COMMAND.test(reply)) {
          messages.push(reply.replace(/^\+[\d.]+ (\[\d+) [^\]]+/, "+$1"));
        }
        continue;
      }
      if (reply.includes(token)) {
        if (!more) break;
        more = false;
        token = `token ${this.#tokens++}`;
        await connection.send(encodeCommand(["PING", token]));
        continue;
      }
      // How many keys are told at once depends on what a server does meanwhile.
      if (!reply.startsWith(INVALIDATED)) messages.push(reply);
      else if (reply.endsWith("_\r\n")) invalidated.add("all");
      else for (const key of reply.slice(INVALIDATED.length).match(KEY) ?? []) invalidated.add(key);
    }
    return encoder.encode(sortPatterns(messages).join("") + [...invalidated].sort().join(""));
  }
}

function isCommandOf(step: RandomStep, client: number): boolean {
  return step.kind === "command" && step.client === client;
}

async function resetConnection(connection: RawConnection): Promise<void> {
  await connection.send(encodeCommand(["RESET"]));
  // Messages may have come before.
  for (;;) {
    const reply = escapeBytes(await connection.readReply());
    if (reply === "+RESET\\r\\n") return;
  }
}

/** A message that several patterns match comes once for each, in no order: here in that of their names. */
function sortPatterns(messages: readonly string[]): string[] {
  const sorted: string[] = [];
  let run: string[] = [];
  const flush = () => {
    sorted.push(...run.sort());
    run = [];
  };
  for (const message of messages) {
    const isPattern = message.includes("$8\r\npmessage\r\n");
    if (!isPattern || (run.length > 0 && published(run[0]) !== published(message))) flush();
    if (isPattern) run.push(message);
    else sorted.push(message);
  }
  flush();
  return sorted;
}

/** The channel and the text of a message that came by a pattern. */
function published(message: string): string {
  const length = Number(/pmessage\r\n\$(\d+)\r\n/.exec(message)![1]);
  return message.slice(message.indexOf("\r\n", message.indexOf("pmessage") + 10) + 2 + length);
}
