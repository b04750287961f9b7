/** Strings, HyperLogLogs and bitmaps among them, in Redis's RDB format. */

import { RdbForm } from "../../encoding/rdb_format.ts";
import { Kind } from "../../keyspace/record.ts";
import { NO_EXPIRY } from "../../engine/namespace.ts";
import type { ValueDump } from "../value_type.ts";

/** How strings are dumped. */
export const STRING_DUMP: ValueDump = {
  forms: [RdbForm.String],
  write(namespace, writer) {
    writer.byte(RdbForm.String);
    writer.string(namespace.bytes, namespace.valueStart(), namespace.valueEnd());
  },
  read(_form, reader) {
    const { bytes, start, end } = reader.string();
    return {
      store(namespace) {
        namespace.reserve(Kind.String, end - start, NO_EXPIRY);
        namespace.writeValue(0, bytes, start, end);
      },
    };
  },
};
