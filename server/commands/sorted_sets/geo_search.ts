/**
 * The geo commands that search: members within a circle or a box, replied with or stored.
 */

import type { Position } from "../../../store/encoding/geohash.ts";
import { NO_EXPIRY } from "../../../store/engine/namespace.ts";
import {
  type GeoResult,
  memberPosition,
  searchArea,
} from "../../../store/types/sorted_sets/geo_search.ts";
import {
  makeRoomFor,
  readSortedSet,
  reportWhole,
} from "../../../store/types/sorted_sets/sorted_sets.ts";
import { storeSortedSet } from "../../../store/types/sorted_sets/changes.ts";
import { LargeSortedSet } from "../../../store/types/sorted_sets/large_sorted_set.ts";
import { integerArg } from "../../command/arguments/numbers.ts";
import type { CommandContext } from "../../command/context.ts";
import { defineCommand } from "../../command/define.ts";
import type { KeySpec } from "../../command/description.ts";
import {
  boxArg,
  coordinateText,
  type Extent,
  positionArg,
  radiusArg,
} from "../../command/arguments/positions.ts";
import { keyAt } from "../../command/keys/key_specs.ts";
import { loadKey } from "../../command/arguments/key.ts";
import type { CommandSpec } from "../../command/spec.ts";
import {
  ANY_NEEDS_COUNT,
  exactlyOne,
  storeWithDetails,
  UNKNOWN_GEO_MEMBER,
} from "../../errors/geo_errors.ts";
import { OPTION_COUNT_NOT_POSITIVE, SYNTAX_ERROR } from "../../errors/reply_errors.ts";

const COMPLEXITY = "O(N+log(M)), N being the members in cells around the area and M all";
const UNITS = "<M | KM | FT | MI>";
const DETAILS = "[WITHCOORD] [WITHDIST] [WITHHASH]";
const ORDER = "[COUNT count [ANY]] [ASC | DESC]";
const SHAPE = "<FROMMEMBER member | FROMLONLAT longitude latitude> " +
  `<BYRADIUS radius ${UNITS} | BYBOX width height ${UNITS}>`;
const TYPES = {
  longitude: "double",
  latitude: "double",
  radius: "double",
  width: "double",
  height: "double",
} as const;

/** The commands that search geo sets. */
export const GEO_SEARCH_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "geosearch",
    arity: -7,
    since: "6.2.0",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    summary: "Gives the members within a circle or a box",
    complexity: COMPLEXITY,
    syntax: `key ${SHAPE} [ASC | DESC] [COUNT count [ANY]] ${DETAILS}`,
    argumentTypes: TYPES,
    history: { "7.0.0": "Units in upper case" },
    run: (context) => search(context, SEARCH),
  }),
  defineCommand({
    name: "geosearchstore",
    arity: -8,
    since: "6.2.0",
    group: "geo",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["OW", "update"]), keyAt(2, ["RO", "access"])],
    summary: "Stores the members within a circle or a box",
    complexity: COMPLEXITY,
    syntax: `destination source ${SHAPE} [ASC | DESC] [COUNT count [ANY]] [STOREDIST]`,
    argumentTypes: TYPES,
    history: { "7.0.0": "Units in upper case" },
    run: (context) => search(context, SEARCH_STORE),
  }),
  defineCommand({
    name: "georadius",
    arity: -6,
    since: "3.2.0",
    group: "geo",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RO", "access"]), behind("STORE", 6), behind("STOREDIST", 6)],
    deprecated: {
      since: "6.2.0",
      replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument",
    },
    summary: "Gives or stores the members around a position",
    complexity: COMPLEXITY,
    syntax: `key longitude latitude radius ${UNITS} ${DETAILS} ${ORDER} ` +
      "[STORE key] [STOREDIST key]",
    argumentTypes: TYPES,
    history: { "6.2.0": "`ANY` with `COUNT`", "7.0.0": "Units in upper case" },
    run: (context) => search(context, { ...AROUND_POSITION, stores: true }),
  }),
  defineCommand({
    name: "georadius_ro",
    arity: -6,
    since: "3.2.10",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: { since: "6.2.0", replacedBy: "`GEOSEARCH` with the `BYRADIUS` argument" },
    summary: "Gives the members around a position",
    complexity: COMPLEXITY,
    syntax: `key longitude latitude radius ${UNITS} ${DETAILS} ${ORDER}`,
    argumentTypes: TYPES,
    history: { "6.2.0": "`ANY` with `COUNT`" },
    run: (context) => search(context, AROUND_POSITION),
  }),
  defineCommand({
    name: "georadiusbymember",
    arity: -5,
    since: "3.2.0",
    group: "geo",
    flags: ["write", "denyoom"],
    keys: [keyAt(1, ["RO", "access"]), behind("STORE", 5), behind("STOREDIST", 5)],
    deprecated: {
      since: "6.2.0",
      replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments",
    },
    summary: "Gives or stores the members around another one",
    complexity: COMPLEXITY,
    syntax: `key member radius ${UNITS} ${DETAILS} ${ORDER} [STORE key] [STOREDIST key]`,
    argumentTypes: TYPES,
    history: { "7.0.0": "Units in upper case" },
    run: (context) => search(context, { ...AROUND_MEMBER, stores: true }),
  }),
  defineCommand({
    name: "georadiusbymember_ro",
    arity: -5,
    since: "3.2.10",
    group: "geo",
    flags: ["readonly"],
    keys: [keyAt(1, ["RO", "access"])],
    deprecated: {
      since: "6.2.0",
      replacedBy: "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments",
    },
    summary: "Gives the members around another one",
    complexity: COMPLEXITY,
    syntax: `key member radius ${UNITS} ${DETAILS} ${ORDER}`,
    argumentTypes: TYPES,
    run: (context) => search(context, AROUND_MEMBER),
  }),
];

