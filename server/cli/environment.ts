/**
 * Settings from the environment: `maxmemory-policy` is VORTIS_MAXMEMORY_POLICY.
 *
 * Variables are asked for by name, never listed, so that the permission to read `VORTIS_*` is
 * enough.
 */

import { SETTING_NAMES, type SettingName, SETTINGS } from "../config/settings.ts";

/** Reads a variable; undefined when it is not set or may not be read. */
export type Environment = (variable: string) => string | undefined;

/** A setting that the environment names. */
export interface EnvironmentSetting {
  readonly variable: string;
  readonly name: SettingName;
  readonly text: string;
}

/** The variable that names the configuration file. */
export const CONFIG_FILE_VARIABLE = "VORTIS_CONFIG";

/** The variable for a setting or one of its other names. */
export function environmentVariable(name: string): string {
  return `VORTIS_${name.toUpperCase().replaceAll("-", "_")}`;
}

/**
 * The settings that the environment names, in the order of the table of settings. An empty password counts as
 * none given: a variable that a script forgot to fill must not open what a file has closed.
 */
export function settingsInEnvironment(environment: Environment): EnvironmentSetting[] {
  return SETTING_NAMES.flatMap((name) =>
    [name, ...SETTINGS[name].flagAliases ?? []].flatMap((known) => {
      const variable = environmentVariable(known);
      const text = environment(variable);
      if (text === undefined || (text === "" && SETTINGS[name].sensitive)) return [];
      return [{ variable, name, text }];
    })
  );
}

/** The environment of this process; without the permission to read it, an empty one. */
export function processEnvironment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}
