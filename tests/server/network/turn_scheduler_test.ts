import { assertEquals } from "@std/assert";
import { TurnScheduler } from "../../../server/network/turn_scheduler.ts";

Deno.test("work for the end of a turn runs once a turn, after the turn", async () => {
  const turns = new TurnScheduler();
  const order: string[] = [];
  const again = { endTurn: () => order.push("again") };
  turns.schedule({ endTurn: () => order.push("first") });
  turns.schedule({
    endTurn: () => {
      order.push("second");
      turns.schedule(again);
    },
  });
  order.push("turn");
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(order, ["turn", "first", "second", "again"]);
});
