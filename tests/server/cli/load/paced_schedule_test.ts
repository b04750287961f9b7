import { assertEquals } from "@std/assert";
import { PacedSchedule } from "../../../../server/cli/load/paced_schedule.ts";

Deno.test("schedule: requests are due in equal distances, without drift", () => {
  const schedule = new PacedSchedule(1000, 3);
  const due = Array.from({ length: 3001 }, () => schedule.take());
  assertEquals(due.slice(0, 4), [1000, 1000 + 1000 / 3, 1000 + 2000 / 3, 2000]);
  assertEquals(due.at(-1), 1000 + 1_000_000);
  assertEquals(schedule.dueMs, 1000 + 3001 * 1000 / 3);
});

Deno.test("schedule: what is due in a span and has not been taken", () => {
  const schedule = new PacedSchedule(0, 10);
  assertEquals(schedule.dueBetween(0, 1000), 10);
  assertEquals(schedule.dueBetween(0, 1001), 11);
  for (let taken = 0; taken < 4; taken++) schedule.take();
  assertEquals(schedule.dueBetween(0, 1000), 6);
  assertEquals(schedule.dueBetween(500, 1000), 5);
  assertEquals(schedule.dueBetween(200, 300), 0);
  assertEquals(schedule.dueBetween(200, 500), 1);
});
