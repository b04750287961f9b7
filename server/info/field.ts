/**
 * What a section of INFO is made of, and how figures are spelled there.
 */

import type { Server } from "../server_state.ts";

/** A line of INFO: `name:value`. */
export type InfoField = readonly [name: string, value: string | number];

/** A section of INFO. */
export interface InfoSection {
  /** As its headline shows it; clients name it in any case. */
  readonly title: string;
  /** Another name that clients may use. */
  readonly alias?: string;
  /** Whether INFO without arguments shows it. */
  readonly isDefault: boolean;
  /** The lines, in order. O(1) but for the sections that list commands, errors or keyspaces. */
  fields(server: Server): InfoField[];
}

const UNITS = ["B", "K", "M", "G", "T", "P"];

/** Bytes for people: "512B", "1.50K", "2.00M". */
export function humanBytes(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0 ? `${Math.floor(value)}B` : `${value.toFixed(2)}${UNITS[unit]}`;
}

/** A share of a whole, "12.34%". */
export function percentage(part: number, whole: number): string {
  return `${(whole === 0 ? 0 : (part / whole) * 100).toFixed(2)}%`;
}

/** A quotient with two decimals; 0.00 for nothing by nothing. */
export function ratio(part: number, whole: number): string {
  return (whole === 0 ? 0 : part / whole).toFixed(2);
}
