/**
 * The way of HTTP requests to commands: arguments in, typed replies out, through the dispatcher as for any
 * client, so that gates, statistics, slow log, MONITOR, notifications and tracking see no difference.
 *
 * ```
 * route ─► CommandGateway ─► session (pooled) ─► Dispatcher ─► handlers
 *    ◄── Reply ◄── decoder ◄── commit of the log ◄──┘
 * ```
 *
 * - One command runs at once, and its reply is there at once unless it must wait: for the end of a
 *   CLIENT PAUSE, or under `appendfsync always` for the group commit.
 * - A pipeline runs in slices of the loop's time; other clients come in between.
 * - A transaction is MULTI, the commands and EXEC: nothing comes in between.
 * - Commands that can block answer at once, as inside MULTI. Those that need a connection of their own
 *   are refused (`connection_commands.ts`).
 */

import { Arguments } from "../../../resp/arguments.ts";
import type { Reply } from "../../../resp/reply.ts";
import type { Engine } from "../../../store/engine/engine.ts";
import { Namespace } from "../../../store/engine/namespace.ts";

import type { Command } from "../../command/command.ts";
import { DENYOOM, WRITE } from "../../command/flags.ts";
import type { CommandRegistry } from "../../command/registry.ts";
import type { CommandHandler } from "../../command/spec.ts";
import { Dispatcher } from "../../dispatch/dispatcher.ts";
import { nextTurn } from "../../durability/slices.ts";
import type { Server } from "../../server_state.ts";
import { refusalOverHttp } from "./connection_commands.ts";
import { GatewaySession } from "./gateway_session.ts";
import { LogWait } from "./log_wait.ts";
import { databaseOf, readableNamespace, writableNamespace } from "./namespace_names.ts";
import { ReplyReader } from "./reply_reader.ts";

/** A command and its arguments: text as UTF-8, or bytes as they are. */
export type CommandParts = readonly (string | Uint8Array)[];

/** What must hold for a command: it looks at the namespace and throws if it does not. */
export type CommandCheck = (namespace: Namespace) => void;

/** For whom commands are executed, and where. */
export interface GatewayRequest {
  /** The namespace's name; "0" to "15" are what RESP clients SELECT. */
  readonly namespace: string;
  /** The client as MONITOR and the slow log show it: "127.0.0.1:50312". */
  readonly address?: string;
  /** How replies are typed: with maps, sets, doubles and booleans (3, the default) or without (2). */
  readonly protocol?: 2 | 3;
}

/** How a transaction ended: with replies or with an error. */
export interface TransactionOutcome {
  /** It ran; replies may be errors, as in every transaction. */
  readonly replies?: readonly Reply[];
  /** It did not: what EXEC answered. */
  readonly error?: string;
  /** Then, the command that was refused when it was queued, if one was. */
  readonly refused?: { readonly index: number; readonly error: string };
}

/** How a transaction is to run. */
export interface TransactionOptions {
  /** As for {@linkcode CommandGateway.command}. */
  readonly check?: CommandCheck | undefined;
  /** Whether the commands behind one that fails are left out, their replies being errors. */
  readonly stopsAtError?: boolean;
}

/** Executing a pipeline gives way to others after this time, in ms. */
const SLICE_MS = 4;
/** All replies of a pipeline together, the last one aside. */
const MAX_REPLIES_BYTES = 64 * 1024 * 1024;
/** Sessions kept for further requests. */
const MAX_SPARE_SESSIONS = 64;

const MULTI = Arguments.from(["MULTI"]);
const EXEC = Arguments.from(["EXEC"]);
const NO_ADDRESS = "127.0.0.1:0";

const TOO_MANY = "ERR not executed: the replies of this pipeline are too long for one answer";
const NOTHING = "ERR empty command";

/** Stands for all namespaces that are not there, under the name of the one that is asked for: only read. */
class AbsentNamespace extends Namespace {
  override name = "";

  constructor(engine: Engine) {
    super(engine, "");
  }
}

/** Executes commands for HTTP requests. */
export class CommandGateway {
  readonly #server: Server;
  readonly #registry: CommandRegistry<CommandHandler>;
  readonly #dispatcher: Dispatcher;
  readonly #spare: GatewaySession[] = [];
  readonly #reader = new ReplyReader();
  readonly #log: LogWait;
  #absent: AbsentNamespace | undefined;
  readonly #ending = new AbortController();

