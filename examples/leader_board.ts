/**
 * Leader boards of a game: a board for each day, and one for all of them.
 *
 * A board is a sorted set: points are added, ranks and neighbours are found in the time of a few comparisons,
 * with ten players as with ten million. It shows sorted sets, ranges by rank, unions with weights, boards
 * that expire, and a namespace of the game's own.
 *
 *     deno run examples/leader_board.ts 100000
 *
 * The argument is how many players there are. It ends by itself.
 */
import { Store, type StoreNamespace } from "@vortis/core";

const DAY_SECONDS = 24 * 3600;

/** A place on a board. */
interface Place {
  /** From 1 on. */
  readonly rank: number;
  readonly player: string;
  readonly points: number;
}

/** The boards of one game. */
class LeaderBoards {
  constructor(private readonly store: StoreNamespace) {}

  /** Adds points to a player's, on the day's board; returns the sum. O(log players). */
  score(day: string, player: string, points: number): number {
    const board = `day:${day}`;
    const sum = this.store.sortedSets.increment(board, player, points);
    this.store.expire(board, 30 * DAY_SECONDS, { nx: true });
    return sum;
  }

  /** The best of a board. O(log players + count). */
  top(board: string, count: number): Place[] {
    return this.#places(board, 0, count - 1);
  }

  /** A player's place with those around it; none if the player is not on the board. */
  around(board: string, player: string, distance: number): Place[] {
    const rank = this.store.sortedSets.rank(board, player, { reverse: true });
    if (rank === undefined) return [];
    return this.#places(board, Math.max(rank - distance, 0), rank + distance);
  }

  /** Which part of the players of a board has fewer points, from 0 to 1. O(log players). */
  betterThan(board: string, player: string): number | undefined {
    const { sortedSets } = this.store;
    const points = sortedSets.score(board, player);
    if (points === undefined) return undefined;
    const fewer = sortedSets.countByScore(board, -Infinity, points, { withoutMax: true });
    return fewer / sortedSets.size(board);
  }

  /** Puts days together to one board, what is older counting half as much as the day after it. */
  season(board: string, days: readonly string[]): number {
    const keys = days.map((day) => `day:${day}`);
    const weights = days.map((_, i) => 0.5 ** (days.length - 1 - i));
    return this.store.sortedSets.storeUnion(board, keys, { weights });
  }

  #places(board: string, first: number, last: number): Place[] {
    const entries = this.store.sortedSets.entries(board, first, last, { reverse: true });
    return entries.map(([player, points], i) => ({ rank: first + i + 1, player, points }));
  }
}

function print(title: string, places: readonly Place[]): void {
  console.log(title);
  for (const { rank, player, points } of places) {
    console.log(
      `${String(rank).padStart(8)}  ${player.padEnd(16)} ${points.toFixed(1).padStart(8)}`,
    );
  }
}

/** Points as players make them: most few, some many. */
function draw(): number {
  return Math.ceil(-100 * Math.log(1 - Math.random()));
}

const players = Number(Deno.args[0] ?? 10_000);
const days = ["2026-05-01", "2026-05-02", "2026-05-03"];

using store = new Store();
const boards = new LeaderBoards(store.namespace("game"));

const start = performance.now();
for (const day of days) {
  for (let i = 0; i < players; i++) boards.score(day, `player-${i}`, draw());
}
boards.score(days[2], "ada", 150);
boards.score(days[2], "ada", 90);
const seconds = (performance.now() - start) / 1000;
console.log(`${days.length * players} scores in ${seconds.toFixed(2)} s`);

print(`The best of ${days[2]}:`, boards.top(`day:${days[2]}`, 3));
const share = boards.betterThan(`day:${days[2]}`, "ada")!;
const percent = (100 * share).toFixed(0);
print(`Ada has more points than ${percent} %:`, boards.around(`day:${days[2]}`, "ada", 2));

const count = boards.season("season", days);
print(`The best of the season, of ${count} players:`, boards.top("season", 3));
