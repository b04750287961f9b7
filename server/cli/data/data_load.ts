/**
 * Loads data files for the tools: everything into memory, nothing is changed on the disk, and what is wrong
 * is an answer with its place rather than the end.
 */

import type { Arguments } from "../../../resp/arguments.ts";
import { AofDamageError } from "../../../store/persistence/aof/damage.ts";
import { AofReplay, type CommandExecutor } from "../../../store/persistence/aof/replay.ts";
import type { DenoFileSystem } from "../../../store/persistence/deno_file_system.ts";
import { FileError, type ReadableFile } from "../../../store/persistence/file_system.ts";
import { RdbDamageError } from "../../../store/persistence/rdb/damage_error.ts";
import { RdbLoader } from "../../../store/persistence/rdb/loader.ts";
import { CommandReplay } from "../../dispatch/command_replay.ts";
import { OfflineServer } from "../../offline_server.ts";
import { CliError } from "../cli_error.ts";

/** What has been found in one file. */
export interface LoadedFile {
  readonly path: string;
  readonly bytes: number;
  /** The RDB in the file, or at its head. */
  readonly rdb: RdbLoader | undefined;
  /** Bytes of commands, how many they are, and how many of each name. */
  readonly commandBytes: number;
  readonly commands: number;
  readonly commandsByName: ReadonlyMap<string, number>;
}

/** Where the files break. */
export interface Damage {
  readonly path: string;
  readonly offset: number;
  readonly reason: string;
  /** Up to here the file is whole, if what follows can be cut off: the rest is commands. */
  readonly wholeBytes: number | undefined;
  /** Bytes of the file. */
  readonly bytes: number;
}

const RDB_MAGIC = "REDIS";
/** `*`, a command, or `#`, an annotation. */
const AOF_STARTS = [0x2a, 0x23];
const STEP_MS = 100;

/** Files on their way into memory. */
export class DataLoad {
  readonly server = new OfflineServer();
  readonly files: LoadedFile[] = [];
  /** What stopped the load. */
  damage: Damage | undefined;
  /** What is strange but no damage. */
  readonly warnings: string[] = [];
  readonly #executor: CommandExecutor;
  #byName = new Map<string, number>();

  /** @param progress Told of how much of which file has been loaded. */
  constructor(
    private readonly system: DenoFileSystem,
    private readonly progress: (path: string, bytes: number, total: number) => void,
  ) {
    const replay = new CommandReplay(this.server);
    this.#executor = {
      execute: (namespace, args) => {
        this.#count(args);
        return replay.execute(namespace, args);
      },
    };
  }

  /**
   * Loads the files in order, up to the first damage.
   * @throws {CliError} if one cannot be read.
   */
  load(paths: readonly string[], isAof: boolean): void {
    for (const path of paths) {
      if (this.damage !== undefined) return;
      try {
        this.#loadFile(path, isAof);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        throw new CliError(lowerFirst(error.message), 2);
      }
    }
  }

  #loadFile(path: string, isAof: boolean): void {
    if (isAof && this.system.size(path) === undefined) {
      this.damage = {
        ...{ path, offset: 0, wholeBytes: undefined, bytes: 0 },
        reason: "the manifest names it, but there is no such file",
      };
      return;
    }
    const file = this.system.open(path);
    this.#byName = new Map();
    let rdb: RdbLoader | undefined;
    let replay: AofReplay | undefined;
    try {
      const head = new Uint8Array(RDB_MAGIC.length);
      file.readAt(0, head, 0, head.length);
      if (String.fromCharCode(...head) === RDB_MAGIC) rdb = this.#loadRdb(file);
      else if (!isAof && file.size > 0 && !AOF_STARTS.includes(head[0])) {
        throw new CliError(`${path} is neither an RDB nor an AOF file`, 2);
      }
      const offset = rdb?.loadedBytes ?? 0;
      if (offset < file.size) replay = this.#replay(file, offset);
      else if (rdb === undefined && !isAof) this.warnings.push(`${path} is empty`);
    } catch (error) {
      if (error instanceof RdbDamageError) this.#note(error, undefined, file.size);
      else throw error;
    } finally {
      file.close();
      this.files.push({
        path,
        bytes: file.size,
        rdb,
        commandBytes: replay === undefined ? 0 : replay.wholeBytes - (rdb?.loadedBytes ?? 0),
        commands: replay?.commands ?? 0,
        commandsByName: this.#byName,
      });
    }
  }

  #loadRdb(file: ReadableFile): RdbLoader {
    const loader = new RdbLoader(this.server.engine, file, {
      keepExpired: true,
      mayGoOn: true,
      warn: (message) => this.warnings.push(message),
    });
    while (!loader.step(STEP_MS)) this.progress(file.path, loader.loadedBytes, file.size);
    return loader;
  }

  #replay(file: ReadableFile, offset: number): AofReplay {
    const replay = new AofReplay(file, this.server.engine, this.#executor, {
      offset,
      mayBeTorn: false,
      onError: (at, command, error) => {
        this.warnings.push(`${file.path}: ${command} at byte ${at} answers: ${error}`);
      },
    });
    try {
      while (!replay.step(STEP_MS)) this.progress(file.path, replay.wholeBytes, file.size);
    } catch (error) {
      if (!(error instanceof AofDamageError)) throw error;
      this.#note(error, replay.wholeBytes, file.size);
    }
    return replay;
  }

  #note(
    { path, offset, reason }: AofDamageError | RdbDamageError,
    wholeBytes: number | undefined,
    bytes: number,
  ): void {
    this.damage = { path, offset, reason, wholeBytes, bytes };
  }

  #count(args: Arguments): void {
    const name = args.text(0).toUpperCase();
    this.#byName.set(name, (this.#byName.get(name) ?? 0) + 1);
  }
}

/** The message of an error behind the program's name. */
export function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