/** The key behind a keyword. */
function behind(keyword: string, startFrom: number): KeySpec {
  return {
    flags: ["OW", "update"],
    begin: { keyword, startFrom },
    find: { lastKey: 0, step: 1, limit: 0 },
  };
}

/** How a command of the family says what to search. */
interface Form {
  /** Where the key of the geo set stands. */
  readonly key: number;
  /** What stands behind it; "options": centre and shape are options, too. */
  readonly center: "position" | "member" | "options";
  /** Whether STORE and STOREDIST may say where the result goes. */
  readonly stores: boolean;
  /** Where the key of the result stands, 0 if nowhere. */
  readonly target: number;
}

const SEARCH: Form = { key: 1, center: "options", stores: false, target: 0 };
const SEARCH_STORE: Form = { key: 2, center: "options", stores: false, target: 1 };
const AROUND_POSITION: Form = { key: 1, center: "position", stores: false, target: 0 };
const AROUND_MEMBER: Form = { key: 1, center: "member", stores: false, target: 0 };

/** What a request asks for. */
class Request {
  center: Position | undefined;
  extent: Extent | undefined;
  withCoord = false;
  withDist = false;
  withHash = false;
  any = false;
  /** 0: all. */
  count = 0;
  order: "" | "asc" | "desc" = "";
  /** Argument index of the key that the result goes to; 0: it is replied. */
  target = 0;
  storesDistances = false;

  /** `exists`: whether there is a geo set, which is open; else members have no position. */
  constructor(readonly context: CommandContext, readonly form: Form, readonly exists: boolean) {
    const { args } = context;
    let at = form.key + 1;
    if (form.center === "position") {
      this.center = positionArg(args, at);
      this.extent = radiusArg(args, at + 2);
      at += 4;
    } else if (form.center === "member") {
      if (exists) {
        this.center = this.#positionOf(at);
        this.extent = radiusArg(args, at + 1);
      }
      at += 3;
    } else this.target = form.target;
    let centers = "";
    let shapes = "";
    for (; at < args.count; at++) {
      const behind = args.count - at - 1;
      if (args.equals(at, "WITHDIST")) this.withDist = true;
      else if (args.equals(at, "WITHHASH")) this.withHash = true;
      else if (args.equals(at, "WITHCOORD")) this.withCoord = true;
      else if (args.equals(at, "ANY")) this.any = true;
      else if (args.equals(at, "ASC")) this.order = "asc";
      else if (args.equals(at, "DESC")) this.order = "desc";
      else if (behind > 0 && args.equals(at, "COUNT")) {
        this.count = integerArg(args, ++at);
        if (this.count <= 0) throw OPTION_COUNT_NOT_POSITIVE;
      } else if (behind > 0 && form.stores && args.equals(at, "STORE")) {
        this.target = ++at;
        this.storesDistances = false;
      } else if (behind > 0 && form.stores && args.equals(at, "STOREDIST")) {
        this.target = ++at;
        this.storesDistances = true;
      } else if (form.center !== "options") throw SYNTAX_ERROR;
      else if (form.target !== 0 && args.equals(at, "STOREDIST")) this.storesDistances = true;
      else if (behind > 0 && centers !== "position" && args.equals(at, "FROMMEMBER")) {
        centers = "member";
        at++;
        if (exists) this.center = this.#positionOf(at);
      } else if (behind > 1 && centers !== "member" && args.equals(at, "FROMLONLAT")) {
        centers = "position";
        this.center = positionArg(args, at + 1);
        at += 2;
      } else if (behind > 1 && shapes !== "box" && args.equals(at, "BYRADIUS")) {
        shapes = "radius";
        this.extent = radiusArg(args, at + 1);
        at += 2;
      } else if (behind > 2 && shapes !== "radius" && args.equals(at, "BYBOX")) {
        shapes = "box";
        this.extent = boxArg(args, at + 1);
        at += 3;
      } else throw SYNTAX_ERROR;
    }
    if (this.target !== 0 && this.details > 0) {
      throw storeWithDetails(form.target !== 0 ? "GEOSEARCHSTORE" : "STORE option in GEORADIUS");
    }
    if (form.center === "options") {
      if (centers === "") throw exactlyOne("FROMMEMBER or FROMLONLAT", args);
      if (shapes === "") throw exactlyOne("BYRADIUS and BYBOX", args);
    }
    if (this.any && this.count === 0) throw ANY_NEEDS_COUNT;
  }

