/** Half a command behind a log, as a loss of power leaves it. */

import type { Random } from "../../tests/helpers/random.ts";
import { ANNOTATION, AofParser, COMMAND } from "../../store/persistence/aof/parser.ts";

/** Half of a write to a database that nobody uses. */
const TORN = "*2\r\n$6\r\nSELECT\r\n$2\r\n15\r\n*3\r\n$3\r\nSET\r\n$4\r\ntorn\r\n$5\r\nvalue\r\n";

/**
 * Tears the end of a log, unless it is torn already: SIGKILL ends a write between two pages. Behind such an end
 * more bytes would be no torn end but damage.
 */
export function tearEnd(path: string, random: Random): void {
  if (!endsWhole(Deno.readFileSync(path))) return;
  // Behind the SELECT, which would be a whole command.
  const length = random.int(TORN.indexOf("*3") + 1, TORN.length - 1);
  const bytes = new TextEncoder().encode(TORN.slice(0, length));
  Deno.writeFileSync(path, bytes, { append: true });
}

/** Whether the last command of a log, or of an increment, is there to its end. */
export function endsWhole(bytes: Uint8Array): boolean {
  const parser = new AofParser();
  let at = 0;
  while (at < bytes.length) {
    const found = parser.parse(bytes, at, bytes.length);
    if (found !== COMMAND && found !== ANNOTATION) return false;
    at = parser.next;
  }
  return true;
}
