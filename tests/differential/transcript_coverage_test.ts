/**
 * The transcripts leave nothing out: each command stands in one, with each token of its grammar, in RESP2
 * and in RESP3. redis-server's COMMAND DOCS say what the tokens are; what it does not know is listed here.
 */
import { assertEquals } from "@std/assert";
import { COMMAND_SPECS } from "../../server/command_table.ts";
import { latin1, splitArguments } from "../helpers/command_line.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { parseReply, type Reply } from "../helpers/servers/raw_reply.ts";
import { startRedis } from "../helpers/servers/redis_server.ts";
import { parseTranscript, type Step } from "../helpers/transcripts/transcript.ts";

/** Commands without a transcript, and why. */
const WITHOUT_TRANSCRIPT: Record<string, string> = Object.fromEntries([
  ...[
    ...["hexpire", "hpexpire", "hexpireat", "hpexpireat", "httl", "hpttl", "hexpiretime"],
    ...["hpexpiretime", "hpersist", "hgetdel", "hgetex", "hsetex"],
  ].map((name) => [name, "fields expire since Redis 7.4: redis-server 7.0 has none"]),
  ["client|setinfo", "since Redis 7.2; clients send it on connecting"],
  ["client|no-touch", "since Redis 7.2"],
]);

const FOLDER = new URL("transcripts/", import.meta.url);

/** All arguments that follow a command's name in any transcript, by "protocol name". */
type Sent = Map<string, Set<string>>;

function readTranscripts(): Sent {
  const sent: Sent = new Map();
  for (const { name } of Deno.readDirSync(FOLDER)) {
    for (const step of parseTranscript(Deno.readTextFileSync(new URL(name, FOLDER)))) {
      for (const args of requestsOf(step)) {
        for (const protocol of step.protocols) note(sent, protocol, args);
      }
    }
  }
  return sent;
}

/** The requests of a step, in lower case; raw ones are read where they are lines of text. */
function requestsOf(step: Step): string[][] {
  if (step.kind === "command") return [step.args.map((arg) => latin1(arg).toLowerCase())];
  if (step.kind !== "send") return [];
  return latin1(step.bytes).toLowerCase().split("\r\n")
    .filter((line) => /^[a-z]/.test(line) && !/["']/.test(line))
    .map((line) => splitArguments(line).map(latin1));
}

/** Notes arguments under the command's name, and under a subcommand's when there is one. */
function note(sent: Sent, protocol: number, [name, ...args]: string[]): void {
  const names = args.length > 0 ? [name, `${name}|${args[0]}`] : [name];
  for (const each of names) {
    const key = `${protocol} ${each}`;
    const seen = sent.get(key) ?? new Set();
    sent.set(key, seen);
    for (const arg of args) seen.add(arg);
  }
}

/** Names of all commands, containers apart: of those the subcommands. */
function commandNames(): string[] {
  return COMMAND_SPECS.flatMap(({ name, subcommands }) =>
    subcommands ? subcommands.map((each) => `${name}|${each.name.split("|").at(-1)}`) : [name]
  );
}

/** A map's value of that name. */
function field(map: Reply, name: string): Reply | undefined {
  const at = map.items!.findIndex((item, i) => i % 2 === 0 && item.text === name);
  return at < 0 ? undefined : map.items![at + 1];
}

/** Collects the tokens of commands' arguments, in lower case. */
function collectTokens(docs: Reply, tokens: Map<string, Set<string>>): void {
  for (let i = 0; i < docs.items!.length; i += 2) {
    const found = new Set<string>();
    const info = docs.items![i + 1];
    const visit = (args: Reply | undefined): void => {
      for (const argument of args?.items ?? []) {
        const token = field(argument, "token")?.text;
        if (token) { for (const word of token.toLowerCase().split(" ")) found.add(word); }
        visit(field(argument, "arguments"));
      }
    };
    visit(field(info, "arguments"));
    tokens.set(docs.items![i].text!, found);
    const subcommands = field(info, "subcommands");
    if (subcommands) collectTokens(subcommands, tokens);
  }
}

async function redisTokens(): Promise<Map<string, Set<string>>> {
  await using redis = await startRedis();
  using client = await RawConnection.connect(redis.port);
  await client.command("HELLO", "3");
  const tokens = new Map<string, Set<string>>();
  collectTokens(parseReply(await client.command("COMMAND", "DOCS")), tokens);
  return tokens;
}

Deno.test("every command and every option stands in a transcript, in RESP2 and RESP3", async () => {
  const sent = readTranscripts();
  const tokens = await redisTokens();
  const missing: string[] = [];
  for (const name of commandNames()) {
    if (name in WITHOUT_TRANSCRIPT) continue;
    for (const protocol of [2, 3]) {
      const seen = sent.get(`${protocol} ${name}`);
      if (!seen) missing.push(`${name} in RESP${protocol}`);
      for (const token of tokens.get(name) ?? []) {
        if (seen && !seen.has(token)) missing.push(`${name} … ${token} in RESP${protocol}`);
      }
    }
  }
  assertEquals(missing, []);
});

Deno.test("what is without a transcript is a command that redis-server does not have", async () => {
  const known = await redisTokens();
  const names = new Set(commandNames());
  const wrong = Object.keys(WITHOUT_TRANSCRIPT).filter((name) =>
    known.has(name) || !names.has(name)
  );
  assertEquals(wrong, []);
  const unknown = [...names].filter((name) => !known.has(name) && !(name in WITHOUT_TRANSCRIPT));
  assertEquals(unknown, []);
});
