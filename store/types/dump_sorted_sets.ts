/** Sorted sets in Redis's RDB format. */

import { RangeBuffer } from "../byte_ranges.ts";
import { RdbForm } from "../encoding/rdb_format.ts";
import { MALFORMED, parseScore, type RdbReader } from "../encoding/rdb_reader.ts";
import { Kind } from "../keyspace/record.ts";
import { readListpack, readZiplist } from "./dump_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "./dump_elements.ts";
import { ElementLoading } from "./element_loading.ts";
import { Added, addMember, sortedSetSize } from "./sorted_sets.ts";
import { SortedSetWalk } from "./sorted_sets_walk.ts";
import type { ValueDump } from "./value_type.ts";

const walk = new SortedSetWalk();
/** A member on its way from a file. */
const batch = new RangeBuffer();

/** Members that have been read; member `i` is string `i · step` of `strings`. */
interface ScoredMembers {
  readonly strings: RangeBuffer;
  readonly step: number;
  readonly scores: Float64Array;
}

/** Reads a member, which it adds to `strings`, and returns its score. */
function readMember(form: number, reader: RdbReader, strings: RangeBuffer): number {
  const { bytes, start, end } = reader.string();
  strings.add(bytes, start, end);
  return form === RdbForm.SortedSet ? reader.double() : reader.doubleText();
}

/** Reads members that are strings, each before its score. */
function readMembers(form: number, reader: RdbReader): ScoredMembers {
  const scores = new Float64Array(reader.count());
  const strings = new RangeBuffer();
  for (let i = 0; i < scores.length; i++) scores[i] = readMember(form, reader, strings);
  return { strings, step: 1, scores };
}

/** Reads members that are packed, each before its score's text. */
function readPacked(form: number, reader: RdbReader): ScoredMembers {
  const strings = new RangeBuffer();
  if (form === RdbForm.SortedSetListpack) readListpack(reader, strings);
  else readZiplist(reader, strings);
  refuseIncomplete(strings, 2);
  const { bytes, starts, ends, count } = strings;
  const scores = new Float64Array(count / 2);
  for (let i = 0; i < scores.length; i++) {
    scores[i] = parseScore(bytes, starts[2 * i + 1], ends[2 * i + 1]);
  }
  return { strings, step: 2, scores };
}

/** How sorted sets are dumped. */
export const SORTED_SET_DUMP: ValueDump = {
  forms: [
    RdbForm.SortedSetText,
    RdbForm.SortedSet,
    RdbForm.SortedSetZiplist,
    RdbForm.SortedSetListpack,
  ],
  write(namespace, writer) {
    if (namespace.kind() === Kind.PackedSortedSet) {
      writer.byte(RdbForm.SortedSetListpack);
      writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
      return;
    }
    const size = sortedSetSize(namespace);
    writer.byte(RdbForm.SortedSet);
    writer.size(size);
    // The last one first, as Redis does: for its skip list this is the fastest order to read.
    walk.begin(namespace, 0, size, true);
    while (walk.next()) {
      writer.string(walk.bytes, walk.start, walk.end);
      writer.double(walk.score);
    }
  },
  read(form, reader) {
    const unpacked = form === RdbForm.SortedSet || form === RdbForm.SortedSetText;
    const { strings, step, scores } = unpacked
      ? readMembers(form, reader)
      : readPacked(form, reader);
    if (scores.some(Number.isNaN)) throw MALFORMED;
    refuseDuplicates(strings, step);
    return {
      store(namespace) {
        const { bytes, starts, ends } = strings;
        const { packing } = namespace.engine;
        const limit = packing.zsetMaxListpackValue;
        // As in Redis, what comes packed stays packed whatever the length of its members.
        if (form === RdbForm.SortedSetListpack) packing.zsetMaxListpackValue = Infinity;
        for (let i = 0; i < scores.length; i++) {
          const at = i * step;
          addMember(namespace, i > 0, bytes, starts[at], ends[at], scores[i], 0);
        }
        packing.zsetMaxListpackValue = limit;
      },
    };
  },
  load(form, reader) {
    if (form !== RdbForm.SortedSet && form !== RdbForm.SortedSetText) return undefined;
    return new ElementLoading(reader.count(), (namespace, exists, count) => {
      for (let i = 0; i < count; i++) {
        batch.clear();
        const score = readMember(form, reader, batch);
        if (Number.isNaN(score)) throw MALFORMED;
        const there = exists || i > 0;
        const end = batch.ends[0];
        if (addMember(namespace, there, batch.bytes, 0, end, score, 0) !== Added.New) {
          throw MALFORMED;
        }
      }
    });
  },
};
