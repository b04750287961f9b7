/**
 * The records of one namespace with those who want to know of changes to them: watches, clients that wait
 * for a key, the change feed.
 *
 * An operation that has changed the loaded key's value says so here, once. While nobody watches or listens,
 * that is a comparison or two.
 */

import type { ByteRanges } from "../byte_ranges.ts";
import { TimingWheel } from "../expiry/timing_wheel.ts";
import { KeyProbe } from "../keyspace/key_probe.ts";
import { RecordSpace } from "../keyspace/record_space.ts";
import { Arena } from "../memory/arena.ts";
import { AwaitedKeys } from "./awaited_keys.ts";
import * as report from "./change_reports.ts";
import type { Engine } from "./engine.ts";
import { KeyWatches } from "./key_watches.ts";

/** Records whose changes are told; `Namespace` makes them. */
export class ObservedSpace extends RecordSpace {
  /** The key of the operation under way. */
  readonly probe: KeyProbe;
  readonly watches: KeyWatches;
  /** Keys that blocked clients wait for. */
  readonly awaited: AwaitedKeys;

  constructor(readonly engine: Engine, readonly name: string) {
    const arena = new Arena(engine.meter);
    super(arena, engine.seed0, engine.seed1, new TimingWheel(arena, engine.clock.now()));
    this.watches = new KeyWatches(engine.feed);
    this.awaited = new AwaitedKeys(engine.readyKeys);
    this.probe = new KeyProbe(engine.seed0, engine.seed1);
  }

  /** Whether anybody wants to know of changes; see {@linkcode ObservedSpace.effect}. */
  get observed(): boolean {
    return this.watches.size !== 0 || this.engine.feed.observed;
  }

  /** The loaded key's value, in the open record, has changed: watches and the feed are told. */
  changed(event = "set"): void {
    this.engine.changes++;
    if (!this.observed) return;
    this.watches.touch(this.probe);
    if (this.engine.feed.active) report.value(this, event);
  }

  /**
   * The loaded key's value has been changed by what is equal to one command: `args` follow the
   * key. For collections; only worth calling while `observed`. `event` is the name under which
   * keyspace notifications report it.
   */
  effect(event: string, command: string, args: readonly Uint8Array[]): void {
    this.watches.touch(this.probe);
    if (this.engine.feed.active) report.effect(this, this.probe, event, command, args);
  }

  /** The same with the strings of `ranges` from index `from` up to `to` behind the key. */
  rangesEffect(event: string, command: string, ranges: ByteRanges, from: number, to: number): void {
    this.watches.touch(this.probe);
    if (this.engine.feed.active) report.ranges(this, event, command, ranges, from, to);
  }

  /** Like {@linkcode ObservedSpace.effect}, for a change that is none for those who watch the key. */
  effectUnwatched(event: string, command: string, args: readonly Uint8Array[]): void {
    if (this.engine.feed.active) report.effect(this, this.probe, event, command, args);
  }

  /** The loaded key has something new for those who wait for it; that it is new is signalled anyway. */
  signalReady(): void {
    if (this.awaited.size !== 0) this.awaited.signal(this.probe);
  }
}
