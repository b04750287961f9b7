/** What an RDB file begins with, and how modules are named in one. */

import { LAST_RDB_VERSION } from "../../encoding/rdb_format.ts";
import type { RdbReader } from "../../encoding/rdb_reader.ts";
import { RdbDamageError } from "./damage_error.ts";
import { TruncatedRdbError } from "./file_reader.ts";

/** `REDIS`, and the version in four digits. */
const HEADER = /^REDIS(\d{4})$/;
const HEADER_BYTES = 9;

/** A module's name has nine of these characters, six bits each. */
const MODULE_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MODULE_CHARACTER_COUNT = 9;
/** Below the name, the version of the module's form. */
const MODULE_VERSION_BITS = 10n;

/**
 * Reads the header of a file, which begins at `offset` there; returns the version.
 * @throws {RdbDamageError} if it is none, or of a version that is not known.
 */
export function readHeader(reader: RdbReader, path: string, offset: number): number {
  let text: string;
  try {
    const { bytes, start, end } = reader.raw(HEADER_BYTES);
    text = String.fromCharCode(...bytes.subarray(start, end));
  } catch (error) {
    if (!(error instanceof TruncatedRdbError)) throw error;
    text = "";
  }
  const version = Number(HEADER.exec(text)?.[1] ?? 0);
  if (version === 0) {
    const reason = text.startsWith("VALKEY")
      ? "the format is Valkey's own, which is not known"
      : "there is no RDB file: REDIS and a version is missing";
    throw new RdbDamageError(path, offset, reason);
  }
  if (version > LAST_RDB_VERSION) {
    const reason =
      `the format is of version ${version}, and ${LAST_RDB_VERSION} is the last one known`;
    throw new RdbDamageError(path, offset, reason);
  }
  return version;
}

/** Reads the number of a module; returns the module's name in quotes. */
export function moduleName(reader: RdbReader): string {
  const high = reader.wide();
  let rest = ((BigInt(high >>> 0) << 32n) | BigInt(reader.low >>> 0)) >> MODULE_VERSION_BITS;
  let name = "";
  for (let i = 0; i < MODULE_CHARACTER_COUNT; i++, rest >>= 6n) {
    name = MODULE_CHARACTERS[Number(rest & 63n)] + name;
  }
  return `"${name}"`;
}
