/**
 * The dispatcher: from a request to the handler that executes it, through the gates in Redis's
 * order: does the command exist, has it the right number of arguments, is it open, may the client use it, is
 * there memory for it, can it be made durable, is a transaction queueing it.
 *
 * Handlers run synchronously, so every command is atomic. One context serves them all; a handler
 * that executes other commands (EXEC) goes through `run`, which puts the context back.
 */

import type { Arguments } from "../../resp/arguments.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Namespace } from "../../store/engine/namespace.ts";
import { StoreError } from "../../store/errors.ts";
import { LookAhead } from "../../store/keyspace/look_ahead.ts";
import type { Command as AnyCommand } from "../command/command.ts";
import type { CommandContext } from "../command/context.ts";
import { DENYOOM, NO_AUTH, NO_MULTI, PROTECTED, READONLY } from "../command/flags.ts";
import type { CommandRegistry } from "../command/registry.ts";
import type { CommandHandler } from "../command/spec.ts";
import {
  AUTHENTICATION_REQUIRED,
  MONITORING,
  notWhileSubscribed,
} from "../errors/client_errors.ts";
import { OUT_OF_MEMORY, ReplyError, replyErrorOf } from "../errors/reply_errors.ts";
import { unknownCommand, unknownSubcommand, wrongArity } from "../errors/request_errors.ts";
import { execAbortedBy, NOT_IN_TRANSACTION } from "../errors/transaction_errors.ts";
import { ElementLookAhead } from "./element_look_ahead.ts";
import { isAdmitted } from "../clients/authentication.ts";
import { protectionOf } from "../clients/protected_commands.ts";
import { recordExecution } from "./execution_times.ts";
import { HttpIntruders, isHttp } from "./http_intruders.ts";
import { restrictionOf } from "../durability/restrictions.ts";
import { RequestBatch } from "./request_batch.ts";
import type { Server } from "../server_state.ts";
import type { Session, Transaction } from "../clients/session.ts";

/** Here alone commands are seen with their handlers. */
type Command = AnyCommand<CommandHandler>;

/** Commands that a transaction does not queue. */
const UNQUEUED = new Set(["exec", "discard", "multi", "watch", "quit", "reset"]);

/** What ends a transaction without running it, and needs no memory for the queue. */
const ENDS_TRANSACTION = new Set(["discard", "quit", "reset"]);

/** All that a subscriber may use in RESP2, where messages and replies look alike. */
const FOR_SUBSCRIBERS = new Set([
  ...["subscribe", "unsubscribe", "psubscribe", "punsubscribe", "ssubscribe", "sunsubscribe"],
  ...["ping", "quit", "reset"],
]);

/** The commands whose messages wait for each other; see `ClientPubSub`. */
const PUBLISHERS = new Set(["publish", "spublish"]);

/**
 * Reading the time costs a third of a short command. Commands of constant time are timed only once
 * in so many calls, the first one included, and these stand for all of them; requests of many bytes
 * are always timed, and so is everything when the slow log's threshold is below a millisecond.
 */
const TIMED_ONE_IN = 64;
const ALWAYS_TIMED_BYTES = 32 * 1024;
const SHORT_THRESHOLD_MICROSECONDS = 1000;

class Context implements CommandContext {
  args!: Arguments;
  reply!: ReplyWriter;
  session!: Session;
  keyspace!: Namespace;

  constructor(
    readonly server: Server,
    readonly nested: boolean,
    readonly neverWaits: boolean,
  ) {}
}

/** Executes requests for sessions. */
export class Dispatcher {
  #context: Context;
  readonly #ahead = new LookAhead();
  readonly #elementsAhead = new ElementLookAhead();
  readonly #registry: CommandRegistry<CommandHandler>;
  readonly #unqueued: Set<Command>;
  readonly #forSubscribers: Set<Command>;
  readonly #publishers: Set<Command>;
  readonly #touch: Command | undefined;
  /** It is said to read only, and keeps what it has counted in the value. */
  readonly #pfcount: Command | undefined;
  readonly #intruders: HttpIntruders;
  /** Whether the requests of a batch are being executed, one right after the other. */
  #inBatch = false;
  /** When the command before this one in the batch ended, if it was timed; otherwise 0. */
  #timedUntil = 0;
  /** The requests under way; executing is synchronous, so all clients share it. */
  readonly batch: RequestBatch = new RequestBatch();

