/** What CLIENT TRACKING and CLIENT CACHING refuse, in Redis's words. */

import { ReplyError } from "../errors/reply_errors.ts";

export const REDIRECTED_TWICE: ReplyError = new ReplyError(
  "ERR A client can only redirect to a single other client",
);
export const NO_CLIENT_TO_REDIRECT_TO: ReplyError = new ReplyError(
  "ERR The client ID you want redirect to does not exist",
);
export const PREFIX_WITHOUT_BROADCAST: ReplyError = new ReplyError(
  "ERR PREFIX option requires BCAST mode to be enabled",
);
export const BROADCAST_SWITCHED: ReplyError = new ReplyError(
  "ERR You can't switch BCAST mode on/off before disabling tracking for this client, " +
    "and then re-enabling it with a different mode.",
);
export const BROADCAST_WITH_OPTIONS: ReplyError = new ReplyError(
  "ERR OPTIN and OPTOUT are not compatible with BCAST",
);
export const OPTED_IN_AND_OUT: ReplyError = new ReplyError(
  "ERR You can't specify both OPTIN mode and OPTOUT mode",
);
export const OPTIONS_SWITCHED: ReplyError = new ReplyError(
  "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, " +
    "and then re-enabling it with a different mode.",
);
export const CACHING_WITHOUT_TRACKING: ReplyError = new ReplyError(
  "ERR CLIENT CACHING can be called only when the client is in tracking mode " +
    "with OPTIN or OPTOUT mode enabled",
);
export const CACHING_YES_WITHOUT_OPTIN: ReplyError = new ReplyError(
  "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.",
);
export const CACHING_NO_WITHOUT_OPTOUT: ReplyError = new ReplyError(
  "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.",
);

/** A prefix that begins with another one of the client, or the other way round. */
export function prefixesOverlap(prefix: string, other: string, isExisting: boolean): ReplyError {
  const which = isExisting ? "an existing prefix" : "another provided prefix";
  return new ReplyError(
    `ERR Prefix '${prefix}' overlaps with ${which} '${other}'. ` +
      "Prefixes for a single client must not overlap.",
    true,
  );
}
