/**
 * Looking ahead for the elements of large collections that the requests of a pipeline name.
 *
 * It is what `store/keyspace/look_ahead.ts` does for keys, one level down: the members that sixteen
 * SADDs to one set name are read from its table together, before the first SADD is executed. The
 * requests of a pipeline often have one key, so the collection is looked up only where the key changes.
 */

import type { Arguments } from "../../resp/arguments.ts";
import { LookAhead } from "../../store/keyspace/look_ahead.ts";
import { isLargeKind } from "../../store/keyspace/record.ts";
import type { Table } from "../../store/keyspace/table.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import type { RequestBatch } from "./request_batch.ts";

/** Looks ahead; one for all clients. */
export class ElementLookAhead {
  readonly #ahead = new LookAhead();

  /**
   * Reads what the lookups of the elements that a batch names will read.
   * @returns how many elements seem to be there: sometimes one too many, or one too few
   */
  run(batch: RequestBatch, keyspace: Namespace): number {
    if (keyspace.engine.largeValues.size === 0) return 0;
    let found = 0;
    const { count, requests, commands } = batch;
    let table: Table | undefined;
    /** The request before whose key is that of `table`; -1: there is none. */
    let before = -1;
    for (let i = 0; i < count; i++) {
      const command = commands[i];
      if (command === undefined || command.firstElement === 0) continue;
      const args = requests[i];
      const last = args.count - 1;
      if (last < command.firstElement) continue;
      if (before < 0 || !haveOneKey(requests[before], args)) {
        if (table !== undefined) found += this.#ahead.run(table);
        table = tableOf(keyspace, args);
      }
      before = i;
      if (table === undefined) continue;
      for (let element = command.firstElement; element <= last; element += command.elementStep) {
        this.#ahead.add(table, args.bytes, args.starts[element], args.ends[element]);
      }
    }
    if (table !== undefined) found += this.#ahead.run(table);
    return found;
  }
}

/** Whether the keys of two requests, their first arguments, are the same. */
function haveOneKey(a: Arguments, b: Arguments): boolean {
  const start = a.starts[1];
  const length = a.ends[1] - start;
  const other = b.starts[1];
  if (b.ends[1] - other !== length) return false;
  for (let i = length - 1; i >= 0; i--) {
    if (a.bytes[start + i] !== b.bytes[other + i]) return false;
  }
  return true;
}

/** The table of the collection under a request's key, if it is worth looking ahead in. */
function tableOf(keyspace: Namespace, args: Arguments): Table | undefined {
  keyspace.load(args.bytes, args.starts[1], args.ends[1]);
  const address = keyspace.table.find(keyspace.probe);
  if (address === 0) return undefined;
  keyspace.open(address);
  if (!isLargeKind(keyspace.kind())) return undefined;
  const table = keyspace.largeValue().table?.table;
  return table !== undefined && LookAhead.pays(table) ? table : undefined;
}
