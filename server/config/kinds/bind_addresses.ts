/**
 * The `bind` setting: the addresses that the server listens on.
 *
 * A leading `-` marks an address that may be missing on this machine; `*` and `::*` stand for
 * every IPv4 and every IPv6 address. No address at all switches TCP off.
 */

import { InvalidValue } from "../config_error.ts";
import { type Kind, singleLineKind } from "./kind.ts";

/** One address to listen on. */
export interface BindAddress {
  /** As `Deno.listen` takes it: `127.0.0.1`, `::1`, `0.0.0.0`, `localhost`. */
  readonly hostname: string;
  /** True when the server starts without it if the machine does not have it. */
  readonly optional: boolean;
}

const MAX_ADDRESSES = 16;
const WILDCARDS: Readonly<Record<string, string>> = { "*": "0.0.0.0", "::*": "::" };

/** Addresses, separated by spaces. */
export const bindAddresses: Kind<readonly BindAddress[]> = singleLineKind(
  "address ...",
  (text) => {
    const words = text === "" ? [] : text.split(" ");
    if (words.length > MAX_ADDRESSES) {
      throw new InvalidValue("Too many bind addresses specified.");
    }
    const value = words.map((word) => {
      const optional = word.startsWith("-");
      const name = optional ? word.slice(1) : word;
      if (name === "") throw new InvalidValue("Failed to bind to specified addresses.");
      return { hostname: WILDCARDS[name] ?? name, optional };
    });
    return { value, text };
  },
  (now) => now.text === "" ? '""' : now.text,
  true,
);
