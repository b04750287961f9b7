/** What is written into the search field as a pattern for SCAN. */

/**
 * The pattern of a search: text with glob characters (`*`, `?`, `[…]`, `\`) as it is; other text is looked for
 * anywhere in a key; nothing finds all.
 */
export function searchPattern(search: string): string {
  if (search === "") return "*";
  return isGlob(search) ? search : `*${search}*`;
}

/** Whether text has glob characters, so that it cannot be a key's own name. */
export function isGlob(search: string): boolean {
  return /[*?[\]\\]/.test(search);
}
