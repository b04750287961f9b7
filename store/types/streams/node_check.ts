/**
 * Looks through a node of a stream that comes from elsewhere, before it is stored as it is: see
 * `stream_nodes.ts` for what a node is.
 *
 * What reads nodes trusts their counts, flags and the order of their IDs, so all of it is checked here.
 * Entries that are deleted may have any IDs: XSETID can set a stream back to before them.
 */

import { nextEntry, readInteger } from "../../encoding/listpack.ts";
import { MALFORMED } from "../../encoding/rdb_reader.ts";
import { passListpack } from "../loading/dumped_elements.ts";
import { readEntryId } from "./entry_cursor.ts";
import { StreamId } from "./stream_id.ts";
import { DELETED, SAME_FIELDS } from "./stream_nodes.ts";

/** Elements of an entry besides its fields and values: flags and two parts of its ID. */
const HEAD_ELEMENTS = 3;

/**
 * Checks the node `bytes[start, end)` that is to follow a live entry with the ID `last`, which becomes that
 * of its own last one. O(bytes).
 * @param master The ID under which the node stands.
 * @returns how many of its entries are live.
 * @throws `MALFORMED` if anything is not as it should be.
 */
export function checkNode(
  bytes: Uint8Array,
  start: number,
  end: number,
  master: StreamId,
  last: StreamId,
): number {
  let at = passListpack(bytes, start, end);
  // From here on each element is a sound one, and only their number and meaning are in question.
  const close = end - 1;
  const count = () => {
    const number = at < close ? readInteger(bytes, at) : -1;
    if (number < 0) throw MALFORMED;
    at = nextEntry(bytes, at);
    return number;
  };
  const skip = (elements: number) => {
    for (let left = elements; left > 0; left--) {
      if (at >= close) throw MALFORMED;
      at = nextEntry(bytes, at);
    }
  };

  const live = count();
  const deleted = count();
  const masterFields = count();
  skip(masterFields);
  if (count() !== 0) throw MALFORMED;
  let liveSeen = 0;
  let deletedSeen = 0;
  while (at < close) {
    const flags = bytes[at];
    const id = at + 2;
    if (flags > (DELETED | SAME_FIELDS) || id >= close || !isInteger(bytes[id])) throw MALFORMED;
    const sequence = nextEntry(bytes, id);
    if (sequence >= close || !isInteger(bytes[sequence])) throw MALFORMED;
    at = readEntryId(bytes, id, master, ENTRY_ID);
    const same = (flags & SAME_FIELDS) !== 0;
    const elements = same ? masterFields : 2 * count();
    skip(elements);
    if (count() !== HEAD_ELEMENTS + elements + (same ? 0 : 1)) throw MALFORMED;
    if ((flags & DELETED) !== 0) {
      deletedSeen++;
      continue;
    }
    liveSeen++;
    if (ENTRY_ID.compare(last) <= 0 || ENTRY_ID.compare(master) < 0) throw MALFORMED;
    last.copy(ENTRY_ID);
  }
  if (live !== liveSeen || deleted !== deletedSeen || live + deleted === 0) throw MALFORMED;
  return live;
}

/** Whether the element of a listpack that begins with that byte is an integer. */
function isInteger(first: number): boolean {
  return first < 0x80 || (first >= 0xc0 && first < 0xe0) || first > 0xf0;
}

const ENTRY_ID = new StreamId();
