/**
 * The configuration of one server: the current value of each setting, and who wants to know when
 * it changes.
 *
 * Reading goes through a map, which is fine now and then. What reads a setting for every command
 * keeps a field of its own and lets `follow` update it.
 */

import { ConfigError, InvalidValue } from "./config_error.ts";
import { ForeignValues } from "./foreign/foreign_values.ts";
import { isUserLine, type UserLine } from "./user_lines.ts";
import type { FileLine, Kind, Parsed } from "./kinds/kind.ts";
import {
  findSetting,
  type Setting,
  SETTING_NAMES,
  type SettingName,
  SETTINGS,
  type SettingTypes,
} from "./settings.ts";

/** Settings by name, in the form that a configuration file writes them. */
export type SettingTexts = Readonly<Partial<Record<SettingName, string>>>;

/**
 * Called after settings have changed. It may throw `InvalidValue` to say that the new values
 * cannot be applied: all of them are then taken back, and the listeners that had been called are
 * called again.
 */
export type ConfigListener = () => void;

/** A setting that `set` is about to change. */
interface Change {
  readonly name: SettingName;
  readonly previous: Parsed<unknown>;
  readonly next: Parsed<unknown>;
}

interface Subscription {
  readonly names: readonly SettingName[];
  readonly listener: ConfigListener;
}

/**
 * The settings of a server.
 *
 * @example
 * ```ts
 * import { Config } from "@vortis/core/server";
 * import { assertEquals } from "@std/assert";
 *
 * const config = new Config({ maxmemory: "64mb" });
 * assertEquals(config.get("maxmemory"), 64 * 1024 * 1024);
 *
 * let seconds = 0;
 * config.follow("timeout", (value) => seconds = value);
 * config.set([["timeout", "30"], ["hz", "100"]]);
 * assertEquals(seconds, 30);
 * ```
 */
export class Config {
  /** Absolute path of the file that the configuration came from and that `rewrite` writes. */
  file: string | undefined;
  /** Settings that files included by `file` name: the last word must then stand in `file`. */
  readonly includedNames: Set<SettingName> = new Set();

  /** Who the user `default` is, behind `requirepass`; the last line counts. */
  readonly userLines: UserLine[] = [];

  /** What was said of Redis's settings that this server does not have. */
  readonly foreign: ForeignValues = new ForeignValues();

  /** Whether data is being loaded, during which some settings must stay. */
  loading = false;

  readonly #current: Map<SettingName, Parsed<unknown>> = new Map(DEFAULTS);
  /** What was said at all, and by the source that is being read. */
  readonly #given = new Set<SettingName>();
  /** Whether the source that has named a password is a later one than that of the last user line. */
  #passwordIsLater = false;
  #userLineIsOfSource = false;
  readonly #givenBySource = new Set<SettingName>();
  readonly #subscriptions: Subscription[] = [];

  /**
   * The defaults with `initial` over them.
   *
   * @throws {ConfigError} When a value is not one that its setting takes.
   */
  constructor(initial: SettingTexts = {}) {
    for (const name of SETTING_NAMES) {
      const text = initial[name];
      if (text !== undefined) this.initialise(name, text);
    }
  }

  /** A setting's value. O(1). */
  get<Name extends SettingName>(name: Name): SettingTypes[Name] {
    return this.#current.get(name)!.value as SettingTypes[Name];
  }

  /** A setting's value as CONFIG GET shows it. O(1). */
  text(name: SettingName): string {
    return this.#current.get(name)!.text;
  }

  /** The value of the setting that has a name, foreign ones too, as CONFIG GET shows it, or undefined. O(1). */
  shown(name: string): string | undefined {
    const setting = findSetting(name);
    return setting === undefined ? this.foreign.text(name) : this.text(setting);
  }

  /** How often expired keys are removed in the background, in milliseconds: what `hz` means. */
  get expiryIntervalMs(): number {
    return 1000 / this.get("hz");
  }

  /** How long one such removal may take, in milliseconds: what `active-expire-effort` means. */
  get expiryBudgetMs(): number {
    return this.get("active-expire-effort");
  }

  /** Whether anybody has said what a setting shall be, were it its default. O(1). */
  isGiven(name: SettingName): boolean {
    return this.#given.has(name);
  }

  /**
   * Another source of settings begins: a file, the environment, the flags. What it says takes the place of
   * what earlier ones have said, even of settings that collect several lines.
   */
  beginSource(): void {
    this.#givenBySource.clear();
    this.#userLineIsOfSource = false;
  }

  /** Whether `requirepass` comes from a later source than the last user line, and so counts before that. */
  get passwordIsLater(): boolean {
    return this.#passwordIsLater;
  }

  /** Says who the user `default` is, before the server starts. */
  addUserLine(line: UserLine): void {
    this.userLines.push(line);
    this.#userLineIsOfSource = true;
    this.#passwordIsLater = false;
  }

