/** Random commands that take a value of any type to another key or database, or tell about it. */
import type { Argument } from "../../../helpers/command_line.ts";
import { type CommandParts, exact, type GeneratedCommand } from "../family.ts";
import { MOVABLE_KEYS } from "../keys.ts";

/** A command about keys of all types. */
export function moveCommand(parts: CommandParts): GeneratedCommand {
  const { random } = parts;
  const family = random.pick(MOVABLE_KEYS);
  const key = random.pick(family);
  // Mostly of the same type, or few values would stay what their keys are for; streams, which are slow to
  // come by with their groups, are not overwritten by others here.
  const target = random.pick(random.chance(0.95) ? family : random.pick(MOVABLE_KEYS.slice(0, -1)));
  const database = random.pick(["0", "1", "1", "1", "2", "16", "-1", "abc"]);
  const several = () =>
    Array.from({ length: random.int(1, 4) }, () => random.pick(random.pick(MOVABLE_KEYS)));
  const replace = () => random.chance(0.5) ? ["REPLACE"] : [];
  return exact(
    random.weighted<() => Argument[]>([
      [4, () => ["COPY", key, target, ...replace()]],
      [
        3,
        () => ["COPY", key, target, ...random.shuffle([["DB", database], replace()]).flat()],
      ],
      [3, () => ["MOVE", key, database]],
      [3, () => ["RENAME", key, target]],
      [2, () => ["RENAMENX", key, target]],
      [2, () => ["TYPE", key]],
      [3, () => ["OBJECT", "ENCODING", key]],
      [1, () => ["OBJECT", "FREQ", key]],
      [1, () => ["EXISTS", ...several()]],
      [1, () => ["TOUCH", ...several()]],
      [0.5, () => [random.pick(["DEL", "UNLINK"]), ...several()]],
      // A time that has passed: the key is gone.
      [0.5, () => ["PEXPIREAT", key, random.pick(["1", "1000000000000"])]],
      [1, () => ["EXPIREAT", key, "4000000000"]],
      [1, () => ["PERSIST", key]],
      [0.5, () => ["RESTORE", key, "0", parts.value(), "REPLACE"]],
    ])(),
  );
}
