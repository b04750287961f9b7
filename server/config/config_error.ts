/**
 * What can be wrong with a setting.
 *
 * `InvalidValue` comes from a kind or from a listener that cannot apply a value: it knows the
 * reason only. `ConfigError` adds which setting is concerned and is what `Config` throws; CONFIG
 * SET turns it into Redis's reply, the command line into one line on stderr.
 */

/** A value that a setting does not take; the message is the reason, in Redis's words. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
}

/** Why a setting was refused. */
export type ConfigErrorCode =
  /** No setting has that name. */
  | "unknown"
  /** It can be set only before the server starts. */
  | "immutable"
  /** Only those whom `enable-protected-configs` names may set it while the server runs. */
  | "protected"
  /** It cannot be set while data is being loaded. */
  | "loading"
  /** The same call names it twice. */
  | "duplicate"
  /** The value does not parse, is out of range, or could not be applied. */
  | "invalid";

/** A setting that was refused: `setting` is the name concerned, `message` the reason alone. */
export class ConfigError extends Error {
  /** `"ConfigError"`. */
  override readonly name = "ConfigError";

  /** Makes the error for a setting. */
  constructor(
    /** Which kind of refusal it is, for programs. */
    readonly code: ConfigErrorCode,
    /** The name by which the setting was given: in lower case when it is the value that is refused, as in Redis. */
    readonly setting: string,
    reason: string,
  ) {
    super(reason);
  }
}