  /** How many things each member of the reply comes with. */
  get details(): number {
    return Number(this.withDist) + Number(this.withHash) + Number(this.withCoord);
  }

  #positionOf(i: number): Position {
    const { args, keyspace } = this.context;
    const position = { longitude: 0, latitude: 0 };
    const { bytes, starts, ends } = args;
    if (!memberPosition(keyspace, bytes, starts[i], ends[i], position)) throw UNKNOWN_GEO_MEMBER;
    return position;
  }

  /** The members, in order and at most as many as were asked for. */
  find(): GeoResult[] {
    const { center, extent, any, count } = this;
    const shape = { center: center!, ...extent! };
    const results = searchArea(this.context.keyspace, shape, any ? count : Infinity);
    // The nearest ones are meant, unless any will do.
    const order = this.order === "" && count > 0 && !any ? "asc" : this.order;
    if (order === "asc") results.sort((a, b) => a.distanceM - b.distanceM);
    else if (order === "desc") results.sort((a, b) => b.distanceM - a.distanceM);
    return count === 0 ? results : results.slice(0, count);
  }
}

function search(context: CommandContext, form: Form): void {
  const { reply, keyspace } = context;
  loadKey(context, form.key);
  const exists = readSortedSet(keyspace);
  const request = new Request(context, form, exists);
  const results = exists ? request.find() : [];
  if (request.target !== 0) storeResults(context, request, results);
  else if (results.length === 0) reply.array(0);
  else replyResults(context, request, results);
}

function replyResults({ reply }: CommandContext, request: Request, results: GeoResult[]): void {
  const { details, extent } = request;
  reply.array(results.length);
  for (const { member, longitude, latitude, distanceM, score } of results) {
    if (details > 0) reply.array(details + 1);
    reply.bulk(member, 0, member.length);
    if (request.withDist) reply.bulkText((distanceM / extent!.unitM).toFixed(4));
    if (request.withHash) reply.integer(score);
    if (request.withCoord) {
      reply.array(2);
      reply.doubleText(coordinateText(longitude));
      reply.doubleText(coordinateText(latitude));
    }
  }
}

function storeResults(context: CommandContext, request: Request, results: GeoResult[]): void {
  const { reply, keyspace } = context;
  const { engine } = keyspace;
  const bytes = results.reduce((sum, { member }) => sum + member.length, 0);
  makeRoomFor(keyspace, results.length, bytes);
  const set = new LargeSortedSet(engine);
  for (const { member, distanceM, score } of results) {
    const stored = request.storesDistances ? distanceM / request.extent!.unitM : score;
    set.add(member, 0, member.length, stored);
  }
  loadKey(context, request.target);
  const size = storeSortedSet(keyspace, set, set.size);
  if (size > 0 && keyspace.observed && keyspace.find() !== 0) {
    const event = request.form.target !== 0 ? "geosearchstore" : "georadiusstore";
    reportWhole(keyspace, event, NO_EXPIRY);
  }
  reply.integer(size);
}