  /** With `neverWaits`, commands that could block answer at once, as they do inside of a transaction. */
  constructor(
    private readonly server: Server,
    commands: CommandRegistry<CommandHandler>,
    neverWaits = false,
  ) {
    this.#context = new Context(server, false, neverWaits);
    this.#intruders = new HttpIntruders(server);
    this.#registry = commands;
    this.#touch = commands.get("touch");
    this.#pfcount = commands.get("pfcount");
    this.#forSubscribers = new Set(commands.values().filter((c) => FOR_SUBSCRIBERS.has(c.name)));
    this.#publishers = new Set(commands.values().filter(({ name }) => PUBLISHERS.has(name)));
    this.#unqueued = new Set(commands.values().filter(({ name }) => UNQUEUED.has(name)));
  }

  /**
   * Finds the commands of a batch. If the batch is a pipeline and the keyspace large, it also looks
   * ahead for the keys: the requests are going to be executed one after the other.
   */
  prepare(batch: RequestBatch, keyspace: Namespace): void {
    const { count, requests, commands } = batch;
    this.#inBatch = true;
    for (let i = 0; i < count; i++) {
      if (requests[i].count > 0) commands[i] = this.#registry.resolve(requests[i]);
    }
    if (count < 2) return;
    this.#elementsAhead.run(batch, keyspace);
    const { table } = keyspace;
    if (!LookAhead.pays(table)) return;
    const ahead = this.#ahead;
    for (let i = 0; i < count; i++) {
      const command = commands[i];
      if (command === undefined || command.firstKey === 0) continue;
      const args = requests[i];
      const { lastKey, keyStep } = command;
      const last = lastKey < 0 ? args.count + lastKey : Math.min(lastKey, args.count - 1);
      for (let key = command.firstKey; key <= last; key += keyStep) {
        ahead.add(table, args.bytes, args.starts[key], args.ends[key]);
      }
    }
    ahead.run(table);
  }

  /** The batch that was prepared has been executed; what comes next comes later. */
  finish(): void {
    this.#inBatch = false;
    this.#timedUntil = 0;
  }

  /**
   * Executes one request of a client, or queues or refuses it, and writes its reply. False if a
   * pause holds it back: nothing has happened then, and the session is paused.
   */
  execute(
    session: Session,
    args: Arguments,
    command: Command | undefined = this.#registry.resolve(args),
  ): boolean {
    const { reply } = session;
    session.lastCommand = command;
    if (command === undefined || command.run === undefined) {
      if (isHttp(args)) {
        this.#intruders.drop(session);
        return true;
      }
      return this.#refuse(session, command, args, this.#unknown(args, command));
    }
    if (args.count < command.minArgs || args.count > command.maxArgs) {
      return this.#refuse(session, command, args, wrongArity(command.name));
    }
    const flags = command.flags;
    if ((flags & PROTECTED) !== 0) {
      const error = protectionOf(command, this.server.config, session.peer);
      if (error !== undefined) return this.#refuse(session, command, args, error);
    }
    if ((flags & NO_AUTH) === 0 && !isAdmitted(this.server, session)) {
      return this.#refuse(session, command, args, AUTHENTICATION_REQUIRED);
    }
    const transaction = session.transaction;
    if (transaction !== undefined && (flags & NO_MULTI) !== 0) {
      return this.#refuse(session, command, args, NOT_IN_TRANSACTION);
    }
    if (this.server.engine.maxMemory !== 0 && !this.#enforceMemory(session)) {
      if (needsMemory(command, transaction)) {
        return this.#refuse(session, command, args, OUT_OF_MEMORY);
      }
    }
    if (this.server.durability.restricted) {
      const error = restrictionOf(this.server.durability, command, transaction);
      if (error !== undefined) return this.#refuse(session, command, args, error);
    }
    if (session.onlyListens && !this.#forSubscribers.has(command)) {
      return this.#refuse(session, command, args, notWhileSubscribed(command.name));
    }
    if (this.server.pause.active && this.server.pause.holds(session, command)) return false;
    const { observers } = this.server;
    if (transaction !== undefined && !this.#unqueued.has(command)) {
      if (observers.forbids(session, command)) {
        return this.#refuse(session, command, args, MONITORING);
      }
      if (observers.active) this.server.tracking.limit();
      const copy = args.clone();
      transaction.queue.push({ command, args: copy });
      transaction.bytes += copy.bytes.length;
      reply.queued();
      return true;
    }
    // A transaction may be the first to bring somebody in: EXEC is always run as if there were one.
    if (observers.active || transaction !== undefined) {
      return this.#runObserved(session, command, args);
    }
    this.run(session, command, args);
    if (this.server.engine.readyKeys.size !== 0) this.server.blocking.serveReady();
    return true;
  }

