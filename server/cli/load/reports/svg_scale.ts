/** Scales of a chart: from a range of values to positions, with the values that are marked. */

/** One axis. */
export interface Scale {
  /** The position of a value. */
  at(value: number): number;
  /** Values to mark, in order. */
  readonly ticks: readonly number[];
}

/** Between 1, 2 and 5 of a power of ten. */
const NICE = [1, 2, 5, 10];
/** More would stand too close on a logarithmic axis. */
const MOST_TICKS = 12;

/**
 * From 0 to a round number that is not below `most`.
 * @param ticks About so many values are marked.
 */
export function linearScale(most: number, from: number, to: number, ticks: number): Scale {
  const rough = (most > 0 ? most : 1) / ticks;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * NICE.find((nice) => nice * power >= rough * (1 - 1e-9))!;
  const count = Math.max(1, Math.ceil((most / step) * (1 - 1e-9)));
  const end = count * step;
  return {
    at: (value) => from + (value / end) * (to - from),
    ticks: Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  };
}

/** From 0 to exactly `most`: for time, which need not end at a round number. */
export function timeScale(most: number, from: number, to: number, ticks: number): Scale {
  const round = linearScale(most, from, to, ticks);
  return {
    at: (value) => from + (value / most) * (to - from),
    ticks: round.ticks.filter((tick) => tick <= most * (1 + 1e-9)),
  };
}

/** Logarithmic, from a power of ten or its double or quintuple to another; both are positive. */
export function logScale(least: number, most: number, from: number, to: number): Scale {
  const first = niceBelow(least);
  const last = Math.max(niceAbove(most), first * 2);
  const span = Math.log(last / first);
  const marks: number[] = [];
  for (let tick = first; tick <= last * (1 + 1e-9); tick = niceAbove(tick * 1.01)) marks.push(tick);
  // Over many decades the powers of ten say enough.
  const ticks = marks.length <= MOST_TICKS ? marks : marks.filter(isPowerOfTen);
  return { at: (value) => from + (Math.log(value / first) / span) * (to - from), ticks };
}

function niceBelow(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const nice = NICE.findLast((nice) => nice * power <= value * (1 + 1e-9)) ?? 1;
  return Number((nice * power).toPrecision(6));
}

function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const nice = NICE.find((nice) => nice * power >= value * (1 - 1e-9)) ?? 10;
  return Number((nice * power).toPrecision(6));
}

function isPowerOfTen(value: number): boolean {
  return Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-6;
}
