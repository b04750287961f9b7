/** LCS. */
import { Kind } from "../../../../store/keyspace/record.ts";
import { NO_EXPIRY } from "../../../../store/engine/namespace.ts";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("LCS answers with the subsequence, its length or its places", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  expectReply("MSET a ohmytext b mynewtext", "+OK");
  expectReply("LCS a b", "$6 mytext");
  expectReply("LCS a b LEN", ":6");
  const last = "*2 :4 :7 *2 :5 :8";
  const first = "*2 :2 :3 *2 :0 :1";
  expectReply("LCS a b IDX", `*4 $7 matches *2 *2 ${last} *2 ${first} $3 len :6`);
  expectReply(
    "LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN",
    `*4 $7 matches *1 *3 ${last} :4 $3 len :6`,
  );
  server.client(3).expectReply(
    "LCS a b idx minmatchlen 5",
    "%2 $7 matches *0 $3 len :6",
  );
  expectReply("LCS a missing", "$0");
  expectReply("LCS a missing LEN", ":0");
  expectReply("LCS a missing IDX", "*4 $7 matches *0 $3 len :0");
});

Deno.test("LCS refuses what it cannot do, in Redis's order", () => {
  const server = new TestServer({ "proto-max-bulk-len": "1mb" });
  const { expectReply } = server.client();
  const keyspace = server.keyspace(0);
  keyspace.loadText("l");
  keyspace.put(Kind.PackedList, new Uint8Array(1), 0, 1, NO_EXPIRY);
  expectReply("LCS a l bogus", "-ERR The specified keys must contain string values");
  expectReply("LCS a b bogus", "-ERR syntax error");
  expectReply("LCS a b MINMATCHLEN", "-ERR syntax error");
  expectReply("LCS a b MINMATCHLEN x", "-ERR value is not an integer or out of range");
  expectReply(
    "LCS a b LEN IDX",
    "-ERR If you want both the length and indexes, please just use IDX.",
  );
  const text = "x".repeat(600);
  expectReply(["MSET", "a", text, "b", text], "+OK");
  expectReply(
    "LCS a b LEN",
    "-ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len",
  );
});
