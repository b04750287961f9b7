/** The two servers of a random run: both take the same steps, and what they show is set side by side. */
import { concat } from "../../helpers/command_line.ts";
import { sameReply } from "../../helpers/transcripts/compare_replies.ts";
import type { Address } from "../../helpers/servers/raw_connection.ts";
import { RandomClients } from "./clients.ts";
import { comparisonOf, type RandomStep } from "./steps.ts";

/** What a step has shown on each server; `undefined` where a server was gone before. */
export interface Results {
  expected: Uint8Array | undefined;
  actual: Uint8Array | undefined;
}

type CrossStep = Extract<RandomStep, { kind: "cross" }>;

const encoder = new TextEncoder();
const NO_KEY = encoder.encode("(no key)\n");
/**
 * Forms, the first bytes of payloads, whose bytes follow from the value and its history alone: strings,
 * intsets, packed and large sorted sets. Others hold an order that is a server's own, or has been once.
 */
const FIXED_FORMS = new Set([0, 5, 11, 17]);

/** A redis-server and the server under test. */
export class RandomPair {
  private constructor(readonly expected: RandomClients, readonly actual: RandomClients) {}

  /** Connects to both and empties them. */
  static async connect(expected: Address, actual: Address): Promise<RandomPair> {
    const pair = new RandomPair(
      await RandomClients.connect(expected),
      await RandomClients.connect(actual),
    );
    return pair;
  }

  /** Empties both; see {@linkcode RandomClients.reset}. */
  async reset(): Promise<void> {
    await Promise.all([this.expected.reset(), this.actual.reset()]);
  }

  /** Takes the steps on both servers. */
  async take(steps: readonly RandomStep[]): Promise<Results[]> {
    const results: Results[] = [];
    for (let start = 0; start < steps.length;) {
      const first = steps[start];
      if (first.kind === "cross") {
        results.push(await this.#cross(first));
        start++;
        continue;
      }
      let end = steps.findIndex((step, i) => i > start && step.kind === "cross");
      if (end < 0) end = steps.length;
      const part = steps.slice(start, end);
      const [expected, actual] = await Promise.all([
        this.expected.take(part),
        this.actual.take(part),
      ]);
      part.forEach((_, i) => results.push({ expected: expected[i], actual: actual[i] }));
      if (expected.length < part.length || actual.length < part.length) break;
      start = end;
    }
    return results;
  }

  close(): void {
    this.expected.close();
    this.actual.close();
  }

  async #cross({ from, restore, database }: CrossStep): Promise<Results> {
    const [expected, actual] = await Promise.all([
      this.expected.dump(from, database),
      this.actual.dump(from, database),
    ]);
    if (!expected || !actual) return { expected: expected ?? NO_KEY, actual: actual ?? NO_KEY };
    const request = (payload: Uint8Array) => [
      "RESTORE",
      ...restore.map((each) => each === "PAYLOAD" ? payload : each),
    ];
    const [replies, ours] = await Promise.all([
      this.expected.control(request(actual)).catch(noReplies),
      this.actual.control(request(expected)).catch(noReplies),
    ]);
    const isFixed = FIXED_FORMS.has(expected[0]);
    return {
      expected: isFixed ? concat([expected, ...replies]) : replies[0],
      actual: isFixed ? concat([actual, ...ours]) : ours[0],
    };
  }
}

/** What stands for replies that do not come. */
function noReplies(error: Error): Uint8Array[] {
  return [encoder.encode(`<${error.message}>`)];
}

/** Whether a step has shown the same on both. */
export function isSame(step: RandomStep, { expected, actual }: Results): boolean {
  if (expected === undefined || actual === undefined) return expected === actual;
  return sameReply(expected, actual, comparisonOf(step));
}
