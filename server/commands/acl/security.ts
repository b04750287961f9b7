/** ACL GENPASS and LOG: passwords that nobody guesses, and who has tried to. */

import { integerArg, integerInRange } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { GENPASS_OUT_OF_RANGE } from "../../errors/acl_errors.ts";
import { wrongSubcommandArity } from "../../errors/request_errors.ts";

const DEFAULT_BITS = 256;
const MAX_BITS = 4096;
const BITS_PER_DIGIT = 4;
/** Entries that LOG shows unless it is told a number. */
const DEFAULT_ENTRIES = 10;

export function generatePassword({ args, reply }: CommandContext): void {
  if (args.count > 3) throw wrongSubcommandArity(args, "acl");
  const bits = args.count < 3
    ? DEFAULT_BITS
    : integerInRange(args, 2, 1, MAX_BITS, GENPASS_OUT_OF_RANGE);
  const digits = Math.ceil(bits / BITS_PER_DIGIT);
  const random = crypto.getRandomValues(new Uint8Array(digits));
  reply.bulkText(Array.from(random, (byte) => (byte & 15).toString(16)).join(""));
}

export function log({ args, reply, server }: CommandContext): void {
  const { aclLog, clock } = server;
  if (args.count > 3) throw wrongSubcommandArity(args, "acl");
  if (args.count === 3 && args.equals(2, "RESET")) {
    aclLog.clear();
    return reply.ok();
  }
  const count = args.count < 3 ? DEFAULT_ENTRIES : Math.max(0, integerArg(args, 2));
  const entries = aclLog.newest(count);
  const nowMs = clock.now();
  reply.array(entries.length);
  for (const entry of entries) {
    reply.map(7);
    reply.bulkText("count");
    reply.integer(entry.count);
    reply.bulkText("reason");
    reply.bulkText("auth");
    reply.bulkText("context");
    reply.bulkText(entry.context);
    reply.bulkText("object");
    writeBinary(reply, entry.object);
    reply.bulkText("username");
    writeBinary(reply, entry.username);
    reply.bulkText("age-seconds");
    reply.double((nowMs - entry.timeMs) / 1000);
    reply.bulkText("client-info");
    reply.bulkText(entry.client);
  }
}

/** A binary string, a character for each byte. */
function writeBinary(reply: CommandContext["reply"], text: string): void {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  reply.bulk(bytes, 0, bytes.length);
}