  /**
   * Sets a setting before the server starts, immutable ones too. No listener is called. One of Redis's that
   * this server does not have is kept for CONFIG GET.
   *
   * @param source Who says it, for messages: another source may take back what would be refused, so that it
   * is judged when all have spoken. Left out, it is judged at once.
   * @throws {ConfigError} When no setting has that name, or the value is not one it takes.
   */
  initialise(name: string, text: string, source?: string): void {
    const setting = findSetting(name);
    if (setting === undefined) {
      if (isUserLine(name) && source !== undefined) {
        return this.addUserLine({ words: text.split(" "), source, isIncluded: false });
      }
      if (this.foreign.give(name, text, source)) return;
      throw new ConfigError("unknown", name, "unknown setting");
    }
    const parsed = this.#parse(setting, text);
    const { join } = kindOf(setting);
    const joined = join !== undefined && this.#givenBySource.has(setting)
      ? join(this.#current.get(setting)!, parsed)
      : parsed;
    this.#current.set(setting, joined);
    this.#given.add(setting);
    this.#givenBySource.add(setting);
    if (setting === "requirepass") this.#passwordIsLater = !this.#userLineIsOfSource;
  }

  /**
   * Sets settings while the server runs: all of them, or none when it throws.
   *
   * @param trusted Whether whoever asks may set protected settings.
   * @throws {ConfigError} When a name is unknown, given twice or immutable, when a value is not
   * one that its setting takes, or when a listener could not apply it.
   */
  set(pairs: readonly (readonly [name: string, text: string])[], trusted = true): void {
    const names = this.#settable(pairs.map(([name]) => name), trusted);
    const changes: Change[] = [];
    names.forEach((name, i) => {
      const [given, text] = pairs[i];
      if (name === undefined) return this.foreign.confirm(given, text);
      const next = this.#parse(name, text, given.toLowerCase());
      changes.push({ name, previous: this.#current.get(name)!, next });
    });
    const changed = changes.filter(({ previous, next }) => next.text !== previous.text);
    for (const { name, next } of changes) this.#current.set(name, next);
    this.#notify(changed.map(({ name }) => name), () => {
      for (const { name, previous } of changes) this.#current.set(name, previous);
    });
    for (const { name } of changes) this.#given.add(name);
  }

  /** Calls `listener` after any of the named settings has changed, once for each `set`. */
  onChange(names: SettingName | readonly SettingName[], listener: ConfigListener): void {
    this.#subscriptions.push({ names: typeof names === "string" ? [names] : names, listener });
  }

  /** Calls `receive` with a setting's value now, and again whenever it has changed. */
  follow<Name extends SettingName>(
    name: Name,
    receive: (value: SettingTypes[Name]) => void,
  ): void {
    this.onChange(name, () => receive(this.get(name)));
    receive(this.get(name));
  }

  /** The lines that stand for a setting's value in a file, which names it or not, without its name. */
  fileLines(name: SettingName, isNamed: boolean): FileLine[] {
    return kindOf(name).fileLines(this.#current.get(name)!, DEFAULTS.get(name)!, isNamed);
  }

  /** @param given What the setting is called in an error: the name by which it was given. */
  #parse(name: SettingName, text: string, given: string = name): Parsed<unknown> {
    try {
      return kindOf(name).parse(text, this.#current.get(name)!.value);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      throw new ConfigError("invalid", given, error.message);
    }
  }

  /**
   * The settings that the names stand for, each known, changeable now, and named once; undefined for one of
   * Redis's that is foreign here. As in Redis, an alias is a name of its own.
   */
  #settable(given: readonly string[], trusted: boolean): (SettingName | undefined)[] {
    const seen = new Set<string>();
    return given.map((name) => {
      const setting = findSetting(name);
      const known = name.toLowerCase();
      if (setting === undefined && !this.foreign.has(name)) {
        throw new ConfigError("unknown", name, "unknown setting");
      }
      if (setting === undefined ? this.foreign.isImmutable(name) : !this.#isMutable(setting)) {
        throw new ConfigError("immutable", name, "can't set immutable config");
      }
      const { isProtected, deniedWhileLoading } = setting === undefined ? {} : SETTINGS[setting];
      if (isProtected && !trusted) {
        throw new ConfigError("protected", name, "can't set protected config");
      }
      if (deniedWhileLoading && this.loading) {
        throw new ConfigError("loading", name, "can't set it while data is being loaded");
      }
      if (seen.has(known)) throw new ConfigError("duplicate", name, "duplicate parameter");
      seen.add(known);
      return setting;
    });
  }

  #isMutable(name: SettingName): boolean {
    const { changes } = SETTINGS[name];
    return changes === "live" ||
      changes === "by listener" && this.#subscriptions.some((s) => s.names.includes(name));
  }

  #notify(changed: readonly SettingName[], takeBack: () => void): void {
    const called: ConfigListener[] = [];
    for (const { names, listener } of this.#subscriptions) {
      const concerned = changed.find((name) => names.includes(name));
      if (concerned === undefined) continue;
      called.push(listener);
      try {
        listener();
      } catch (error) {
        takeBack();
        called.forEach(takeUpAgain);
        if (!(error instanceof InvalidValue)) throw error;
        throw new ConfigError("invalid", concerned, error.message);
      }
    }
  }
}

/** Calls a listener after values were taken back. One that refuses even these has nothing to undo. */
function takeUpAgain(listener: ConfigListener): void {
  try {
    listener();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
  }
}

function kindOf(name: SettingName): Kind<unknown> {
  return (SETTINGS[name] as Setting<unknown>).kind;
}

const DEFAULTS: ReadonlyMap<SettingName, Parsed<unknown>> = new Map(
  SETTING_NAMES.map((name) => [name, kindOf(name).parse(SETTINGS[name].default)] as const),
);
