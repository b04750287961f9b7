/**
 * What COMMAND tells of every command, beside what redis-server tells: INFO in all its fields, DOCS but
 * for the texts, LIST, and the keys that GETKEYS and GETKEYSANDFLAGS find in many requests. Where the
 * two may differ, a table here says so and why.
 */
import { assert, assertEquals } from "@std/assert";
import { Random, seeds } from "../helpers/random.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { type Pair, startPair } from "./yardstick.ts";

/** Commands of later versions of Redis: current clients send them, and hashes have expiring fields. */
const LATER = new Set([
  ...["client|setinfo", "client|no-touch"],
  ...["hexpire", "hpexpire", "hexpireat", "hpexpireat", "httl", "hpttl", "hexpiretime"],
  ...["hpexpiretime", "hpersist", "hgetdel", "hgetex", "hsetex"],
]);

/** Commands whose DOCS differ in a field, beside names and texts, and why. */
const DOCS_EXCEPTIONS: Readonly<Record<string, readonly [field: string, reason: string]>> = {
  "restore": ["history", "one entry for each version: options of one version share theirs"],
  "restore-asking": ["history", "as RESTORE"],
  "migrate": ["arguments", "the empty string is no token; one of AUTH and AUTH2 may be left out"],
  "client|kill": [
    "history arguments",
    "one entry for each version; its filters follow one another",
  ],
  "zunion": ["arguments", "the block says that WEIGHTS stands once, before all of its values"],
  "zinter": ["arguments", "as ZUNION"],
  "zunionstore": ["arguments", "as ZUNION"],
  "zinterstore": ["arguments", "as ZUNION"],
  "sort": ["arguments", "patterns of BY and GET are not given as keys"],
  "sort_ro": ["arguments", "as SORT"],
  "psubscribe": ["arguments", "one argument is no block"],
  "config|get": ["arguments", "one argument is no block"],
  "geopos": ["arguments", "members may be left out, as the arity says"],
  "geohash": ["arguments", "as GEOPOS"],
  "geosearch": ["arguments", "BYBOX stands before a block of two numbers, not before the first"],
  "geosearchstore": ["arguments", "as GEOSEARCH"],
  "xtrim": ["arguments", "what follows the key is not put together in a block"],
  "xinfo|stream": ["arguments", "FULL is an argument of its own"],
  "command|getkeys": ["arguments", "Redis 7.0 documents none"],
  "command|getkeysandflags": ["arguments", "Redis 7.0 documents none"],
  "debug": ["arguments", "Redis 7.0 documents none"],
  "replconf": ["arguments", "as DEBUG"],
  "module|loadex": ["arguments", "ARGS stands once, before all of its values"],
};

type Value = unknown;
type Info = readonly Value[];

/** Pairs of a flat array as an object. */
function mapOf(flat: Value): Record<string, Value> {
  const list = flat as readonly Value[];
  const map: Record<string, Value> = {};
  for (let i = 0; i < list.length; i += 2) map[String(list[i])] = list[i + 1];
  return map;
}

/** A command's entry, followed by those of its subcommands. */
function withSubcommands(info: Info): Info[] {
  return [info, ...(info[9] as Info[]).flatMap(withSubcommands)];
}

function sorted(list: Value): Value {
  return [...list as string[]].sort();
}

/** An entry of COMMAND INFO without notes, which are texts, and with sets in one order. */
function factsOf(info: Info): Value {
  const [name, arity, flags, first, last, step, categories, tips, keySpecs, subcommands] = info;
  const specs = (keySpecs as Value[]).map((spec) => {
    const { notes: _, flags, ...places } = mapOf(spec);
    return { flags: sorted(flags), ...places };
  });
  const names = (subcommands as Info[]).map(([sub]) => String(sub)).filter((n) => !LATER.has(n));
  return {
    ...{ name, arity, flags: sorted(flags), range: [first, last, step] },
    ...{ categories: sorted(categories), tips, specs, subcommands: names.sort() },
  };
}

/** Arguments of COMMAND DOCS without their names. */
function shapeOf(args: Value): Value {
  return (args as Value[] | undefined)?.map((argument) => {
    const { type, token, flags, key_spec_index, arguments: parts } = mapOf(argument);
    return { type, token, flags, key_spec_index, parts: shapeOf(parts) };
  });
}

/** The fields of COMMAND DOCS that are no texts. */
function docFactsOf(docs: Value): Record<string, Value> {
  const map = mapOf(docs);
  return {
    ...{ since: map.since, group: map.group, flags: map.doc_flags },
    deprecated: map.deprecated_since,
    history: (map.history as Value[][] | undefined)?.map(([version]) => version),
    arguments: shapeOf(map.arguments),
  };
}

async function withPair(
  body: (redis: RawConnection, subject: RawConnection) => Promise<void>,
): Promise<void> {
  await using pair: Pair = await startPair();
  using redis = await RawConnection.connect(pair.redis.port);
  using subject = await RawConnection.connect(pair.subject.port);
  await body(redis, subject);
}

