/**
 * Who may use HTTP: whoever AUTH would let in. The password comes as a bearer token, or as that of
 * the user `default` in basic authentication.
 */

import { DEFAULT_USER, equalsInConstantTime } from "../clients/authentication.ts";

const encoder = new TextEncoder();

/** Whether the header `Authorization` carries the password; the time tells nothing about it. */
export function isAuthorized(header: string | null, password: string): boolean {
  if (header === null) return false;
  const space = header.indexOf(" ");
  const scheme = header.slice(0, space).toLowerCase();
  const credentials = header.slice(space + 1).trim();
  const expected = encoder.encode(password);
  if (scheme === "bearer") {
    // A header is a string of bytes.
    const given = Uint8Array.from(credentials, (character) => character.charCodeAt(0));
    return equalsInConstantTime(given, 0, given.length, expected);
  }
  if (scheme !== "basic") return false;
  const pair = decodeBase64(credentials);
  if (pair === undefined) return false;
  const colon = pair.indexOf(0x3a);
  if (colon < 0) return false;
  const user = encoder.encode(DEFAULT_USER);
  const rightUser = equalsInConstantTime(pair, 0, colon, user);
  const rightPassword = equalsInConstantTime(pair, colon + 1, pair.length, expected);
  return rightUser && rightPassword;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
