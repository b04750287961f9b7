/** What CLIENT TRACKING has set for one client. */

/** The options of CLIENT TRACKING ON. */
export interface TrackingOptions {
  /** All keys with certain prefixes count, whether the client has read them or not. */
  readonly broadcasts: boolean;
  /** Binary strings; of use only while broadcasting. */
  readonly prefixes: readonly string[];
  /** Only what follows CLIENT CACHING YES counts as read. */
  readonly optIn: boolean;
  /** What follows CLIENT CACHING NO does not count as read. */
  readonly optOut: boolean;
  /** What the client changes itself is not told to it. */
  readonly noLoop: boolean;
  /** Id of the client that gets the messages; 0: the client itself. */
  readonly redirect: number;
}

/** One client whose caches are kept right; it stays when it switches tracking off. */
export interface Tracker extends TrackingOptions {
  readonly isOn: boolean;
  /** The prefixes that are broadcast to it, those of earlier commands too, in the order of bytes. */
  readonly prefixes: readonly string[];
  /** CLIENT CACHING has been given for the next command, or the transaction under way. */
  cachingGiven: boolean;
  /** The client that shall get the messages was gone when there was one. */
  redirectIsBroken: boolean;
}

/** The tracker of a client that has switched tracking off. */
export function switchedOff(): Tracker {
  return {
    isOn: false,
    broadcasts: false,
    prefixes: [],
    optIn: false,
    optOut: false,
    noLoop: false,
    redirect: 0,
    cachingGiven: false,
    redirectIsBroken: false,
  };
}
