/** The `latency-tracking-info-percentiles` setting: percentiles that INFO shows, 0 to 100. */

import { InvalidValue } from "../config_error.ts";
import { type Kind, singleLineKind } from "./kind.ts";

const NAME = "latency-tracking-info-percentiles";

/** Percentiles, separated by spaces; none is a list too. */
export const percentiles: Kind<readonly number[]> = singleLineKind(
  "percent ...",
  (text) => {
    const words = text === "" ? [] : text.split(" ");
    const value = words.map(parsePercent);
    // At most six decimals, as Redis prints them.
    return { value, text: value.map((percent) => String(Number(percent.toFixed(6)))).join(" ") };
  },
  (now) => now.text === "" ? '""' : now.text,
  true,
);

function parsePercent(word: string): number {
  const percent = word === "" ? NaN : /^[+-]?inf(inity)?$/i.test(word) ? Infinity : Number(word);
  if (Number.isNaN(percent)) throw new InvalidValue(`Invalid ${NAME} parameters`);
  if (percent < 0 || percent > 100) {
    throw new InvalidValue(`${NAME} parameters should sit between [0.0,100.0]`);
  }
  return percent;
}
