import { assertStringIncludes } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

Deno.test("ROLE tells of a master without replicas, at the offset of INFO", () => {
  const { expectReply, reply } = new TestServer().client();
  expectReply("ROLE", "*3 $6 master :0 *0");
  assertStringIncludes(reply("INFO replication"), "master_repl_offset:0");
});

Deno.test("REPLICAOF NO ONE is what the server does, another master is refused", () => {
  const { expectReply } = new TestServer().client();
  expectReply("REPLICAOF NO ONE", "+OK");
  expectReply("slaveof no one", "+OK");
  expectReply("REPLICAOF other x", "-ERR Invalid master port");
  const refusal = "-ERR Replication is not available: this server follows no other one";
  expectReply("REPLICAOF other 6379", refusal);
  expectReply("SLAVEOF 127.0.0.1 6379", refusal);
  expectReply("ROLE", "*3 $6 master :0 *0");
});

Deno.test("FAILOVER finds its mistakes before it finds no replicas", () => {
  const { expectReply } = new TestServer().client();
  expectReply("FAILOVER", "-ERR FAILOVER requires connected replicas.");
  expectReply("FAILOVER FORCE TO a 1 TIMEOUT 5", "-ERR FAILOVER requires connected replicas.");
  expectReply("FAILOVER ABORT", "-ERR No failover in progress.");
  expectReply("FAILOVER TIMEOUT 0", "-ERR FAILOVER timeout must be greater than 0");
  expectReply("FAILOVER TO a x", "-ERR value is not an integer or out of range");
  expectReply("FAILOVER TO a", "-ERR syntax error");
});
