/**
 * Which arguments of a request are secrets, so that what shows requests to people (SLOWLOG) can
 * leave them out.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { findForeign } from "../config/foreign/lookup.ts";
import { findSetting, SETTINGS } from "../config/settings.ts";

const NONE: readonly number[] = [];

/**
 * The indexes of the arguments that must not be shown: user names and passwords of AUTH, HELLO
 * and MIGRATE, who ACL SETUSER changes and how, values of sensitive settings in CONFIG SET.
 *
 * @param command Full name in lower case, "config|set".
 */
export function sensitiveArguments(command: string, args: Arguments): readonly number[] {
  switch (command) {
    case "auth":
      return argumentsFrom(args, 1);
    case "acl|setuser":
      return argumentsFrom(args, 2);
    case "hello":
      return credentialsOfHello(args);
    case "migrate":
      return credentialsOfMigrate(args);
    case "config|set":
      return sensitiveSettings(args);
    default:
      return NONE;
  }
}

function argumentsFrom(args: Arguments, first: number): number[] {
  return Array.from({ length: Math.max(0, args.count - first) }, (_, i) => first + i);
}

function credentialsOfHello(args: Arguments): number[] {
  const found: number[] = [];
  for (let i = 2; i < args.count; i++) {
    if (args.equals(i, "AUTH") && i + 2 < args.count) {
      found.push(i + 1, i + 2);
      i += 2;
    } else if (args.equals(i, "SETNAME")) {
      i++;
    }
  }
  return found;
}

function credentialsOfMigrate(args: Arguments): number[] {
  const found: number[] = [];
  for (let i = 6; i < args.count; i++) {
    const left = args.count - 1 - i;
    if (args.equals(i, "AUTH") && left >= 1) found.push(++i);
    else if (args.equals(i, "AUTH2") && left >= 2) found.push(++i, ++i);
    else if (args.equals(i, "KEYS")) break;
  }
  return found;
}

function sensitiveSettings(args: Arguments): number[] {
  const found: number[] = [];
  for (let i = 2; i + 1 < args.count; i += 2) {
    const given = args.text(i);
    const name = findSetting(given);
    const isSecret = name === undefined
      ? findForeign(given)?.isSensitive
      : SETTINGS[name].sensitive;
    if (isSecret) found.push(i + 1);
  }
  return found;
}
