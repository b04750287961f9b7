/**
 * The subcommands of CLIENT about client-side caching: which keys a connection's caches hold, and who is
 * told when one of them changes.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { SYNTAX_ERROR } from "../../errors/reply_errors.ts";
import type { Session } from "../../clients/session.ts";
import type { Tracker, TrackingOptions } from "../../tracking/tracker.ts";
import {
  BROADCAST_SWITCHED,
  BROADCAST_WITH_OPTIONS,
  CACHING_NO_WITHOUT_OPTOUT,
  CACHING_WITHOUT_TRACKING,
  CACHING_YES_WITHOUT_OPTIN,
  NO_CLIENT_TO_REDIRECT_TO,
  OPTED_IN_AND_OUT,
  OPTIONS_SWITCHED,
  PREFIX_WITHOUT_BROADCAST,
  prefixesOverlap,
  REDIRECTED_TWICE,
} from "../../tracking/tracking_errors.ts";

/** The subcommands. */
export const TRACKING_SUBCOMMANDS: readonly CommandSpec[] = [
  {
    name: "tracking",
    arity: -3,
    since: "6.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale"],
    summary: "Turns invalidation messages for client-side caching on or off",
    complexity: "O(1); some options cost O(N), N being the prefixes",
    syntax:
      "<ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]",
    run: tracking,
  },
  {
    name: "caching",
    arity: 3,
    since: "6.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale"],
    summary: "Says whether the next command's keys are tracked, in OPTIN and OPTOUT mode",
    complexity: "O(1)",
    syntax: "<YES | NO>",
    run: caching,
  },
  {
    name: "trackinginfo",
    arity: 2,
    since: "6.2.0",
    group: "connection",
    flags: ["noscript", "loading", "stale"],
    summary: "Describes how this connection tracks keys",
    complexity: "O(1)",
    syntax: "",
    run: trackingInfo,
  },
  {
    name: "getredir",
    arity: 2,
    since: "6.0.0",
    group: "connection",
    flags: ["noscript", "loading", "stale"],
    summary: "Gives the connection that invalidation messages go to",
    complexity: "O(1)",
    syntax: "",
    run: getRedirect,
  },
];

function tracking(context: CommandContext): void {
  const { args, reply, server, session } = context;
  const options = optionsOf(context);
  if (args.equals(2, "ON")) {
    check(options, session.tracker);
    server.tracking.enable(session, options);
  } else if (args.equals(2, "OFF")) {
    server.tracking.disable(session);
  } else {
    throw SYNTAX_ERROR;
  }
  reply.ok();
}

/** The options from argument 3 on. */
function optionsOf({ args, server }: CommandContext): TrackingOptions {
  let [broadcasts, optIn, optOut, noLoop] = [false, false, false, false];
  let redirect = 0;
  const prefixes: string[] = [];
  for (let i = 3; i < args.count; i++) {
    const hasNext = i + 1 < args.count;
    if (args.equals(i, "REDIRECT") && hasNext) {
      if (redirect !== 0) throw REDIRECTED_TWICE;
      redirect = clientArg(args, ++i, server.sessions);
    } else if (args.equals(i, "PREFIX") && hasNext) {
      prefixes.push(args.binary(++i));
    } else if (args.equals(i, "BCAST")) broadcasts = true;
    else if (args.equals(i, "OPTIN")) optIn = true;
    else if (args.equals(i, "OPTOUT")) optOut = true;
    else if (args.equals(i, "NOLOOP")) noLoop = true;
    else throw SYNTAX_ERROR;
  }
  return { broadcasts, prefixes, optIn, optOut, noLoop, redirect };
}

function clientArg(args: Arguments, i: number, sessions: ReadonlyMap<number, Session>): number {
  const id = integerArg(args, i);
  if (!sessions.has(id)) throw NO_CLIENT_TO_REDIRECT_TO;
  return id;
}

/** Throws if options do not go together or with what is set already. */
function check(options: TrackingOptions, tracker: Tracker | undefined): void {
  const { broadcasts, prefixes, optIn, optOut } = options;
  if (!broadcasts && prefixes.length > 0) throw PREFIX_WITHOUT_BROADCAST;
  if (tracker?.isOn && tracker.broadcasts !== broadcasts) throw BROADCAST_SWITCHED;
  if (broadcasts && (optIn || optOut)) throw BROADCAST_WITH_OPTIONS;
  if (optIn && optOut) throw OPTED_IN_AND_OUT;
  if ((optIn && tracker?.optOut) || (optOut && tracker?.optIn)) throw OPTIONS_SWITCHED;
  for (let i = 0; i < prefixes.length; i++) {
    for (const other of tracker?.prefixes ?? []) {
      if (overlap(prefixes[i], other)) throw prefixesOverlap(prefixes[i], other, true);
    }
    for (let j = i + 1; j < prefixes.length; j++) {
      if (overlap(prefixes[i], prefixes[j])) throw prefixesOverlap(prefixes[i], prefixes[j], false);
    }
  }
}

function overlap(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

function caching({ args, reply, session }: CommandContext): void {
  const { tracker } = session;
  if (!tracker?.isOn) throw CACHING_WITHOUT_TRACKING;
  if (args.equals(2, "YES")) {
    if (!tracker.optIn) throw CACHING_YES_WITHOUT_OPTIN;
  } else if (args.equals(2, "NO")) {
    if (!tracker.optOut) throw CACHING_NO_WITHOUT_OPTOUT;
  } else {
    throw SYNTAX_ERROR;
  }
  tracker.cachingGiven = true;
  reply.ok();
}

function trackingInfo({ reply, session }: CommandContext): void {
  const { tracker } = session;
  const flags = flagsOf(tracker);
  const prefixes = tracker?.prefixes ?? [];
  reply.map(3);
  reply.bulkText("flags");
  reply.set(flags.length);
  for (const flag of flags) reply.bulkText(flag);
  reply.bulkText("redirect");
  reply.integer(tracker?.isOn ? tracker.redirect : -1);
  reply.bulkText("prefixes");
  reply.array(prefixes.length);
  for (const prefix of prefixes) {
    reply.bulk(Uint8Array.from(prefix, (char) => char.charCodeAt(0)), 0, prefix.length);
  }
}

function flagsOf(tracker: Tracker | undefined): string[] {
  if (!tracker?.isOn) return ["off"];
  const flags = ["on"];
  const { cachingGiven } = tracker;
  if (tracker.broadcasts) flags.push("bcast");
  if (tracker.optIn) flags.push("optin", ...(cachingGiven ? ["caching-yes"] : []));
  if (tracker.optOut) flags.push("optout", ...(cachingGiven ? ["caching-no"] : []));
  if (tracker.noLoop) flags.push("noloop");
  if (tracker.redirectIsBroken) flags.push("broken_redirect");
  return flags;
}

function getRedirect({ reply, session }: CommandContext): void {
  const { tracker } = session;
  reply.integer(tracker?.isOn ? tracker.redirect : -1);
}
