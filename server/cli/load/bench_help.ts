/** The text of `vortis bench --help`, at most 80 columns wide. */

import { DEFAULT_URL } from "../server_url.ts";
import { DEFAULTS } from "./bench_flags.ts";
import { OPERATIONS } from "./operations.ts";

/** The help. */
export function benchHelp(): string {
  return `Usage: vortis bench [--flag value ...]

Asks a running server, Vortis or Redis, for as much as it can do, or for so many
requests a second, and tells throughput and latencies. It writes to the server's
keys: key:…, counter:…, list:… and so on.

Where
  --url <url>             redis://[user:password@]host[:port][/database], or
                          http://[user:password@]host[:port][/namespace] for the
                          HTTP interface [${DEFAULT_URL}]

What
  --ratio <set:get:del>   How often each operation comes, or operations by name:
                          get=8,hset=1,lpush=1 [${DEFAULTS.ratio}]
  -r, --keys <number>     Draw keys from so many [${DEFAULTS.keys}]
  --distribution <name>   Which keys come how often: uniform, zipf,
                          zipf:EXPONENT or sequential [${DEFAULTS.distribution}]
  --elements <number>     Draw members, fields and scores from so many [${DEFAULTS.elements}]
  -d, --size <bytes>      Size of values, or a range such as 16-1kb [${DEFAULTS.size}]
  --ttl <time>            Let what set writes expire
  --prefix <text>         Begin all names of keys with it
  --fill                  Make all keys first, unmeasured
  --seed <number>         Ask for other keys and values [${DEFAULTS.seed}]

How much
  --duration <time>       Measure so long: 30s, 500ms, 2m [${DEFAULTS.duration}]
  -n, --requests <number> Measure so many requests instead
  --warmup <time>         Begin to measure after that time [1s; with -n: 0]
  -c, --clients <number>  Connections [${DEFAULTS.clients}]
  -P, --pipeline <number> Requests that each has under way [${DEFAULTS.pipeline}]
  --rate <number>         Requests a second, of all clients together; latencies
                          count from when a request was due, so that waiting for
                          a slow server is not left out

Results
  --json                  Print JSON
  --svg <file>            Write a chart of throughput, latencies and histogram
  -q, --quiet             Do not tell how far it is
  -h, --help              Show this text

Operations
${operationLines()}
Ctrl-C ends a load and tells what has been done. Exit codes: 0 done, 1 every
request failed, the server went away, or a mistake in the flags.
`;
}

function operationLines(): string {
  const lines: string[] = [];
  let line = " ";
  for (const { name } of OPERATIONS) {
    if (line.length + 1 + name.length > 78) {
      lines.push(line);
      line = " ";
    }
    line += ` ${name}`;
  }
  return [...lines, line].map((each) => `${each}\n`).join("");
}
