/** Random publishing, and questions about who is subscribed; `interludes.ts` subscribes. */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand, unordered } from "../family.ts";

/** Channels of all families: they meet the patterns. */
export const CHANNELS: Argument[] = [
  ...["ch0", "ch1", "ch2", "other", "", "*"],
  new Uint8Array([99, 104, 0, 13, 10, 255]),
];
/** Patterns, several of which match the same channels. */
export const PATTERNS = ["*", "ch*", "ch?", "[a-c]h0", "o*", "ch[^0]", "", "\\*"];

/** A command that publishes or asks. */
export function pubSubCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const channel = () => random.pick(CHANNELS);
  const channels = () => Array.from({ length: random.int(0, 3) }, channel);
  const pattern = () => random.chance(0.5) ? [random.pick(PATTERNS)] : [];
  // What has no order stays outside of transactions.
  const loose = parts.inMulti ? 0 : 1;
  return random.weighted<() => GeneratedCommand>([
    [8, () => exact(["PUBLISH", channel(), parts.value()])],
    [4, () => exact(["SPUBLISH", channel(), parts.value()])],
    [2, () => exact(["PUBSUB", "NUMSUB", ...channels()])],
    [1, () => exact(["PUBSUB", "SHARDNUMSUB", ...channels()])],
    [1, () => exact(["PUBSUB", "NUMPAT"])],
    [1, () => exact(["PUBSUB", random.pick(["bogus", "NUMPAT", "CHANNELS"]), "x", "y"])],
    [2 * loose, () => unordered(["PUBSUB", "CHANNELS", ...pattern()])],
    [1 * loose, () => unordered(["PUBSUB", "SHARDCHANNELS", ...pattern()])],
  ])();
}
