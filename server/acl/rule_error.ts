/**
 * What can be wrong with a rule of ACL SETUSER, in Redis's words.
 */

/** A rule that Redis refuses as well: the message says why. */
export class RuleError extends Error {
  override readonly name = "RuleError";
}

/** Rules that Redis would take, and that would make what this server has not. */
export class UnavailableRuleError extends Error {
  override readonly name = "UnavailableRuleError";
}

export const SYNTAX = "Syntax error";
export const UNKNOWN_NAME = "Unknown command or category name in ACL";
export const FIRST_ARGUMENT_OF_SUBCOMMAND = "Allowing first-arg of a subcommand is not supported";
export const KEYS_AFTER_ALL =
  "Adding a pattern after the * pattern (or the 'allkeys' flag) is not " +
  "valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns";
export const CHANNELS_AFTER_ALL =
  "Adding a pattern after the * pattern (or the 'allchannels' flag) " +
  "is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of " +
  "channels";
export const NO_SUCH_PASSWORD =
  "The password you are trying to remove from the user does not exist";
export const NO_HASH =
  "The password hash must be exactly 64 characters and contain only lowercase " +
  "hexadecimal characters";
