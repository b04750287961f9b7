/**
 * A client as a line of CLIENT LIST and CLIENT INFO: fields and values in Redis's order.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { Session } from "./session.ts";

/** The line of a client that is executing a request, without a line end. */
export function describeRequester(session: Session, nowMs: number, args: Arguments): string {
  let bytes = 0;
  for (let i = 0; i < args.count; i++) bytes += args.length(i);
  return describeClient(session, nowMs, bytes);
}

/**
 * The line of one client, without a line end.
 *
 * @param argumentBytes Bytes of the request that it is executing.
 */
export function describeClient(session: Session, nowMs: number, argumentBytes = 0): string {
  const { peer, subscriptions, tracker } = session;
  const transaction = session.transaction ?? session.executing;
  const fields: [name: string, value: string | number][] = [
    ["id", session.id],
    ["addr", peer.address],
    ["laddr", peer.localAddress],
    ["fd", session.id],
    ["name", session.name],
    ["age", Math.floor((nowMs - peer.createdMs) / 1000)],
    ["idle", Math.floor((nowMs - peer.lastInteractionMs) / 1000)],
    ["flags", flagsOf(session)],
    ["db", session.database],
    ["sub", subscriptions?.channels.size ?? 0],
    ["psub", subscriptions?.patterns.size ?? 0],
    ["ssub", subscriptions?.shards.size ?? 0],
    ["multi", transaction?.queue.length ?? -1],
    ["qbuf", peer.queryBytes],
    ["qbuf-free", peer.queryFreeBytes],
    ["argv-mem", argumentBytes],
    ["multi-mem", transaction?.bytes ?? 0],
    ["rbs", session.reply.bytes.length],
    ["rbp", session.reply.bytes.length],
    ["obl", peer.replyBytes],
    ["oll", 0],
    ["omem", peer.pendingBytes],
    ["tot-mem", peer.memoryBytes],
    ["events", "r"],
    ["cmd", session.lastCommand?.name ?? "NULL"],
    ["user", session.user],
    ["redir", tracker?.isOn ? tracker.redirect : -1],
    ["resp", session.reply.protocol],
  ];
  // Fields of later versions of Redis, there only for those clients that give the figures.
  if (session.libraryName !== "") fields.push(["lib-name", session.libraryName]);
  if (session.libraryVersion !== "") fields.push(["lib-ver", session.libraryVersion]);
  return fields.map(([name, value]) => `${name}=${value}`).join(" ");
}

/** The letters of the flags field; "N" for none. */
function flagsOf(session: Session): string {
  const { tracker } = session;
  let flags = "";
  if (session.monitors) flags += "O";
  if (session.subscriptions !== undefined) flags += "P";
  if ((session.transaction ?? session.executing) !== undefined) flags += "x";
  if (session.paused) flags += "b";
  if (tracker?.isOn) flags += "t";
  if (tracker?.redirectIsBroken) flags += "R";
  if (tracker?.broadcasts) flags += "B";
  if (session.watch?.changed) flags += "d";
  if (session.closing) flags += "c";
  if (session.peer.isUnixSocket) flags += "U";
  if (session.noEvict) flags += "e";
  if (session.noTouch) flags += "T";
  return flags === "" ? "N" : flags;
}
