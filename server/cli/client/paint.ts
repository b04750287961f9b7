/** Colours of a terminal, or none. */

/** What a piece of text is, for its colour. */
export type Tint = "error" | "faint" | "key" | "prompt" | "strong" | "string" | "warning";

/** Gives text the colour of what it is. */
export type Paint = (tint: Tint, text: string) => string;

const CODES: Readonly<Record<Tint, string>> = {
  error: "31",
  faint: "90",
  key: "36",
  prompt: "36",
  strong: "1",
  string: "32",
  warning: "33",
};

/** Leaves text as it is: for files, pipes and NO_COLOR. */
export const plain: Paint = (_tint, text) => text;

/** The colours that every terminal has, so that its own theme decides what they look like. */
export const coloured: Paint = (tint, text) =>
  text === "" ? "" : `\x1b[${CODES[tint]}m${text}\x1b[0m`;
