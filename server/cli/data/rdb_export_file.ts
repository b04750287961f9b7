/**
 * An RDB file made of values as DUMP hands them out, which are those of the file but for their footer:
 *
 * ```
 *  payload  form │ value │ version 2 │ checksum 8
 *  file     [expiry] form key value
 * ```
 *
 * So nothing is decoded, and nothing is kept in memory. The version of the file, which stands at its
 * beginning, is the highest one of a payload; if that is not the first one's, the header is written anew
 * at the end.
 */

import { Crc64, CRC64_BYTES } from "../../../store/encoding/crc64.ts";
import { RDB_VERSION, RdbOpcode } from "../../../store/encoding/rdb_format.ts";
import { RdbWriter } from "../../../store/encoding/rdb_writer.ts";
import { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import { replaceFile } from "../../../store/persistence/file_system.ts";
import type { CopiedKey, DatabaseSize } from "./key_source.ts";

const FOOTER_BYTES = 2 + CRC64_BYTES;
const CHUNK_BYTES = 256 * 1024;

const encoder = new TextEncoder();

/** One file on its way. */
export class RdbExportFile implements Disposable {
  readonly #temporary: string;
  readonly #file: Deno.FsFile;
  readonly #out = new RdbWriter();
  readonly #sum = new Crc64();
  /** The version in the header, 0 before there is one, and the one that it should be. */
  #written = 0;
  #version = 0;
  #isNamed = false;

  /** Begins a file that gets the name `path` at its end. Throws what Deno throws. */
  constructor(private readonly path: string) {
    this.#temporary = `${path}.part`;
    this.#file = Deno.openSync(this.#temporary, {
      ...{ read: true, write: true, create: true, truncate: true },
    });
  }

  /** The keys that follow are of that database. */
  select(database: number, { keys, expiring }: DatabaseSize): void {
    this.#header(this.#version);
    const out = this.#out;
    out.byte(RdbOpcode.SelectDatabase);
    out.size(database);
    out.byte(RdbOpcode.ResizeDatabase);
    out.size(keys);
    out.size(expiring);
  }

  /** Adds a key. */
  add({ key, expiryMs, payload }: CopiedKey): void {
    const out = this.#out;
    const footer = payload.length - FOOTER_BYTES;
    this.#version = Math.max(this.#version, payload[footer] | (payload[footer + 1] << 8));
    if (expiryMs > 0) {
      out.byte(RdbOpcode.ExpiryMs);
      out.integer64(expiryMs);
    }
    out.byte(payload[0]);
    out.string(key, 0, key.length);
    out.raw(payload, 1, footer);
    if (out.length >= CHUNK_BYTES) this.#drain();
  }

  /** Completes the file: it is on the disk and has its name afterwards. Returns its bytes. */
  finish(): number {
    const out = this.#out;
    this.#header(this.#version);
    out.byte(RdbOpcode.End);
    this.#drain();
    if (this.#version > this.#written) this.#rewriteHeader();
    const at = out.append(CRC64_BYTES);
    this.#sum.write(out.bytes, at);
    this.#write(out.bytes.subarray(0, out.length));
    this.#file.syncDataSync();
    const { size } = this.#file.statSync();
    this.#file.close();
    this.#isNamed = true;
    replaceFile(new DenoFileSystem(), this.#temporary, this.path);
    return size;
  }

  /** Without {@linkcode RdbExportFile.finish}, nothing stays behind. */
  [Symbol.dispose](): void {
    if (this.#isNamed) return;
    this.#file.close();
    Deno.removeSync(this.#temporary);
  }

  #header(version: number): void {
    if (this.#written !== 0) return;
    this.#written = Math.max(version, RDB_VERSION);
    const out = this.#out;
    const magic = magicOf(this.#written);
    out.raw(magic, 0, magic.length);
    const aux = { "redis-ver": "7.0.15", "redis-bits": "64" };
    const now = { "ctime": String(Math.floor(Date.now() / 1000)), "aof-base": "0" };
    for (const [name, value] of Object.entries({ ...aux, ...now })) {
      out.byte(RdbOpcode.Aux);
      for (const text of [name, value]) {
        const bytes = encoder.encode(text);
        out.string(bytes, 0, bytes.length);
      }
    }
  }

  /** The file is of a later version than it says: the checksum begins with that. */
  #rewriteHeader(): void {
    const file = this.#file;
    file.seekSync(0, Deno.SeekMode.Start);
    this.#write(magicOf(this.#version));
    file.seekSync(0, Deno.SeekMode.Start);
    this.#sum.reset();
    const bytes = new Uint8Array(CHUNK_BYTES);
    for (let count = file.readSync(bytes); count !== null; count = file.readSync(bytes)) {
      this.#sum.add(bytes, 0, count);
    }
  }

  #drain(): void {
    const out = this.#out;
    this.#sum.add(out.bytes, 0, out.length);
    this.#write(out.bytes.subarray(0, out.length));
    out.reset();
  }

  #write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += this.#file.writeSync(bytes.subarray(at));
  }
}

function magicOf(version: number): Uint8Array {
  return encoder.encode(`REDIS${String(version).padStart(4, "0")}`);
}
