/** A stream beside a plain model of it: a sorted array of IDs and texts. */
import { assertEquals } from "@std/assert";
import type { Engine } from "../../../../store/engine/engine.ts";
import { PackedValue } from "../../../../store/encoding/listpack.ts";
import { EntryCursor } from "../../../../store/types/streams/entry_cursor.ts";
import { Stream } from "../../../../store/types/streams/stream.ts";
import { StreamId } from "../../../../store/types/streams/stream_id.ts";
import { byteRanges } from "../../../helpers/byte_ranges.ts";
import type { Random } from "../../../helpers/random.ts";

const decoder = new TextDecoder();

/** An entry of the model: its ID as one number of 128 bits, and its fields and values. */
export interface ModelEntry {
  id: bigint;
  pairs: string[];
}

/** The ID of a number of 128 bits. */
export function idOf(number: bigint): StreamId {
  return StreamId.of(number >> 64n, BigInt.asUintN(64, number));
}

/** The entries of a range, read with a cursor. */
export function entriesOf(
  stream: Stream,
  from = new StreamId(),
  to = idOf((1n << 128n) - 1n),
  backwards = false,
): { id: string; pairs: string[] }[] {
  const cursor = new EntryCursor();
  const field = new PackedValue();
  const value = new PackedValue();
  const entries = [];
  cursor.start(stream.nodes, from, to, backwards);
  while (cursor.next()) {
    const pairs: string[] = [];
    for (let i = 0; i < cursor.fields; i++) {
      cursor.readPair(field, value);
      pairs.push(decoder.decode(field.bytes.subarray(field.start, field.end)));
      pairs.push(decoder.decode(value.bytes.subarray(value.start, value.end)));
    }
    entries.push({ id: String(cursor.id), pairs });
  }
  return entries;
}

/** Does random operations on both and compares. */
export class StreamModel {
  stream: Stream;
  #entries: ModelEntry[] = [];
  #last = 0n;
  #added = 0;
  #maxDeleted = 0n;

  constructor(engine: Engine, private readonly random: Random) {
    this.stream = new Stream(engine);
  }

  /** One operation, and what can be told at once. */
  step(): void {
    this.random.weighted<() => void>([
      [20, () => this.#add()],
      [6, () => this.#delete()],
      [0.4, () => this.#trim()],
      [4, () => this.#range()],
      [0.05, () => this.#replaceByCopy()],
    ])();
    const { stream } = this;
    assertEquals(stream.length, this.#entries.length);
    assertEquals(String(stream.lastId), String(idOf(this.#last)));
    assertEquals(String(stream.firstId), String(idOf(this.#entries[0]?.id ?? 0n)));
    assertEquals(String(stream.maxDeletedId), String(idOf(this.#maxDeleted)));
    assertEquals(stream.entriesAdded.value, this.#added);
  }

  /** Compares everything and frees the stream in slices. */
  end(): void {
    assertEquals(entriesOf(this.stream), this.#shown(this.#entries));
    assertEquals(
      entriesOf(this.stream, undefined, undefined, true),
      this.#shown(this.#entries.toReversed()),
    );
    while (!this.stream.free(20));
  }

  #add(): void {
    const { random } = this;
    const id = random.weighted<() => bigint>([
      [10, () => this.#last + BigInt(random.int(1, 3))],
      [5, () => (this.#last | 0xffff_ffff_ffff_ffffn) + 1n + BigInt(random.int(0, 3))],
      [1, () => this.#last + (BigInt(random.int(1, 1 << 30)) << BigInt(random.int(0, 40)))],
    ])();
    const names = random.chance(0.8) ? ["name", "12"] : ["name", "x", "", "-7"];
    const pairs = names.slice(0, random.int(1, names.length)).flatMap((name) => [
      name,
      random.chance(0.4) ? String(random.int(-70_000, 70_000)) : random.text(random.int(0, 90)),
    ]);
    this.stream.add(idOf(id), byteRanges(pairs), 0, pairs.length);
    this.#entries.push({ id, pairs });
    this.#last = id;
    this.#added++;
  }

  #delete(): void {
    const { random } = this;
    const at = random.int(0, this.#entries.length);
    const id = this.#entries[at]?.id ?? this.#last + 1n;
    const there = at < this.#entries.length;
    assertEquals(this.stream.has(idOf(id)), there);
    assertEquals(this.stream.delete(idOf(id)), there);
    if (!there) return;
    this.#entries.splice(at, 1);
    if (id > this.#maxDeleted) this.#maxDeleted = id;
  }

  #trim(): void {
    const { random } = this;
    const approximate = random.chance(0.5);
    const limit = approximate && random.chance(0.3) ? random.int(1, 50) : 0;
    const keep = Math.max(0, this.#entries.length - random.int(0, 60));
    const minId = this.#entries[Math.min(keep, this.#entries.length - 1)]?.id ?? 0n;
    const byLength = random.chance(0.5);
    const removed = this.stream.trim({
      maxLength: byLength ? keep : -1,
      minId: idOf(minId),
      approximate,
      limit,
    });
    const most = byLength
      ? this.#entries.length - keep
      : this.#entries.filter(({ id }) => id < minId).length;
    if (approximate) assertEquals(removed <= most, true);
    else assertEquals(removed, most);
    if (limit !== 0) assertEquals(removed <= limit, true);
    this.#entries.splice(0, removed);
  }

  #range(): void {
    const { random } = this;
    const some = () => {
      const id = this.#entries[random.int(0, this.#entries.length)]?.id ?? this.#last;
      return id + BigInt(random.int(0, 2));
    };
    const from = some();
    const to = random.chance(0.5) ? some() : from + BigInt(random.int(0, 20));
    const found = this.#entries.filter(({ id }) => id >= from && id <= to);
    const backwards = random.chance(0.5);
    if (backwards) found.reverse();
    assertEquals(entriesOf(this.stream, idOf(from), idOf(to), backwards), this.#shown(found));
  }

  #replaceByCopy(): void {
    const copy = this.stream.clone();
    while (!this.stream.free(100));
    this.stream = copy;
  }

  #shown(entries: readonly ModelEntry[]): { id: string; pairs: string[] }[] {
    return entries.map(({ id, pairs }) => ({ id: String(idOf(id)), pairs }));
  }
}
