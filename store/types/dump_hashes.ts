/**
 * Hashes in Redis's RDB format. Redis 7.0 knows no fields with expire times: a hash with one has no form.
 */

import { RangeBuffer } from "../byte_ranges.ts";
import { RdbForm } from "../encoding/rdb_format.ts";
import { Kind } from "../keyspace/record.ts";
import { readListpack, readStrings, readZiplist } from "./dump_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "./dump_elements.ts";
import { hashLength, largeHash, setField, visitFields } from "./hashes.ts";
import { isMarked } from "./hashes_packed.ts";
import type { ValueDump } from "./value_type.ts";

/** How hashes are dumped. */
export const HASH_DUMP: ValueDump = {
  forms: [RdbForm.Hash, RdbForm.HashZiplist, RdbForm.HashListpack],
  canWrite(namespace) {
    return namespace.kind() === Kind.PackedHash || largeHash(namespace).expiring === 0;
  },
  write(namespace, writer) {
    if (namespace.kind() === Kind.PackedHash && !isMarked(namespace)) {
      writer.byte(RdbForm.HashListpack);
      writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
      return;
    }
    writer.byte(RdbForm.Hash);
    writer.size(hashLength(namespace));
    visitFields(namespace, (field, value) => {
      writer.string(field.bytes, field.start, field.end);
      writer.string(value.bytes, value.start, value.end);
    });
  },
  read(form, reader) {
    let pairs = new RangeBuffer();
    if (form === RdbForm.Hash) pairs = readStrings(reader, 2 * reader.count());
    else if (form === RdbForm.HashZiplist) readZiplist(reader, pairs);
    else readListpack(reader, pairs);
    refuseIncomplete(pairs, 2);
    refuseDuplicates(pairs, 2);
    return (namespace) => {
      const { bytes, starts, ends, count } = pairs;
      for (let i = 0; i < count; i += 2) {
        const start = starts[i + 1];
        setField(namespace, i > 0, bytes, starts[i], ends[i], bytes, start, ends[i + 1]);
      }
    };
  },
};