  constructor(server: Server) {
    this.#server = server;
    this.#registry = server.commands as CommandRegistry<CommandHandler>;
    this.#log = new LogWait(server.durability.commits);
    this.#dispatcher = new Dispatcher(server, this.#registry, true);
  }

  /** The server ends: commands that wait for the end of a pause are given up. */
  stop(): void {
    this.#ending.abort();
  }

  /**
   * Executes one command. Its reply is there at once, without a promise, unless it must wait.
   *
   * @throws {NamespaceNameError} at once, if the namespace cannot be had.
   * @param check Called with the namespace right before the command is executed, with nothing in
   *   between; what it throws is thrown in its place.
   * @throws {NotDurableError} in the promise, if what the reply acknowledges may be lost.
   * @throws {ServerEndingError} in the promise, if the server ends before the end of a pause.
   */
  command(
    request: GatewayRequest,
    parts: CommandParts,
    check?: CommandCheck,
  ): Reply | Promise<Reply> {
    const lane = this.#lane();
    let ends = true;
    try {
      const args = lane.load(parts);
      const command = this.#begin(lane, request, args);
      check?.(lane.session.keyspace);
      const position = this.#log.position;
      if (this.#execute(lane, args, command)) {
        const reply = this.#take(lane);
        const commit = this.#log.committed(this.#log.wrote(position));
        return commit === undefined ? reply : commit.then(() => reply);
      }
      ends = false;
      return this.#afterPause(lane, args, command, check);
    } finally {
      if (ends) this.#end(lane);
    }
  }

  /**
   * Executes commands one after the other; those of other clients may come in between.
   * Throws as {@linkcode CommandGateway.command} does.
   */
  async pipeline(
    request: GatewayRequest,
    commands: readonly CommandParts[],
  ): Promise<Reply[]> {
    const replies: Reply[] = [];
    let wrote = false;
    let bytes = 0;
    let sliceEndMs = performance.now() + SLICE_MS;
    for (const parts of commands) {
      if (bytes > MAX_REPLIES_BYTES) {
        replies.push({ type: "error", value: TOO_MANY });
        continue;
      }
      const lane = this.#lane();
      try {
        const args = lane.load(parts);
        const command = this.#begin(lane, request, args);
        const executed = this.#executed(lane, args, command);
        if (typeof executed === "boolean" ? executed : await executed) wrote = true;
        bytes += lane.reply.length;
        replies.push(this.#take(lane));
      } finally {
        this.#end(lane);
      }
      if (performance.now() < sliceEndMs) continue;
      await nextTurn();
      sliceEndMs = performance.now() + SLICE_MS;
    }
    await this.#log.committed(wrote);
    return replies;
  }

  /**
   * Executes commands as one transaction: all of them with nothing in between or, if one is refused when it
   * is queued, none. Throws as {@linkcode CommandGateway.command} does.
   */
  async transaction(
    request: GatewayRequest,
    commands: readonly CommandParts[],
    { check, stopsAtError = false }: TransactionOptions = {},
  ): Promise<TransactionOutcome> {
    const queue = commands.map((parts) => {
      const args = Arguments.from(parts);
      return { args, command: this.#resolve(args) };
    });
    const writes = queue.some(({ command }) => command !== undefined && makesData(command));
    const lane = this.#lane();
    let refused: { index: number; error: string } | undefined;
    let reply: Reply;
    let wrote: boolean;
    try {
      this.#open(lane, request, writes);
      lane.session.transactionStopsAtError = stopsAtError;
      await this.#executed(lane, MULTI);
      for (let index = 0; index < queue.length; index++) {
        const { args, command } = queue[index];
        lane.reply.rewind(0);
        await this.#executed(lane, args, command);
        const queued = this.#take(lane);
        if (queued.type !== "simple") refused ??= { index, error: String(queued.value) };
      }
      lane.reply.rewind(0);
      if (refused !== undefined && lane.session.transaction !== undefined) {
        lane.session.transaction.aborted = true;
      }
      wrote = await this.#executed(lane, EXEC, this.#resolve(EXEC), check);
      reply = this.#take(lane);
    } finally {
      this.#end(lane);
    }
    await this.#log.committed(wrote);
    if (reply.type === "array") return { replies: reply.value };
    const error = String(reply.value);
    return refused === undefined ? { error } : { error, refused };
  }

  /** Executes a command, after a pause if there is one; whether it has written something. */
  #executed(
    lane: GatewaySession,
    args: Arguments,
    command = this.#resolve(args),
    check?: CommandCheck,
  ): boolean | Promise<boolean> {
    check?.(lane.session.keyspace);
    const position = this.#log.position;
    return this.#execute(lane, args, command)
      ? this.#log.wrote(position)
      : this.#executedLater(lane, args, command, check);
  }

  async #executedLater(
    lane: GatewaySession,
    args: Arguments,
    command: Command<CommandHandler> | undefined,
    check?: CommandCheck,
  ): Promise<boolean> {
    for (;;) {
      await lane.resumed(this.#ending.signal);
      check?.(lane.session.keyspace);
      const position = this.#log.position;
      if (this.#execute(lane, args, command)) return this.#log.wrote(position);
    }
  }

  /** A pause holds the command back: it is executed when that is over. */
  async #afterPause(
    lane: GatewaySession,
    args: Arguments,
    command: Command<CommandHandler> | undefined,
    check: CommandCheck | undefined,
  ): Promise<Reply> {
    try {
      const wrote = await this.#executedLater(lane, args, command, check);
      const reply = this.#take(lane);
      await this.#log.committed(wrote);
      return reply;
    } finally {
      this.#end(lane);
    }
  }

  #resolve(args: Arguments): Command<CommandHandler> | undefined {
    return args.count === 0 ? undefined : this.#registry.resolve(args);
  }

