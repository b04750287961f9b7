/**
 * LOLWUT's picture: an elementary cellular automaton (Wolfram, "Statistical mechanics of cellular
 * automata", 1983) that begins with one cell, a line for each generation. The rule is another one
 * each time.
 */

import { REDIS_VERSION, VERSION } from "../../version.ts";

const DEFAULT_WIDTH = 63;
const DEFAULT_HEIGHT = 31;
const MAX_WIDTH = 1000;
const MAX_HEIGHT = 500;

/** Rules whose pictures are worth looking at. */
const RULES = [18, 22, 26, 30, 45, 54, 60, 73, 75, 90, 105, 110, 126, 129, 150, 161];

/** The picture, so many characters wide and high, and the version. Sizes are brought into bounds. */
export function lolwutText(
  width: number = DEFAULT_WIDTH,
  height: number = DEFAULT_HEIGHT,
  rule: number = RULES[Math.floor(Math.random() * RULES.length)],
): string {
  const columns = Math.min(Math.max(width, 1), MAX_WIDTH);
  const lines: string[] = [];
  let cells = new Uint8Array(columns);
  cells[columns >> 1] = 1;
  for (let line = 0; line < Math.min(Math.max(height, 1), MAX_HEIGHT); line++) {
    lines.push(Array.from(cells, (cell) => cell === 1 ? "█" : " ").join("").trimEnd());
    cells = nextGeneration(cells, rule);
  }
  lines.push(`Rule ${rule}. Redis ver. ${REDIS_VERSION}, Vortis ver. ${VERSION}`);
  return `${lines.join("\n")}\n`;
}

/** Bit `abc` of the rule is what a cell becomes; `a`, `b`, `c` are its neighbour, itself, its other one. */
function nextGeneration(cells: Uint8Array<ArrayBuffer>, rule: number): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(cells.length);
  for (let i = 0; i < cells.length; i++) {
    const left = cells[(i + cells.length - 1) % cells.length];
    const right = cells[(i + 1) % cells.length];
    next[i] = (rule >> (left * 4 + cells[i] * 2 + right)) & 1;
  }
  return next;
}
