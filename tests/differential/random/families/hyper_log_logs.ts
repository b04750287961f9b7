/**
 * Random HyperLogLog commands. The bytes of the registers are compared, too: what GET hands out is the same,
 * sparse or dense, the remembered count included.
 */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand } from "../family.ts";

const KEYS = ["hll0", "hll1", "hll2", "hll3"];
const FEW = 60;
const MANY = 20_000;

/** A command of HyperLogLogs. */
export function hyperLogLogCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const key = random.pick(KEYS);
  const keys = () =>
    Array.from(
      { length: random.int(1, 3) },
      // The other families' keys are no HyperLogLogs, but perhaps missing.
      () => random.chance(0.97) ? random.pick(KEYS) : parts.key(),
    );
  const element = () => random.chance(0.9) ? `element ${random.int(FEW)}` : parts.value();
  const elements = (length: number) => Array.from({ length }, element);
  return exact(
    random.weighted<() => Argument[]>([
      [10, () => ["PFADD", key, ...elements(random.int(0, 5))]],
      [1, () => ["PFADD", key, ...many(parts, random.int(50, 400))]],
      [8, () => ["PFCOUNT", ...keys()]],
      [3, () => ["PFMERGE", key, ...(random.chance(0.9) ? keys() : [])]],
      [1, () => ["PFADD", parts.key(), ...elements(2)]],
      [2, () => ["GET", key]],
      [1, () => ["PFDEBUG", "ENCODING", key]],
      [0.5, () => ["PFDEBUG", "DECODE", key]],
      [0.2, () => ["PFDEBUG", "GETREG", key]],
      [1, () => ["STRLEN", key]],
      [1, () => ["OBJECT", "ENCODING", key]],
      [1, () => ["COPY", key, random.pick(KEYS), "REPLACE"]],
      [2, () => ["DEL", key]],
    ])(),
  );
}

function many({ random }: CommandParts, length: number): string[] {
  return Array.from({ length }, () => `many ${random.int(MANY)}`);
}
