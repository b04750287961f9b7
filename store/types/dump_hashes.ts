/**
 * Hashes in Redis's RDB format. Redis 7.0 knows no fields with expire times: a hash with one has no form.
 */

import { RangeBuffer } from "../byte_ranges.ts";
import { RdbForm } from "../encoding/rdb_format.ts";
import { MALFORMED } from "../encoding/rdb_reader.ts";
import { Kind } from "../keyspace/record.ts";
import { addStrings, readListpack, readStrings, readZiplist } from "./dump_elements.ts";
import { refuseDuplicates, refuseIncomplete } from "./dump_elements.ts";
import { ElementLoading } from "./element_loading.ts";
import { addFields, hashLength, largeHash, visitFields } from "./hashes.ts";
import { isMarked } from "./hashes_packed.ts";
import type { ValueDump } from "./value_type.ts";

/** Pairs on their way from a file. */
const batch = new RangeBuffer();

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
    return {
      store: (namespace) => void addFields(namespace, false, pairs, 0, pairs.count),
    };
  },
  load(form, reader) {
    if (form !== RdbForm.Hash) return undefined;
    return new ElementLoading(reader.count(), (namespace, exists, count) => {
      batch.clear();
      addStrings(reader, 2 * count, batch);
      if (!addFields(namespace, exists, batch, 0, batch.count)) throw MALFORMED;
    });
  },
};
