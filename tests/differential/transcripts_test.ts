/**
 * Each transcript must get the same replies, byte for byte, from redis-server and from Vortis, in
 * RESP2 and in RESP3. `VORTIS_TRANSCRIPT=strings` runs the files whose name contains that. A line
 * `# started with: --port 1` gives both servers these arguments; each line `# and with: --port 2` runs
 * the file once more, with these.
 */
import { assert } from "@std/assert";
import { runTranscript, showDifferences } from "../helpers/transcripts/run_transcript.ts";
import { parseTranscript } from "../helpers/transcripts/transcript.ts";
import { startPair } from "./yardstick.ts";

const FOLDER = new URL("transcripts/", import.meta.url);
const only = Deno.env.get("VORTIS_TRANSCRIPT") ?? "";

const files = [...Deno.readDirSync(FOLDER)]
  .map((entry) => entry.name)
  .filter((name) => name.endsWith(".txt") && name.includes(only))
  .sort();

for (const file of files) {
  const source = Deno.readTextFileSync(new URL(file, FOLDER));
  const started = /^# started with: (.+)$/m.exec(source)?.[1] ?? "";
  const again = [...source.matchAll(/^# and with: (.+)$/gm)].map((match) => match[1]);
  for (const args of [started, ...again]) {
    for (const protocol of [2, 3] as const) {
      Deno.test(`transcript ${file} in RESP${protocol} ${args}`.trim(), () => {
        return compare(file, source, protocol, args === "" ? [] : args.split(" "));
      });
    }
  }
}

async function compare(
  file: string,
  source: string,
  protocol: 2 | 3,
  args: string[],
): Promise<void> {
  const steps = parseTranscript(source);
  await using pair = await startPair(args);
  const result = await runTranscript(steps, protocol, pair.redis.port, pair.subject.port);
  assert(result.compared > 0, `${file} compares nothing`);
  assert(
    result.differences.length === 0,
    `${result.differences.length} of ${result.compared} replies differ\n` +
      showDifferences(file, result.differences),
  );
}
