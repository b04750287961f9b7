import { assertEquals } from "@std/assert";
import { parseClients } from "../../../../server/ui/logic/client_list.ts";

Deno.test("CLIENT LIST's lines become clients", () => {
  const [first, second] = parseClients(
    "id=3 addr=127.0.0.1:50312 laddr=127.0.0.1:6379 name=worker age=12 idle=2 flags=N db=4 sub=1 " +
      "psub=2 ssub=0 tot-mem=1928 cmd=client|list user=default redir=-1\nid=4 addr=[::1]:7 name= db=0\n",
  );
  assertEquals(first, {
    id: "3",
    address: "127.0.0.1:50312",
    name: "worker",
    ageSeconds: 12,
    idleSeconds: 2,
    flags: "N",
    database: "4",
    command: "client|list",
    subscriptions: 3,
    user: "default",
    memoryBytes: 1928,
  });
  assertEquals([second.address, second.name, second.memoryBytes], ["[::1]:7", "", 0]);
});
