/** Which version this is, and which Redis it answers like. */

/** The version of Vortis: the one in `deno.json`. */
export const VERSION = "0.1.0";

/** The version of Redis whose behaviour the server has: what INFO and HELLO report. */
export const REDIS_VERSION = "7.0.15";
