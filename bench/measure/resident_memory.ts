/**
 * Resident memory of any process, its own or a server's, read the same way for all: the pages
 * that the kernel counts for it.
 */

/**
 * The bytes of memory that a process occupies now.
 *
 * Reads `/proc/PID/status`; where there is none, asks `ps`.
 *
 * @throws {Error} when no such process runs.
 */
export async function residentBytes(pid: number): Promise<number> {
  let status: string;
  try {
    status = await Deno.readTextFile(`/proc/${pid}/status`);
  } catch {
    return await residentBytesByPs(pid);
  }
  const bytes = parseResidentBytes(status);
  if (bytes === undefined) throw new Error(`Cannot read resident memory of process ${pid}`);
  return bytes;
}

/** The `VmRSS` line of a `/proc/PID/status`, in bytes; undefined where there is none. */
export function parseResidentBytes(status: string): number | undefined {
  const kilobytes = status.match(/^VmRSS:\s*(\d+) kB$/m)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

async function residentBytesByPs(pid: number): Promise<number> {
  const { stdout, success } = await new Deno.Command("ps", {
    args: ["-o", "rss=", "-p", String(pid)],
    stdin: "null",
  }).output();
  const kilobytes = Number(new TextDecoder().decode(stdout).trim());
  if (!success || !(kilobytes > 0)) {
    throw new Error(`Cannot read resident memory of process ${pid}`);
  }
  return kilobytes * 1024;
}

/**
 * Waits until a process's resident memory has stopped moving: a garbage collector or an allocator
 * goes on for a moment after the last request.
 *
 * @returns the settled bytes, or the last reading when it did not settle within `limitMs`.
 */
export async function settledResidentBytes(pid: number, limitMs = 3000): Promise<number> {
  const deadline = performance.now() + limitMs;
  let last = await residentBytes(pid);
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = await residentBytes(pid);
    if (Math.abs(now - last) < 64 * 1024 || performance.now() > deadline) return now;
    last = now;
  }
}
