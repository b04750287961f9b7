/** The contenders by name. Adding one is a file beside this and a line here. */
import type { ContenderKind } from "./contender.ts";
import { lruCacheContender } from "./lru_cache_contender.ts";
import { mapContender } from "./map_contender.ts";
import { nodeCacheContender } from "./node_cache_contender.ts";
import { quickLruContender } from "./quick_lru_contender.ts";
import { storeContender } from "./store_contender.ts";

/** All contenders, the project's own first. */
export const CONTENDERS: readonly ContenderKind[] = [
  storeContender,
  mapContender,
  lruCacheContender,
  quickLruContender,
  nodeCacheContender,
];

/**
 * Contenders by their names.
 *
 * @throws {RangeError} for a name that no contender has.
 */
export function contendersNamed(names: readonly string[]): ContenderKind[] {
  return names.map((name) => {
    const kind = CONTENDERS.find((contender) => contender.name === name);
    if (kind === undefined) {
      const known = CONTENDERS.map((contender) => contender.name).join(", ");
      throw new RangeError(`Cannot measure "${name}": choose among ${known}`);
    }
    return kind;
  });
}
