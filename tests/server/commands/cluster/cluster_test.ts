import { assert } from "@std/assert";
import { TestServer } from "../../../helpers/commands.ts";

const DISABLED = "-ERR This instance has cluster support disabled";

Deno.test("what belongs to a cluster is refused, by Redis's error", () => {
  const server = new TestServer();
  const { expectReply } = server.client();
  for (const name of ["READONLY", "READWRITE", "ASKING"]) expectReply(name, DISABLED);
  const { subcommands } = server.commands.get("cluster")!;
  assert(subcommands!.size > 25);
  for (const { name, minArgs } of subcommands!.values()) {
    const words = name.split("|").concat(Array(minArgs - 2).fill("x"));
    expectReply(words.join(" "), DISABLED);
  }
});

Deno.test("CLUSTER knows its subcommands and their arguments", () => {
  const { expectReply } = new TestServer().client();
  expectReply("CLUSTER NOSUCH", "-ERR unknown subcommand 'NOSUCH'. Try CLUSTER HELP.");
  const arity = (name: string) => `-ERR wrong number of arguments for '${name}' command`;
  expectReply("CLUSTER", arity("cluster"));
  expectReply("CLUSTER SLOTS x", arity("cluster|slots"));
  expectReply("CLUSTER KEYSLOT", arity("cluster|keyslot"));
});

Deno.test("RESTORE-ASKING makes keys as RESTORE does", () => {
  const { expectReply } = new TestServer().client();
  const payload = '"\\x00\\xc0\\x0c\\n\\x00<*\\xf8Q\\\\\\x04\\xbc\\xd5"';
  expectReply(`RESTORE-ASKING n 0 ${payload}`, "+OK");
  expectReply("GET n", "$2 12");
  expectReply(`RESTORE-ASKING n 0 ${payload}`, "-BUSYKEY Target key name already exists.");
  expectReply(`RESTORE-ASKING n 0 ${payload} REPLACE`, "+OK");
});
