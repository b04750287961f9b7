/**
 * Transcripts: commands in redis-cli's quoting, one a line, whose replies two servers must give
 * alike.
 *
 *     # a comment
 *     SET k "binary \x00\r\n"
 *     @approx 5 PTTL k          integers may differ by 5
 *     @unordered KEYS *         the order of elements, at every depth, does not count
 *     @type TIME                only types and lengths of aggregates must agree
 *     @kind OBJECT HELP         only the reply's own type must agree
 *     @mask addr=\S+ CLIENT INFO  what the pattern finds is not compared
 *
 * Other lines steer:
 *
 *     @client 2                 the next lines go to connection 2 (opened when first used)
 *     @close                    close this connection; a later line opens it anew
 *     @sleep 20                 wait so many ms
 *     @send 2 "PING\r\nPING\r\n"  raw bytes, after which two replies are read
 *     @read 1                   read replies that nobody asked for (again)
 *     @mask :\d+ @read 1        the same, compared like a command's
 *     @end "*1\r\n+x\r\n"       raw bytes, then everything until the server closes
 *     @resp2, @resp3, @both     the next lines count in that protocol alone
 *
 * An argument `{id:2}` stands for the id of connection 2, which each server gives in its own way.
 */
import { splitArguments } from "../command_line.ts";

/** How two replies are compared. */
export type Comparison =
  | { how: "exact" }
  | { how: "unordered" }
  | { how: "type" }
  | { how: "kind" }
  | { how: "approx"; tolerance: number }
  | { how: "mask"; pattern: RegExp }
  /** Exact but for the integers that the pattern finds, which may differ by `tolerance`. */
  | { how: "times"; pattern: RegExp; tolerance: number };

/** One line of a transcript. */
export type Step =
  & { line: number; text: string; protocols: readonly (2 | 3)[] }
  & (
    | { kind: "command"; args: Uint8Array[]; compare: Comparison }
    | { kind: "send"; bytes: Uint8Array; replies: number; compare: Comparison }
    | { kind: "end"; bytes: Uint8Array }
    | { kind: "read"; replies: number; compare: Comparison }
    | { kind: "client"; name: string }
    | { kind: "close" }
    | { kind: "sleep"; ms: number }
  );

const EXACT: Comparison = { how: "exact" };

/**
 * Reads a transcript.
 *
 * @throws {SyntaxError} with the line's number.
 */
export function parseTranscript(source: string): Step[] {
  const steps: Step[] = [];
  let protocols: readonly (2 | 3)[] = [2, 3];
  source.split("\n").forEach((raw, index) => {
    const text = raw.trim();
    if (text === "" || text.startsWith("#")) return;
    const place = { line: index + 1, text, protocols };
    try {
      const [directive] = text.split(/\s+/, 1) as [string];
      const rest = text.slice(directive.length).trim();
      switch (directive) {
        case "@both":
          protocols = [2, 3];
          return;
        case "@resp2":
          protocols = [2];
          return;
        case "@resp3":
          protocols = [3];
          return;
        case "@client":
          steps.push({ ...place, kind: "client", name: rest });
          return;
        case "@close":
          steps.push({ ...place, kind: "close" });
          return;
        case "@sleep":
          steps.push({ ...place, kind: "sleep", ms: readNumber(rest) });
          return;
        case "@send": {
          const [count, ...parts] = splitArguments(rest);
          const replies = readNumber(new TextDecoder().decode(count));
          if (parts.length !== 1) throw new SyntaxError("@send wants a count and one string");
          steps.push({ ...place, kind: "send", bytes: parts[0]!, replies, compare: EXACT });
          return;
        }
        case "@end": {
          const parts = splitArguments(rest);
          if (parts.length !== 1) throw new SyntaxError("@end wants one string");
          steps.push({ ...place, kind: "end", bytes: parts[0]! });
          return;
        }
      }
      const { compare, command } = parseComparison(directive, text, rest);
      if (command.startsWith("@read ")) {
        const replies = readNumber(command.slice("@read ".length).trim());
        steps.push({ ...place, kind: "read", replies, compare });
        return;
      }
      if (command.startsWith("@")) {
        throw new SyntaxError("Only @read is compared in a way of its own");
      }
      const args = splitArguments(command);
      if (args.length === 0) throw new SyntaxError("No command");
      steps.push({ ...place, kind: "command", args, compare });
    } catch (error) {
      throw new SyntaxError(`Line ${index + 1}: ${(error as Error).message}: ${text}`);
    }
  });
  return steps;
}

function parseComparison(
  directive: string,
  text: string,
  rest: string,
): { compare: Comparison; command: string } {
  const operand = rest.split(/\s+/, 1)[0]!;
  const afterOperand = rest.slice(operand.length).trim();
  switch (directive) {
    case "@unordered":
      return { compare: { how: "unordered" }, command: rest };
    case "@type":
      return { compare: { how: "type" }, command: rest };
    case "@kind":
      return { compare: { how: "kind" }, command: rest };
    case "@approx":
      return {
        compare: { how: "approx", tolerance: readNumber(operand) },
        command: afterOperand,
      };
    case "@mask":
      return {
        compare: { how: "mask", pattern: new RegExp(operand, "g") },
        command: afterOperand,
      };
  }
  if (directive.startsWith("@") && directive !== "@read") {
    throw new SyntaxError(`Unknown directive ${directive}`);
  }
  return { compare: EXACT, command: text };
}

function readNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new SyntaxError(`Not a number: ${text}`);
  return Number(text);
}