async function entries(connection: RawConnection): Promise<Map<string, Info>> {
  const all = await connection.value("COMMAND") as Info[];
  return new Map(all.flatMap(withSubcommands).map((info) => [String(info[0]), info]));
}

Deno.test("COMMAND INFO and LIST agree with redis-server's for every command", async () => {
  await withPair(async (redis, subject) => {
    const expected = await entries(redis);
    const actual = await entries(subject);
    assert(actual.size > 280);
    for (const [name, info] of actual) {
      if (LATER.has(name)) continue;
      const known = expected.get(name);
      assert(known !== undefined, `redis-server has no ${name}`);
      assertEquals(factsOf(info), factsOf(known), name);
      assertEquals(await subject.value("COMMAND", "INFO", name), [info]);
    }
    const listed = sorted(await subject.value("COMMAND", "LIST"));
    assertEquals(listed, [...actual.keys()].sort());
    const filters = [
      "read",
      "write",
      "fast",
      "slow",
      "keyspace",
      "dangerous",
      "pubsub",
      "connection",
    ]
      .map((category) => ["ACLCAT", category])
      .concat([["PATTERN", "*get*"], ["PATTERN", "x*"], ["PATTERN", "client|*"], ["MODULE", "m"]]);
    for (const filter of filters) {
      const request = ["COMMAND", "LIST", "FILTERBY", ...filter];
      const theirs = await redis.value(...request) as string[];
      const ours = await subject.value(...request) as string[];
      assertEquals(
        ours.filter((name) => !LATER.has(name)).sort(),
        theirs.filter((name) => actual.has(name)).sort(),
        request.join(" "),
      );
    }
  });
});

Deno.test("ACL CAT has the categories of redis-server, each with our commands of its own", async () => {
  await withPair(async (redis, subject) => {
    const ours = new Set((await entries(subject)).keys());
    const names = await redis.value("ACL", "CAT") as string[];
    assertEquals(await subject.value("ACL", "CAT"), names);
    for (const name of names) {
      const theirs = await redis.value("ACL", "CAT", name) as string[];
      const listed = await subject.value("ACL", "CAT", name) as string[];
      assertEquals(
        listed.filter((command) => !LATER.has(command)).sort(),
        theirs.filter((command) => ours.has(command)).sort(),
        name,
      );
    }
  });
});

Deno.test("COMMAND DOCS agrees with redis-server's for every command, texts aside", async () => {
  await withPair(async (redis, subject) => {
    for (const name of (await entries(subject)).keys()) {
      if (LATER.has(name)) continue;
      const [, theirs] = await redis.value("COMMAND", "DOCS", name) as Value[];
      const [ourName, ours] = await subject.value("COMMAND", "DOCS", name) as Value[];
      assertEquals(ourName, name);
      const expected = docFactsOf(theirs);
      const actual = docFactsOf(ours);
      for (const field of DOCS_EXCEPTIONS[name]?.[0].split(" ") ?? []) {
        // An exception that has become none must go.
        assert(
          JSON.stringify(actual[field]) !== JSON.stringify(expected[field]),
          `${name} is an exception for nothing: its ${field} agree`,
        );
        delete actual[field];
        delete expected[field];
      }
      assertEquals(actual, expected, name);
    }
  });
});

/** Arguments among which those stand that tell where keys are. */
const WORDS = [
  ...["a", "b", "c", "0", "1", "2", "3", "-1", "10", "x"],
  ...["STORE", "GET", "BY", "LIMIT", "STREAMS", "streams", "GROUP", "COUNT", "BLOCK", "STOREDIST"],
  ...["WEIGHTS", "AGGREGATE", "KEYS", "SET", "EX", "OVERFLOW", "u8", "#"],
];

for (const seed of seeds("keys of requests")) {
  Deno.test(`COMMAND GETKEYS agrees with redis-server's, seed ${seed}`, async () => {
    await withPair(async (redis, subject) => {
      const random = new Random(seed);
      let found = 0;
      for (const [name, info] of await entries(subject)) {
        if (LATER.has(name)) continue;
        const arity = Math.abs(Number(info[1]));
        const words = name.split("|");
        const rounds = (info[8] as Value[]).length > 0 ? 20 : 3;
        for (let round = 0; round < rounds; round++) {
          const count = Math.max(0, arity - words.length + random.int(-1, 6));
          const request = [...words, ...Array.from({ length: count }, () => random.pick(WORDS))];
          for (const sub of ["GETKEYS", "GETKEYSANDFLAGS"]) {
            const expected = await redis.text("COMMAND", sub, ...request);
            const actual = await subject.text("COMMAND", sub, ...request);
            assertEquals(actual, expected, request.join(" "));
            if (expected.startsWith("*")) found++;
          }
        }
      }
      assert(found > 2000, `only ${found} requests had keys`);
    });
  });
}
