/** Lists of strings as ranges of one buffer, for tests. */
import { Arguments } from "../../resp/arguments.ts";
import type { ByteRanges } from "../../store/byte_ranges.ts";

/** The strings, texts as UTF-8, as ranges. */
export function ranges(...strings: (string | Uint8Array)[]): ByteRanges {
  return Arguments.from(strings);
}
