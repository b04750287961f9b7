/**
 * How wide text is on a terminal: the characters that a reader sees as one, and the columns that
 * they take. Chinese, Japanese, Korean and emoji take two, combining marks none.
 */

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Ranges of two columns, first and last, ascending: East Asian wide and full-width. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;

/** The characters of a text as its reader counts them. */
export function graphemes(text: string): string[] {
  // Plain ASCII is nearly everything that is typed.
  if (/^[ -~]*$/.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** Where the character begins that ends at `at`, or 0. */
export function previousBoundary(text: string, at: number): number {
  const last = graphemes(text.slice(0, at)).at(-1);
  return at - (last?.length ?? 0);
}

/** Where the character ends that begins at `at`, or the end. */
export function nextBoundary(text: string, at: number): number {
  const [first] = graphemes(text.slice(at));
  return at + (first?.length ?? 0);
}

/** The columns of one character, which is not a control character. */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < 0x300) return 1;
  if (NO_WIDTH.test(character)) return 0;
  if (EMOJI.test(character)) return 2;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** The columns of a text without control characters. */
export function textWidth(text: string): number {
  return graphemes(text).reduce((sum, character) => sum + characterWidth(character), 0);
}