  /** The same as the last lines of `execute`, before the eyes of MONITOR and client-side caching. */
  #runObserved(session: Session, command: Command, args: Arguments): true {
    const { observers, tracking, engine, blocking } = this.server;
    if (observers.forbids(session, command)) {
      return this.#refuse(session, command, args, MONITORING);
    }
    observers.begin(session);
    try {
      this.run(session, command, args);
      this.server.pubsub.settle();
      if (observers.active) observers.executed(session, command, args);
    } finally {
      observers.end();
    }
    observers.requestEnded(session, command);
    if (engine.readyKeys.size !== 0) blocking.serveReady();
    tracking.current = undefined;
    return true;
  }

  /** Executes a command past the gates, from inside another one: EXEC. */
  runNested(session: Session, command: AnyCommand, args: Arguments): void {
    const outer = this.#context;
    this.#context = new Context(this.server, true, true);
    this.run(session, command as Command, args);
    this.#context = outer;
    const { observers } = this.server;
    if (observers.active) observers.executed(session, command, args);
  }

  /** Executes a command past the gates. */
  run(session: Session, command: Command, args: Arguments): void {
    const context = this.#context;
    const { reply } = session;
    context.args = args;
    context.reply = reply;
    context.session = session;
    context.keyspace = session.keyspace;
    const { pubsub } = this.server;
    // What has been published comes before what another command does.
    if (pubsub.areWaiting && !this.#publishers.has(command)) pubsub.settle();
    const mark = reply.length;
    if (this.#isTimed(command, args)) this.#runTimed(context, command);
    else {
      this.#timedUntil = 0;
      this.#runHandler(context, command);
    }
    // Afterwards: INFO does not count itself.
    command.calls++;
    this.server.stats.commands++;
    if (reply.bytes[mark] === MINUS && reply.length > mark) {
      command.failedCalls++;
      this.server.stats.countError(errorText(reply, mark));
    }
  }

  /** Evicts down to `maxmemory` for a client's request; false if that cannot be reached. */
  #enforceMemory(session: Session): boolean {
    const { engine, latency, clock, tracking } = this.server;
    tracking.current = session;
    const isTimed = latency.thresholdMs !== 0;
    const start = isTimed ? performance.now() : 0;
    const fits = engine.enforceMemory();
    if (isTimed) latency.record("eviction-cycle", performance.now() - start, clock.now());
    tracking.current = undefined;
    return fits;
  }

  #isTimed(command: Command, args: Arguments): boolean {
    if (!command.constantTime) return true;
    if ((command.calls & (TIMED_ONE_IN - 1)) === 0) return true;
    // The first one that is tracked is timed: a command that was called is in the latency statistics.
    if (command.latency === undefined && this.server.latency.tracksCommands) return true;
    if (args.ends[args.count - 1] - args.starts[0] >= ALWAYS_TIMED_BYTES) return true;
    const threshold = this.server.slowLog.thresholdMicroseconds;
    return threshold >= 0 && threshold < SHORT_THRESHOLD_MICROSECONDS;
  }

  #runHandler(context: Context, command: Command): void {
    const { reply } = context;
    const mark = reply.length;
    const { engine } = this.server;
    // What commands that only read come upon has gone of itself: that belongs to nothing.
    const log = (command.flags & READONLY) === 0 ? engine.feed.log : undefined;
    log?.begin();
    // CLIENT NO-TOUCH: only TOUCH itself still marks keys as used.
    if (context.session.noTouch) {
      engine.notesUse = engine.tracksAccess && command === this.#touch;
    }
    if (engine.keeper !== undefined) {
      engine.onlyReads = (command.flags & READONLY) !== 0 && command !== this.#pfcount;
    }
    try {
      command.run!(context);
    } catch (error) {
      reply.rewind(mark);
      if (error instanceof ReplyError) writeError(reply, error);
      else if (error instanceof StoreError) reply.error(replyErrorOf(error).message);
      else throw error;
    } finally {
      log?.end();
      engine.notesUse = engine.tracksAccess;
      engine.onlyReads = false;
    }
  }

  /** Of timed commands that follow one another in a batch, each begins when the one before ends. */
  #runTimed(context: Context, command: Command): void {
    const { server } = this;
    const start = this.#timedUntil || performance.now();
    this.#runHandler(context, command);
    const end = performance.now();
    if (this.#inBatch) this.#timedUntil = end;
    const microseconds = (end - start) * 1000;
    recordExecution(server, context.session, command, context.args, microseconds);
    // A command that took long has made the batch's time stale.
    if (microseconds > SHORT_THRESHOLD_MICROSECONDS) server.clock.refresh();
  }

  #unknown(args: Arguments, container: Command | undefined): ReplyError {
    const command = container ?? this.#registry.lookup(args.bytes, args.starts[0], args.ends[0]);
    if (command === undefined) return unknownCommand(args);
    return args.count === 1 ? wrongArity(command.name) : unknownSubcommand(args, command.name);
  }

  #refuse(
    session: Session,
    command: Command | undefined,
    args: Arguments,
    error: ReplyError,
  ): true {
    const { transaction } = session;
    if (command !== undefined) command.rejectedCalls++;
    if (command?.name !== "exec") {
      this.server.stats.countError(error.message);
      if (transaction !== undefined) transaction.aborted = true;
      session.reply.errorBinary(error.message);
      this.server.observers.requestEnded(session, command);
      return true;
    }
    // EXEC that is refused says that the transaction is gone with it, even if there was none. MONITOR shows it
    // as an executed one.
    session.discardTransaction();
    this.server.monitors.show(session, command, args);
    const { message } = execAbortedBy(error);
    this.server.stats.countError(message);
    session.reply.error(message);
    this.server.observers.requestEnded(session, command);
    return true;
  }
}

const MINUS = 0x2d;

/** Whether a command is refused when memory is used up: EXEC is if one of its transaction's would be. */
function needsMemory(command: Command, transaction: Transaction | undefined): boolean {
  if ((command.flags & DENYOOM) !== 0) return true;
  if (transaction === undefined) return false;
  if (command.name !== "exec") return !ENDS_TRANSACTION.has(command.name);
  return transaction.queue.some(({ command }) => (command.flags & DENYOOM) !== 0);
}

function writeError(reply: ReplyWriter, { message, isBinary }: ReplyError): void {
  if (isBinary) reply.errorBinary(message);
  else reply.error(message);
}

function errorText(reply: ReplyWriter, mark: number): string {
  let end = mark + 1;
  while (end < reply.length && end < mark + 64 && reply.bytes[end] !== 0x0d) end++;
  return String.fromCharCode(...reply.bytes.subarray(mark + 1, end));
}
