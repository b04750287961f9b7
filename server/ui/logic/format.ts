/** Figures as people read them: counts, bytes, durations, latencies, times of day. */

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const COUNT_UNITS = ["", "k", "M", "G", "T"];

const grouped = new Intl.NumberFormat("en-US");

/** A whole number with its thousands apart: `10,000,000`. */
export function formatInteger(value: number): string {
  return grouped.format(value);
}

/** A count in at most four characters and a unit: `950`, `12.3 k`, `10 M`. */
export function formatCount(value: number): string {
  return scaled(value, 1000, COUNT_UNITS);
}

/** Bytes in binary units: `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BYTE_UNITS);
}

/** A latency given in microseconds: `0.8 µs`, `12 µs`, `3.4 ms`, `1.2 s`. */
export function formatMicroseconds(microseconds: number): string {
  if (microseconds < 1000) return `${threeDigits(microseconds)} µs`;
  if (microseconds < 1e6) return `${threeDigits(microseconds / 1000)} ms`;
  return `${threeDigits(microseconds / 1e6)} s`;
}

/** A time span in its two largest units: `45s`, `3m 20s`, `2h 5m`, `12d 3h`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const days = Math.floor(whole / 86400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  if (days > 0) return `${formatInteger(days)}d ${hours}h`;
  if (hours > 0) return `${hours}h ${minutes}m`;
  if (minutes > 0) return `${minutes}m ${whole % 60}s`;
  return `${whole}s`;
}

/** A TTL given in ms, with tenths when it is nearly over: `0.4s`, `59s`, `3m 20s`. */
export function formatTtl(milliseconds: number): string {
  if (milliseconds <= 0) return "0s";
  if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)}s`;
  return formatSeconds(milliseconds / 1000);
}

/** A share of 0 … 1 in percent: `97.3 %`. */
export function formatPercent(share: number): string {
  return `${threeDigits(share * 100)} %`;
}

/** A moment, given in ms since the epoch, as the day and time of this place: `2031-05-04 13:02:07`. */
export function formatTime(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ` +
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The time of day of a moment, with ms: `13:02:07.004`. */
export function formatTimeOfDay(timeMs: number): string {
  return `${formatTime(timeMs).slice(11)}.${String(timeMs % 1000).padStart(3, "0")}`;
}

/** A number of things: `1 key`, `2 keys`, `no keys`. */
export function formatThings(count: number, one: string, many = `${one}s`): string {
  return count === 0 ? `no ${many}` : `${formatInteger(count)} ${count === 1 ? one : many}`;
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let unit = 0;
  let rest = Math.abs(value);
  // What would be rounded up to the next unit belongs to it.
  while (rest >= base * 0.9995 && unit < units.length - 1) {
    rest /= base;
    unit++;
  }
  const digits = unit === 0 && Number.isInteger(rest) ? String(rest) : threeDigits(rest);
  return `${value < 0 ? "-" : ""}${digits}${units[unit] === "" ? "" : ` ${units[unit]}`}`;
}

function threeDigits(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return String(Number(value.toFixed(value >= 10 ? 1 : 2)));
}
