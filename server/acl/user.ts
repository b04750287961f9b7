/**
 * A user as Redis's ACL describes one: whether it may log in, and by which passwords. Users of this server may
 * do everything, so that the permissions of Redis's users are constants here.
 *
 * A user never changes: ACL SETUSER and `requirepass` put another one in its place.
 */

import { sha256Hex } from "./sha256.ts";

/** Whether RESTORE looks at the payloads of a user; kept and told only, since all payloads are looked at. */
export type PayloadCheck = "skip-sanitize-payload" | "sanitize-payload";

/** What a user is made of. */
export interface UserTraits {
  /** Whether anybody may log in as this user. */
  readonly isOn: boolean;
  /** Whether any password is right. */
  readonly takesAnyPassword: boolean;
  /** Its passwords, as SHA-256 in hexadecimal; none if any password is right. */
  readonly passwordHashes: readonly string[];
  readonly payloadCheck?: PayloadCheck;
}

/** What each user may do, as ACL LIST says it: use all keys, channels and commands. */
export const ALL_PERMISSIONS = { keys: "~*", channels: "&*", commands: "+@all" } as const;

const encoder = new TextEncoder();

/** Somebody who may log in, or may not. */
export class User {
  /** The user `default` of a server that says nothing of it. */
  static readonly OPEN: User = new User({
    isOn: true,
    takesAnyPassword: true,
    passwordHashes: [],
  });

  constructor(readonly traits: UserTraits) {}

  /** The same user with one password: a value of `requirepass`, where "" stands for any password. */
  withPassword(password: string): User {
    const bytes = encoder.encode(password);
    const takesAnyPassword = password === "";
    const passwordHashes = takesAnyPassword ? [] : [sha256Hex(bytes, 0, bytes.length)];
    return new User({ ...this.traits, takesAnyPassword, passwordHashes });
  }

  /** Whether clients need not log in. */
  get isOpen(): boolean {
    return this.traits.isOn && this.traits.takesAnyPassword;
  }

  /** What ACL GETUSER lists as flags. */
  get flags(): string[] {
    const { isOn, takesAnyPassword, payloadCheck } = this.traits;
    const flags = [isOn ? "on" : "off"];
    if (takesAnyPassword) flags.push("nopass");
    if (payloadCheck !== undefined) flags.push(payloadCheck);
    return flags;
  }

  /** Whether `bytes[start, end)` are a password of this user, and it may log in. */
  accepts(bytes: Uint8Array, start: number, end: number): boolean {
    const { isOn, takesAnyPassword, passwordHashes } = this.traits;
    // Whatever is right is found out at the cost of what is wrong.
    const given = sha256Hex(bytes, start, end);
    let isRight = takesAnyPassword;
    for (const hash of passwordHashes) if (isSameHash(given, hash)) isRight = true;
    return isOn && isRight;
  }

  /** The user in words, as ACL LIST and a configuration file have them behind the name. */
  describe(): string {
    const { keys, channels, commands } = ALL_PERMISSIONS;
    const passwords = this.traits.passwordHashes.map((hash) => `#${hash}`);
    return [...this.flags, ...passwords, keys, channels, commands].join(" ");
  }
}

/** Whether two digests are equal, in a time that does not tell where they differ. */
function isSameHash(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
