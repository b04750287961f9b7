/**
 * Random rules of ACL SETUSER must do to the user default what redis-server makes of them: the same errors, the
 * same user. Where Redis's user may do less than everything afterwards, they are refused here, and Redis's user
 * is made again what it was.
 */
import { assert, assertEquals } from "@std/assert";
import { Random, seeds } from "../helpers/random.ts";
import { RawConnection } from "../helpers/servers/raw_connection.ts";
import { startPair } from "./yardstick.ts";

const ROUNDS = 1500;

const HASH_OF_A = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
const RULES = [
  ...["on", "off", "nopass", "resetpass", "reset", "clearselectors", "sanitize-payload"],
  ...["skip-sanitize-payload", "allkeys", "~*", "resetkeys", "allchannels", "&*", "resetchannels"],
  ...["allcommands", "+@all", "nocommands", "-@all", "+@ALL", "", ">a", ">b", ">c", ">", "ON"],
  ...[`#${HASH_OF_A}`, "+get", "-get", "+@read", "-@write", "+get|x", "+client|list", "NoPass"],
  ...["-client|list", "-@scripting", "-client", "+client", "+@connection", "(+get ~a)", "()"],
];
/** Those that are wrong, some of them not always. */
const ODD_RULES = [
  ...["<a", "<b", "<", `!${HASH_OF_A}`, "#abc", "!abc", "~a", "%R~a", "%rw~b", "%W", "%~", "~a b"],
  ...["&a", "&a b", "+@nosuch", "+nosuch", "-nosuch", "+client|nosuch", "+client|", "(", ")"],
  ...["(+get", "~a)", "(on)", "(allkeys ~a)", "nosuch", "+", "-", "%", "~", "&"],
];
/** What brings everything back, so that many of the users may do everything. */
const WHOLE = ["allkeys", "allchannels", "allcommands", "clearselectors"];

const REFUSED = "-ERR Users with fewer permissions than ~* &* +@all, or with selectors, are not " +
  "available\r\n";

for (const seed of seeds("rules of ACL SETUSER")) {
  Deno.test(`rules of ACL SETUSER do what they do in redis-server, seed ${seed}`, async () => {
    await using pair = await startPair();
    using redis = await RawConnection.connect(pair.redis.port);
    using subject = await RawConnection.connect(pair.subject.port);
    // The one who asks stays who it is, whatever becomes of the user default.
    await redis.command("ACL", "SETUSER", "admin", "on", "nopass", ...["~*", "&*", "+@all"]);
    await redis.command("AUTH", "admin", "");
    const random = new Random(seed);
    const seen = { ok: 0, wrong: 0, refused: 0 };
    let before = await describeDefault(redis);
    for (let round = 0; round < ROUNDS; round++) {
      const rules = Array.from({ length: random.int(1, 6) }, () => {
        return random.pick(random.chance(0.15) ? ODD_RULES : RULES);
      });
      if (random.chance(0.6)) rules.push(...WHOLE);
      const request = ["ACL", "SETUSER", "default", ...rules];
      const expected = await redis.text(...request);
      const actual = await subject.text(...request);
      const after = await describeDefault(redis);
      const shown = `round ${round}: ${JSON.stringify(rules)} for ${before}`;
      if (expected.startsWith("+") && !after.endsWith(" ~* &* +@all")) {
        assertEquals(actual, REFUSED, shown);
        await redis.command("ACL", "SETUSER", "default", "reset", ...before.split(" ").slice(2));
        // `reset` leaves a flag behind that the user may not have had.
        before = await describeDefault(redis);
        await subject.command("ACL", "SETUSER", "default", "reset", ...before.split(" ").slice(2));
        seen.refused++;
        continue;
      }
      assertEquals(actual, expected, shown);
      if (expected.startsWith("+")) seen.ok++;
      else seen.wrong++;
      assertEquals(await describeDefault(subject), after, shown);
      before = after;
      for (const password of ["a", "b", "", "c"]) {
        const login = ["AUTH", "default", password];
        using other = await RawConnection.connect(pair.redis.port);
        using ours = await RawConnection.connect(pair.subject.port);
        if (random.chance(0.9)) continue;
        assertEquals(await ours.text("PING"), await other.text("PING"), shown);
        assertEquals(await ours.text(...login), await other.text(...login), shown);
        assertEquals(await ours.text("PING"), await other.text("PING"), shown);
      }
    }
    assert(Math.min(...Object.values(seen)) > 100, JSON.stringify(seen));
  });
}

/** The line of ACL LIST for the user default. */
async function describeDefault(connection: RawConnection): Promise<string> {
  const lines = await connection.value("ACL", "LIST") as string[];
  return lines.find((line) => line.startsWith("user default "))!;
}
