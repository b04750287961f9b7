/** The command line of `vortis bench`: what is to be done, and how it is to be shown. */

import { parseByteSize } from "../../../store/encoding/byte_size.ts";
import { CliError } from "../cli_error.ts";
import { DEFAULT_URL } from "../server_url.ts";
import { readToolFlags, type ToolFlags } from "../tool_flags.ts";
import { type Distribution, parseDistribution } from "./key_sequence.ts";
import type { LoadPlan } from "./load_run.ts";
import { type LoadTarget, parseTarget } from "./load_target.ts";
import { parseMix } from "./operation_mix.ts";
import type { ValueSizes } from "./protocols/request_template.ts";

/** What is wanted. */
export interface BenchRequest {
  readonly target: LoadTarget;
  readonly plan: LoadPlan;
  /** Whether the keys are to be made first. */
  readonly fills: boolean;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
  /** Where the chart is written. */
  readonly svgPath: string | undefined;
}

/** What holds if nothing else is said; the help shows them. */
export const DEFAULTS = {
  ratio: "1:9",
  duration: "10s",
  clients: "50",
  pipeline: "1",
  keys: "100000",
  distribution: "uniform",
  elements: "100",
  size: "32",
  seed: "1",
} as const;

const DEFAULT_WARM_UP_MS = 1000;
const MOST_KEYS = 2 ** 32;
const MOST_REQUESTS = 1e12;
const MOST_CLIENTS = 10_000;
const MOST_PIPELINED = 10_000;
const MOST_VALUE_BYTES = 512 * 1024 * 1024;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const LONGEST_MS = 30 * 24 * 3_600_000;

/**
 * Reads the command line; undefined if it asks for help.
 * @throws {CliError}
 */
export function readBenchFlags(args: readonly string[]): BenchRequest | undefined {
  const flags = readToolFlags(args, {
    switches: ["fill", "json", "quiet"],
    values: [
      ...["url", "ratio", "requests", "duration", "warmup", "rate", "clients", "pipeline"],
      ...["keys", "distribution", "elements", "size", "ttl", "prefix", "seed", "svg"],
    ],
    letters: { clients: "c", pipeline: "P", requests: "n", keys: "r", size: "d", quiet: "q" },
    words: [],
  });
  if (flags.is("help")) return undefined;
  const target = parseTarget(flags.value("url") ?? DEFAULT_URL);
  const mix = parseMix(flags.value("ratio") ?? DEFAULTS.ratio);
  const other = mix.find(({ operation }) => operation.method === undefined);
  if (target.kind === "http" && other !== undefined) {
    throw new CliError(
      `--ratio: over HTTP there are get, set and del, not ${other.operation.name}`,
    );
  }
  const requests = optional(flags, "requests", (text) => whole(text, 1, MOST_REQUESTS));
  const duration = flags.value("duration");
  if (requests !== undefined && duration !== undefined) {
    throw new CliError("either --requests or --duration ends a load: give one of them");
  }
  const seed = flags.value("seed") ?? DEFAULTS.seed;
  return {
    target,
    plan: {
      mix,
      distribution: given(flags, "distribution", parseDistribution) as Distribution,
      keys: given(flags, "keys", (text) => whole(text, 1, MOST_KEYS)),
      elements: given(flags, "elements", (text) => whole(text, 1, MOST_KEYS)),
      sizes: given(flags, "size", valueSizes),
      ttlMs: optional(flags, "ttl", (text) => time(text, 1)),
      keyPrefix: flags.value("prefix") ?? "",
      clients: given(flags, "clients", (text) => whole(text, 1, MOST_CLIENTS)),
      pipeline: given(flags, "pipeline", (text) => whole(text, 1, MOST_PIPELINED)),
      requests,
      durationMs: requests === undefined
        ? given(flags, "duration", (text) => time(text, 1))
        : undefined,
      rate: optional(flags, "rate", positive),
      warmUpMs: optional(flags, "warmup", (text) => time(text, 0)) ??
        (requests === undefined ? DEFAULT_WARM_UP_MS : 0),
      seed: parse("seed", seed, (text) => whole(text, 0, 2 ** 32 - 1)),
    },
    fills: flags.is("fill"),
    isJson: flags.is("json"),
    isQuiet: flags.is("quiet"),
    svgPath: flags.value("svg"),
  };
}

/** What is expected, for the message. */
const EXPECTED: Readonly<Record<string, string>> = {
  requests: `a number from 1 to ${MOST_REQUESTS}`,
  duration: "a time such as 30s, 500ms or 2m",
  warmup: "a time such as 5s or 0",
  ttl: "a time such as 60s or 500ms",
  rate: "a number of requests a second",
  distribution: "uniform, zipf, zipf:EXPONENT or sequential",
  keys: `a number from 1 to ${MOST_KEYS}`,
  elements: `a number from 1 to ${MOST_KEYS}`,
  size: "bytes such as 32 or 4kb, or a range such as 16-1024",
  clients: `a number from 1 to ${MOST_CLIENTS}`,
  pipeline: `a number from 1 to ${MOST_PIPELINED}`,
  seed: `a number from 0 to ${2 ** 32 - 1}`,
};

function parse<T>(name: string, text: string, read: (text: string) => T | undefined): T {
  const value = read(text);
  if (value === undefined) throw new CliError(`--${name} '${text}': expected ${EXPECTED[name]}`);
  return value;
}

function given<T>(
  flags: ToolFlags,
  name: keyof typeof DEFAULTS,
  read: (text: string) => T | undefined,
): T {
  return parse(name, flags.value(name) ?? DEFAULTS[name], read);
}

function optional<T>(
  flags: ToolFlags,
  name: string,
  read: (text: string) => T | undefined,
): T | undefined {
  const text = flags.value(name);
  return text === undefined ? undefined : parse(name, text, read);
}

/** A whole number; separators of thousands may be given. */
function whole(text: string, min: number, max: number): number | undefined {
  const digits = text.replaceAll(/(?<=\d)[_,](?=\d{3})/g, "");
  const number = /^\d{1,15}$/.test(digits) ? Number(digits) : NaN;
  return number >= min && number <= max ? number : undefined;
}

function positive(text: string): number | undefined {
  const number = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

/** Milliseconds of `10s`, `500ms`, `2m`, `1h`; of a number alone, which is seconds. */
function time(text: string, minMs: number): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)?$/.exec(text);
  if (match === null) return undefined;
  const ms = Math.round(Number(match[1]) * UNIT_MS[match[2] ?? "s"]);
  return ms >= minMs && ms <= LONGEST_MS ? ms : undefined;
}

function valueSizes(text: string): ValueSizes | undefined {
  const [from, to = from, ...more] = text.split("-");
  // No digits would be 0 bytes.
  if (!/^\d/.test(from) || !/^\d/.test(to)) return undefined;
  const min = parseByteSize(from);
  const max = parseByteSize(to);
  if (min === undefined || max === undefined || more.length > 0) return undefined;
  return min <= max && max <= MOST_VALUE_BYTES ? { min, max } : undefined;
}
