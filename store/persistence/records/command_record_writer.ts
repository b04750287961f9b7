/**
 * Writes a snapshot's records as commands: the base of an AOF for `aof-use-rdb-preamble no`.
 *
 *     #TS:1700000000        when the snapshot began, if asked for
 *     SET k v PXAT t        strings at once
 *     RPUSH k a b c …       collections, some elements a command, so that no command is long
 *     PEXPIREAT k t         their expire time behind them
 */

import { Kind } from "../../keyspace/record.ts";
import type { RecordView } from "../../keyspace/record_view.ts";
import type { LargeValue } from "../../engine/large_values.ts";
import { DatabaseNumbers } from "../database_numbers.ts";
import { CommandOutput } from "./command_output.ts";
import { commandsOf } from "./commands_of_value.ts";
import { RecordWriter, type SavedNamespace } from "./record_writer.ts";

const encoder = new TextEncoder();

/** Writes commands. */
export class CommandRecordWriter extends RecordWriter {
  readonly #numbers: DatabaseNumbers;
  readonly #output: CommandOutput = new CommandOutput(this.out);
  #selected: string | undefined;
  #half: Iterator<void> | undefined;

  /**
   * @param beganAt The second since 1970 that the file is to tell as that of its data.
   * @param of The writer beside which this one works.
   */
  constructor(private readonly beganAt?: number, of?: CommandRecordWriter) {
    super();
    this.#numbers = of === undefined ? new DatabaseNumbers() : of.#numbers;
  }

  override begin(namespaces: readonly SavedNamespace[]): void {
    if (this.beganAt !== undefined) {
      const line = encoder.encode(`#TS:${this.beganAt}\r\n`);
      this.out.raw(line, 0, line.length);
    }
    for (const { name } of namespaces) {
      if (this.#numbers.isPlain(name)) continue;
      const line = this.#numbers.annotation(name);
      this.out.raw(line, 0, line.length);
    }
  }

  override write(
    view: RecordView,
    namespace: SavedNamespace,
    large: LargeValue | undefined,
  ): boolean {
    const output = this.#output;
    if (this.#selected !== namespace.name) {
      this.#selected = namespace.name;
      output.begin(2);
      output.texts("SELECT", String(this.#numbers.numberOf(namespace.name)));
    }
    if (view.kind() <= Kind.FloatString) {
      this.#writeString(view);
      return true;
    }
    const key = view.bytes.slice(view.keyStart(), view.keyEnd());
    const commands = commandsOf(view, key, large, output);
    // Packed values are short, and have one part.
    if (commands.next().done === true) return true;
    this.#half = commands;
    return false;
  }

  override resume(): boolean {
    if (this.#half!.next().done !== true) return false;
    this.#half = undefined;
    return true;
  }

  override end(): void {}

  override leaving(): void {}

  override aside(): CommandRecordWriter {
    return new CommandRecordWriter(undefined, this);
  }

  override append(aside: this): void {
    if (aside.out.length === 0) return;
    super.append(aside);
    this.#selected = aside.#selected;
    // It tells the next one's database anew: this writer may select others in between.
    aside.#selected = undefined;
  }

  #writeString(view: RecordView): void {
    const output = this.#output;
    const expiryMs = view.expiry();
    output.begin(expiryMs === 0 ? 3 : 5);
    output.texts("SET");
    output.argument(view.bytes, view.keyStart(), view.keyEnd());
    output.argument(view.bytes, view.valueStart(), view.valueEnd());
    if (expiryMs !== 0) output.texts("PXAT", String(expiryMs));
  }
}
