/**
 * CLUSTER and its kin, as a server answers that is no node of a cluster: clients ask, to learn that it is none.
 */

import { defineCommand } from "../../command/define.ts";
import type { CommandSpec } from "../../command/spec.ts";
import { CLUSTER_DISABLED } from "../../errors/unavailable_errors.ts";
import { CLUSTER_SUBCOMMANDS } from "./subcommands.ts";

/** The cluster commands. */
export const CLUSTER_COMMANDS: readonly CommandSpec[] = [
  defineCommand({
    name: "readonly",
    arity: 1,
    since: "3.0.0",
    group: "cluster",
    flags: ["loading", "stale", "fast"],
    categories: ["connection"],
    summary: "Would let this connection read from a replica; refused without a cluster",
    complexity: "O(1)",
    syntax: "",
    run: refuse,
  }),
  defineCommand({
    name: "readwrite",
    arity: 1,
    since: "3.0.0",
    group: "cluster",
    flags: ["loading", "stale", "fast"],
    categories: ["connection"],
    summary: "Would take READONLY back; refused without a cluster",
    complexity: "O(1)",
    syntax: "",
    run: refuse,
  }),
  defineCommand({
    name: "asking",
    arity: 1,
    since: "3.0.0",
    group: "cluster",
    flags: ["fast"],
    categories: ["connection"],
    summary: "Would follow a redirection of a cluster; refused without one",
    complexity: "O(1)",
    syntax: "",
    run: refuse,
  }),
  defineCommand({
    name: "cluster",
    arity: -2,
    since: "3.0.0",
    group: "cluster",
    flags: [],
    summary: "Holds the commands of cluster nodes, all of them refused without a cluster",
    complexity: "Depends on the subcommand",
    syntax: "",
    subcommands: CLUSTER_SUBCOMMANDS.map((subcommand) => ({ ...subcommand, run: refuse })),
  }),
];

function refuse(): never {
  throw CLUSTER_DISABLED;
}
