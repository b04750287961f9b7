/** Waiting for what comes about by itself. */

const POLL_MS = 2;

/**
 * Waits until `condition` holds.
 *
 * @param timeoutMs long enough for a busy machine: who waits for nothing loses no time.
 * @throws {Error} if it does not hold in time.
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!await condition()) {
    if (performance.now() > deadline) throw new Error(`never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Waits until a server answers a GET with success. Of one in a process of its own RESP is there first: the
 * modules of HTTP are loaded meanwhile.
 */
export async function untilAnswered(url: string): Promise<void> {
  await until(async () => {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    return response?.ok === true;
  });
}
