/** What the routes of operations have in common. */

/** The heading under which the documentation lists them. */
export const OPERATIONS_TAG: string[] = ["Operations"];

/** Figures are of this moment: nobody is to keep them. */
export const NOT_STORED: Record<string, string> = { "cache-control": "no-store" };
