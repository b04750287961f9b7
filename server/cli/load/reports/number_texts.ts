/** Numbers as a reader of a table wants them: few digits, with their unit. */

const UNITS = ["", "k", "M", "G"];

/** `1234567` as `1.23M`: three significant digits and a decimal prefix. */
export function compact(value: number): string {
  let scaled = Math.abs(value);
  let unit = 0;
  // 999.5 would be rounded to 1000, so it already belongs to the next unit.
  while (scaled >= 999.5 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${value < 0 ? "-" : ""}${significant(scaled, 3)}${UNITS[unit]}`;
}

/** At least `digits` significant digits, never in exponent form: `0.0123`, `1.20`, `12345`. */
export function significant(value: number, digits: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  // Rounded first: 0.9996 at three digits has the magnitude of 1.
  const magnitude = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  return value.toFixed(Math.max(0, digits - 1 - magnitude));
}

/** A whole number with a thin separator every three digits: `1,000,000`. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** A share in percent with two decimals: `0.12345` as `12.35`. */
export function percent(share: number): string {
  return (share * 100).toFixed(2);
}

/** A duration given in nanoseconds, in the unit that suits it: `350 ns`, `1.20 ms`. */
export function duration(nanoseconds: number): string {
  if (nanoseconds < 999.5) return `${significant(nanoseconds, 3)} ns`;
  if (nanoseconds < 999.5e3) return `${significant(nanoseconds / 1e3, 3)} µs`;
  if (nanoseconds < 999.5e6) return `${significant(nanoseconds / 1e6, 3)} ms`;
  return `${significant(nanoseconds / 1e9, 3)} s`;
}