  /** Executes or refuses a command; false if it must wait for the end of a pause. */
  #execute(
    { session, reply, namespace }: GatewaySession,
    args: Arguments,
    command: Command<CommandHandler> | undefined,
  ): boolean {
    if (session.keyspace === this.#absent) this.#absent.name = namespace;
    if (args.count === 0) {
      reply.error(NOTHING);
      return true;
    }
    this.#server.clock.refresh();
    const isOwn = args === MULTI || args === EXEC;
    const refusal = command === undefined || isOwn ? undefined : refusalOverHttp(command.name);
    if (refusal === undefined) return this.#dispatcher.execute(session, args, command);
    command!.rejectedCalls++;
    this.#server.stats.countError(refusal);
    reply.error(refusal);
    return true;
  }

  /** A session for one request; {@linkcode CommandGateway.#end} takes it back. */
  #lane(): GatewaySession {
    return this.#spare.pop() ?? new GatewaySession();
  }

  /** Begins a request of one command, and finds that. */
  #begin(
    lane: GatewaySession,
    request: GatewayRequest,
    args: Arguments,
  ): Command<CommandHandler> | undefined {
    const command = this.#resolve(args);
    this.#open(lane, request, command !== undefined && makesData(command));
    return command;
  }

  /** Begins a request. */
  #open(
    lane: GatewaySession,
    { namespace, address, protocol }: GatewayRequest,
    writes: boolean,
  ): void {
    const server = this.#server;
    const keyspace = writes
      ? writableNamespace(server, namespace)
      : readableNamespace(server, namespace) ??
        (this.#absent ??= new AbsentNamespace(server.engine));
    lane.begin({
      namespace,
      keyspace,
      database: databaseOf(server, namespace),
      address: address ?? NO_ADDRESS,
      protocol: protocol ?? 3,
      nowMs: server.clock.now(),
    });
  }

  #end(lane: GatewaySession): void {
    const { session } = lane;
    // It was refused before it had one.
    if (session === undefined) return;
    this.#server.pause.forget(session);
    this.#server.tracking.forget(session);
    lane.end();
    if (this.#spare.length < MAX_SPARE_SESSIONS) this.#spare.push(lane);
  }

  /** The reply that has been written. */
  #take({ reply }: GatewaySession): Reply {
    return this.#reader.read(reply.bytes, reply.length);
  }
}

const gateways = new WeakMap<Server, CommandGateway>();

/** The gateway of a server: one for all its routes. */
export function gatewayOf(server: Server): CommandGateway {
  let gateway = gateways.get(server);
  if (gateway === undefined) gateways.set(server, gateway = new CommandGateway(server));
  return gateway;
}

/** Whether a command may bring keys into being: only for such is a namespace made. */
function makesData({ flags }: Command): boolean {
  return (flags & (WRITE | DENYOOM)) !== 0;
}
