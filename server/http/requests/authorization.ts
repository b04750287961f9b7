/**
 * Who may use HTTP: whoever AUTH would let in. The password comes as a bearer token, or as that of
 * the user `default` in basic authentication.
 */

import { DEFAULT_USER, type DefaultUser } from "../../acl/default_user.ts";
import type { User } from "../../acl/user.ts";

const encoder = new TextEncoder();
const USER = encoder.encode(DEFAULT_USER);

/** Looks at the headers `Authorization`. */
export class Authorization {
  /** The last right password, and of which user: its hash need not be made for each request. */
  #password = new Uint8Array(0);
  #knownUser: User | undefined;

  constructor(private readonly user: DefaultUser) {}

  /** Whether requests need no password. */
  get isOpen(): boolean {
    return this.user.current.isOpen;
  }

  /** Whether any password is right: then strangers are kept out by other means. */
  get takesAnyPassword(): boolean {
    return this.user.current.traits.takesAnyPassword;
  }

  /** Whether a header carries a right password; the time tells nothing about it. */
  allows(header: string | null): boolean {
    if (header === null) return false;
    const space = header.indexOf(" ");
    const scheme = header.slice(0, space).toLowerCase();
    const credentials = header.slice(space + 1).trim();
    if (scheme === "bearer") {
      // A header is a string of bytes.
      const given = Uint8Array.from(credentials, (character) => character.charCodeAt(0));
      return this.#isRight(given, 0);
    }
    if (scheme !== "basic") return false;
    const pair = decodeBase64(credentials);
    if (pair === undefined) return false;
    const colon = pair.indexOf(0x3a);
    if (colon < 0) return false;
    const isRight = this.#isRight(pair, colon + 1);
    return equalsInConstantTime(pair, 0, colon, USER) && isRight;
  }

  /** Whether `bytes` from `start` on are a password. */
  #isRight(bytes: Uint8Array, start: number): boolean {
    const { current } = this.user;
    if (this.#knownUser === current) {
      if (equalsInConstantTime(bytes, start, bytes.length, this.#password)) return true;
    }
    if (!current.accepts(bytes, start, bytes.length)) return false;
    this.#knownUser = current;
    this.#password = bytes.slice(start);
    return true;
  }
}

/** Who a header that was refused names: "default" without a name, "" if it cannot be read; a binary string. */
export function userOf(header: string): string {
  const [scheme, credentials = ""] = header.trim().split(/ +/, 2);
  if (scheme.toLowerCase() !== "basic") return DEFAULT_USER;
  const pair = decodeBase64(credentials);
  if (pair === undefined) return "";
  const name = pair.subarray(0, Math.max(0, pair.indexOf(0x3a)));
  return Array.from(name, (byte) => String.fromCharCode(byte)).join("");
}

/**
 * Whether `bytes[start, end)` are exactly `expected`. The time depends on the length of what the
 * client sent and on nothing else.
 */
export function equalsInConstantTime(
  bytes: Uint8Array,
  start: number,
  end: number,
  expected: Uint8Array,
): boolean {
  let difference = (end - start) ^ expected.length;
  const modulus = Math.max(expected.length, 1);
  for (let i = start; i < end; i++) {
    difference |= bytes[i] ^ (expected[(i - start) % modulus] ?? 0);
  }
  return difference === 0;
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
