/** ACL WHOAMI, USERS, LIST, GETUSER, SETUSER, DELUSER, LOAD and SAVE: who may log in, and how. */

import { DEFAULT_USER } from "../../acl/default_user.ts";
import { hasBlanks } from "../../acl/permissions.ts";
import { RuleError, UnavailableRuleError } from "../../acl/rule_error.ts";
import { ALL_PERMISSIONS } from "../../acl/user.ts";
import { joinSelectors, UserDraft } from "../../acl/user_rules.ts";
import type { CommandContext } from "../../command/context.ts";
import {
  BLANKS_IN_USER_NAME,
  DEFAULT_USER_STAYS,
  NO_ACL_FILE,
  ONE_USER_ONLY,
  wrongRule,
} from "../../errors/acl_errors.ts";
import { ReplyError } from "../../errors/reply_errors.ts";

/** Where the arguments of a subcommand begin: behind ACL and its own name. */
const FIRST = 2;

export function whoAmI({ reply, session }: CommandContext): void {
  reply.bulkText(session.user);
}

export function users({ reply }: CommandContext): void {
  reply.array(1);
  reply.bulkText(DEFAULT_USER);
}

export function list({ reply, server }: CommandContext): void {
  reply.array(1);
  reply.bulkText(server.defaultUser.line);
}

export function getUser({ args, reply, server }: CommandContext): void {
  if (args.binary(FIRST) !== DEFAULT_USER) return reply.null();
  const { flags, traits } = server.defaultUser.current;
  reply.map(6);
  reply.bulkText("flags");
  reply.set(flags.length);
  for (const flag of flags) reply.bulkText(flag);
  reply.bulkText("passwords");
  reply.array(traits.passwordHashes.length);
  for (const hash of traits.passwordHashes) reply.bulkText(hash);
  reply.bulkText("commands");
  reply.bulkText(ALL_PERMISSIONS.commands);
  reply.bulkText("keys");
  reply.bulkText(ALL_PERMISSIONS.keys);
  reply.bulkText("channels");
  reply.bulkText(ALL_PERMISSIONS.channels);
  reply.bulkText("selectors");
  reply.array(0);
}

export function setUser({ args, reply, server }: CommandContext): void {
  const { defaultUser } = server;
  const name = args.binary(FIRST);
  if (hasBlanks(name)) throw BLANKS_IN_USER_NAME;
  const words: string[] = [];
  for (let i = FIRST + 1; i < args.count; i++) words.push(args.binary(i));
  const { ruleContext } = defaultUser;
  const draft = name === DEFAULT_USER
    ? UserDraft.of(defaultUser.current, ruleContext)
    : UserDraft.fresh(ruleContext);
  for (const rule of rulesOf(words)) {
    try {
      draft.apply(rule);
    } catch (error) {
      throw error instanceof RuleError ? wrongRule(rule, error.message) : error;
    }
  }
  if (name !== DEFAULT_USER) throw ONE_USER_ONLY;
  try {
    defaultUser.current = draft.finish();
  } catch (error) {
    throw error instanceof UnavailableRuleError ? new ReplyError(`ERR ${error.message}`) : error;
  }
  reply.ok();
}

function rulesOf(words: readonly string[]): string[] {
  try {
    return joinSelectors(words);
  } catch (error) {
    throw error instanceof RuleError ? new ReplyError(`ERR ${error.message}`, true) : error;
  }
}

export function deleteUsers({ args, reply }: CommandContext): void {
  for (let i = FIRST; i < args.count; i++) {
    if (args.binary(i) === DEFAULT_USER) throw DEFAULT_USER_STAYS;
  }
  reply.integer(0);
}

export function noFile(): never {
  throw NO_ACL_FILE;
}
