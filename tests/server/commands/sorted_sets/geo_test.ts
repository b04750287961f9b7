/** The geo commands; the transcript `geo.txt` compares them with redis-server. */
import { TestServer } from "../../../helpers/commands.ts";

function sicily(): TestServer {
  const server = new TestServer();
  server.client().reply("GEOADD Sicily 13.361389 38.115556 Palermo 15.087269 37.502669 Catania");
  return server;
}

Deno.test("GEOADD, GEOPOS, GEOHASH, GEODIST", () => {
  const { expectReply } = sicily().client();
  expectReply("GEOADD Sicily NX 1 1 Palermo", ":0");
  expectReply("GEOADD Sicily XX CH 13.36 38.11 Palermo 1 1 New", ":1");
  expectReply("GEOADD Sicily CH 13.361389 38.115556 Palermo", ":1");
  expectReply("ZSCORE Sicily Palermo", "$16 3479099956230698");
  expectReply(
    "GEOPOS Sicily Palermo missing",
    "*2 *2 $20 13.36138933897018433 $20 38.11555639549629859 *-1",
  );
  expectReply("GEOHASH Sicily Palermo missing", "*2 $11 sqc8b49rny0 $-1");
  expectReply("GEODIST Sicily Palermo Catania", "$11 166274.1516");
  expectReply("GEODIST Sicily Palermo Catania km", "$8 166.2742");
  expectReply("GEODIST Sicily Palermo missing", "$-1");
  expectReply(
    "GEOADD Sicily 181 0 m",
    "-ERR invalid longitude,latitude pair 181.000000,0.000000",
  );
  expectReply("GEOADD Sicily NX XX 1 1 m", "-ERR syntax error");
  expectReply("GEODIST Sicily a b xx", "-ERR unsupported unit provided. please use M, KM, FT, MI");
});

Deno.test("coordinates are doubles in RESP3", () => {
  const { expectReply } = sicily().client(3);
  expectReply(
    "GEOPOS Sicily Palermo missing",
    "*2 *2 ,13.36138933897018433 ,38.11555639549629859 _",
  );
});

Deno.test("GEOSEARCH and its older relatives", () => {
  const { expectReply } = sicily().client();
  const around = "FROMLONLAT 15 37 BYRADIUS 200 km";
  expectReply(`GEOSEARCH Sicily ${around} ASC`, "*2 $7 Catania $7 Palermo");
  expectReply(`GEOSEARCH Sicily ${around} DESC COUNT 1`, "*1 $7 Palermo");
  expectReply(
    `GEOSEARCH Sicily ${around} WITHDIST WITHHASH ASC COUNT 1`,
    "*1 *3 $7 Catania $7 56.4413 :3479447370796909",
  );
  expectReply("GEOSEARCH Sicily FROMMEMBER Palermo BYBOX 10 10 km", "*1 $7 Palermo");
  expectReply("GEORADIUS Sicily 15 37 100 km", "*1 $7 Catania");
  expectReply("GEORADIUS_RO Sicily 15 37 100 km STORE x", "-ERR syntax error");
  expectReply("GEORADIUSBYMEMBER Sicily Palermo 200 km DESC", "*2 $7 Catania $7 Palermo");
  expectReply("GEORADIUSBYMEMBER_RO Sicily Palermo 1 m", "*1 $7 Palermo");
  expectReply(`GEOSEARCHSTORE d Sicily ${around} STOREDIST`, ":2");
  expectReply("ZRANGE d 0 -1", "*2 $7 Catania $7 Palermo");
  expectReply("GEORADIUS Sicily 0 0 1 m STORE d", ":0");
  expectReply("EXISTS d", ":0");
  expectReply(
    "GEOSEARCH Sicily BYRADIUS 1 km ASC ASC ASC",
    "-ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for GEOSEARCH",
  );
  expectReply(
    "GEOSEARCH Sicily FROMLONLAT 1 1 ASC ASC ASC",
    "-ERR exactly one of BYRADIUS and BYBOX can be specified for GEOSEARCH",
  );
  expectReply(`GEOSEARCH Sicily ${around} ANY`, "-ERR the ANY argument requires COUNT argument");
  expectReply(
    "GEOSEARCH Sicily FROMMEMBER x BYRADIUS 1 m",
    "-ERR could not decode requested zset member",
  );
});
