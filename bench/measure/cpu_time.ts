/**
 * Processor time that a process has used: what a request costs whatever else the machine is doing.
 *
 * Requests per second fall when something else runs on the same cores; processor time per request
 * barely moves. The two together tell a slow server from a busy machine.
 */

/** The kernel reports in ticks of a hundredth of a second to every program, whatever its own are. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process has used so far; undefined where the system hides it. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  try {
    return parseCpuSeconds(await Deno.readTextFile(`/proc/${pid}/stat`));
  } catch {
    return undefined;
  }
}

/** User and system time of a `/proc/PID/stat` line, in seconds. */
export function parseCpuSeconds(stat: string): number {
  // The second field is the program's name in parentheses, which may contain anything: count from
  // the last parenthesis. Of what follows, fields 12 and 13 are user and system time.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
