/** Reads what people write for a time to live. */

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * The ms that a text means: `90`, `90s`, `1h 30m`, `250ms`, `2d`; a number alone is seconds. Undefined for
 * what is no time span above 0.
 */
export function parseTimeToLive(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase();
  if (/^\d+$/.test(trimmed)) return positive(Number(trimmed) * 1000);
  if (!/^(\d+(\.\d+)?\s*(ms|s|m|h|d)\s*)+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)/g)) {
    total += Number(amount) * UNIT_MS[unit];
  }
  return positive(Math.round(total));
}

/** The text that {@link parseTimeToLive} reads as so many ms. */
export function timeToLiveText(milliseconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(milliseconds);
  for (const unit of ["d", "h", "m", "s", "ms"]) {
    const amount = Math.floor(rest / UNIT_MS[unit]);
    if (amount > 0) parts.push(`${amount}${unit}`);
    rest -= amount * UNIT_MS[unit];
  }
  return parts.join(" ");
}

function positive(milliseconds: number): number | undefined {
  return milliseconds > 0 && Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}
