/**
 * `user` lines of a configuration file. CONFIG REWRITE of Redis 7.0 writes one into every file:
 *
 *     user default on nopass ~* &* +@all
 *     user default on #2c26b46b68ff…66e7ae ~* &* +@all     SHA-256 of what `requirepass` says
 *
 * That is what a server without ACL users does anyway; any other user is refused.
 */

/** What the default user may do here: each rule in its spellings. */
const RIGHTS: readonly (readonly string[])[] = [
  ["on"],
  ["~*", "allkeys"],
  ["&*", "allchannels"],
  ["+@all", "allcommands"],
];

/** Rules that change nothing here: every payload is checked. */
const NEUTRAL: readonly string[] = ["sanitize-payload", "skip-sanitize-payload"];

const OTHER_USER = "there are no ACL users but 'default' with all rights; " +
  "remove it, and use 'requirepass'";

/**
 * Why a user is not the one that the server has, or undefined.
 *
 * @param words The name and the rules.
 * @param password The value of `requirepass`.
 */
export async function refusalOfUser(
  [name, ...rules]: readonly string[],
  password: string,
): Promise<string | undefined> {
  if (name !== "default") return OTHER_USER;
  const rights = rules.map((rule) => rule.toLowerCase());
  if (!RIGHTS.every((spellings) => spellings.some((rule) => rights.includes(rule)))) {
    return OTHER_USER;
  }
  const known = [...RIGHTS.flat(), ...NEUTRAL];
  const passwords = rules.filter((_, i) => !known.includes(rights[i]))
    .map((rule) => /^nopass$/i.test(rule) ? "nopass" : rule);
  const wanted = password === "" ? ["nopass"] : [`>${password}`, `#${await sha256(password)}`];
  if (passwords.length === 1 && wanted.includes(passwords[0])) return undefined;
  if (!passwords.every((rule) => /^(nopass$|[>#])/.test(rule))) return OTHER_USER;
  return "its password is not that of 'requirepass', which alone counts; remove the line";
}

/** In hexadecimal digits. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
