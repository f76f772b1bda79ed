import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contactRules } from '../../contact-rules/catalogue.ts';
import { createHandler as createSweep } from '../../functions/collections/open-due-cases/handler.ts';
import { createHandler as createPerform } from '../../functions/collections/perform-step/handler.ts';
import { createHandler as createPlan } from '../../functions/collections/plan-next-step/handler.ts';
import { createHandler as createSignal } from '../../functions/collections/signal-case/handler.ts';
import type { ExecutionSummary } from '../../local/states/port.ts';
import { createBench, START } from '../../local/states/testing.ts';
import { createMemoryCollections } from '../../shared/adapters/memory/collections.ts';
import { shardOf } from '../../shared/domain/account.ts';
import { addSeconds, type Instant, instantOf } from '../../shared/domain/calendar.ts';
import type { OpenItem } from '../../shared/domain/collections/types.ts';
import { attemptIdOf } from '../../shared/domain/contact/attempt.ts';
import { gate } from '../../shared/domain/contact/gate.ts';
import type { ContactView } from '../../shared/domain/contact/types.ts';
import { createLogger, type Logger } from '../../shared/lambda/logger.ts';
import type { QueueMessage } from '../../shared/lambda/queue.ts';
import type { CollectionMachine } from '../../shared/ports/collections.ts';
import type { MessageOutcome, Messenger, StepMessage } from '../../shared/ports/contact.ts';
import type { LedgerReader } from '../../shared/ports/ledger.ts';
import {
  caseSettled,
  executionInput,
  planAnswer,
  planRequest,
  stepMessage,
  stepResult,
} from '../../statemachines/collection/io.ts';
import { strategyOf } from '../../strategies/catalogue.ts';
import { accountId, ledgerPositionOf, viewOf } from './collections.ts';

const definition: object = JSON.parse(
  readFileSync(
    join(import.meta.dirname, '../../statemachines/collection/collection.asl.json'),
    'utf8',
  ),
);

export const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The process died between two calls. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export type SentMessage = {
  readonly at: Instant;
  readonly stage: string;
  readonly step: string;
  readonly anchorOn: string;
  readonly again?: number | undefined;
  readonly caseId: string;
  readonly invoices: readonly string[];
};

export type WorldOptions = {
  readonly view?: ContactView;
  readonly thresholds?: Readonly<Record<string, number>>;
  /** Asked before and after each call that has an effect; true kills the process there. */
  readonly crashes?: (point: string) => boolean;
  /** How often each signal of the ledger is delivered. */
  readonly deliveries?: number;
  /** How far the clock of the planner is ahead of everybody else's. */
  readonly plannerAheadSeconds?: number;
  /** What the provider does with the n-th message that is handed to it; `sent` by default. */
  readonly provider?: (nth: number) => 'sent' | 'lost' | 'throttled' | 'rejected';
};

/** Answers of a closed wait are errors that mean "delivered"; the adapter swallows them too. */
const unlessOver = (call: () => void) => {
  try {
    call();
  } catch (error) {
    const { name } = error as Error;
    if (name !== 'TaskTimedOut' && name !== 'TaskDoesNotExist') throw error;
  }
};

const secondsAt = (moment: string): number => (Date.parse(moment) - START) / 1000;

type Account = { items: readonly OpenItem[]; unappliedMinor: number; version: number };

/**
 * Collections as a whole on virtual time: the real machine on its interpreter, the real handlers,
 * stores in memory, one account whose ledger the test sets. Starts on Thursday 2026-01-01.
 */
export const createWorld = (options: WorldOptions = {}) => {
  const memory = createMemoryCollections();
  const account: Account = { items: [], unappliedMinor: 0, version: 0 };
  const agenda = new Set<string>();
  let view = options.view ?? viewOf();
  const sent: SentMessage[] = [];
  const attempts = new Map<string, { at: Instant; outcome: MessageOutcome['outcome'] | 'none' }>();
  const log = createLogger({}, () => undefined);
  const signals = { queued: 0, handled: 0 };

  const crashing = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get: (target, property) => {
        const call: unknown = Reflect.get(target, property);
        if (typeof call !== 'function') return call;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const point = `${name}.${String(property)}`;
          if (options.crashes?.(`before ${point}`)) throw new Crash(point);
          const result: unknown = await call(...parameters);
          if (options.crashes?.(`after ${point}`)) throw new Crash(point);
          return result;
        };
      },
    });

  const bench = createBench({
    'arn:aws:states:::lambda:invoke': async ({ arguments: given }) => {
      const { Payload } = given as { Payload: unknown };
      return { Payload: planAnswer.parse(await plan(planRequest.parse(Payload))) };
    },
    'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken': ({ arguments: given }) => {
      const { Key, ExpressionAttributeValues: values } = given as {
        Key: { pk: { S: string } };
        ExpressionAttributeValues: {
          ':token': { S: string };
          ':version': { N: string };
          ':dueAt': { S: string };
        };
      };
      const armed = memory.arm(Key.pk.S.slice('CASE#'.length), {
        token: values[':token'].S,
        version: Number(values[':version'].N),
        dueAt: values[':dueAt'].S,
      });
      const name = 'DynamoDb.ConditionalCheckFailedException';
      if (!armed) throw Object.assign(new Error(name), { name });
      return {};
    },
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken': ({ arguments: given }) => {
      const { MessageBody } = given as { MessageBody: unknown };
      deliver(JSON.stringify(stepMessage.parse(MessageBody)), perform, 360);
      return {};
    },
    'arn:aws:states:::states:startExecution': ({ arguments: given }) => {
      const { Name, Input } = given as { Name: string; Input: unknown };
      bench.engine.start({ machineArn, name: Name, input: JSON.stringify(Input) });
      return {};
    },
  });
  const machineArn = bench.define(definition, 'collection');
  const clock = { now: (): Instant => instantOf(bench.now()) };
  const inSeconds = (seconds: number, run: () => Promise<void>) =>
    bench.at(bench.elapsed() / 1000 + seconds, run);

  const machine: CollectionMachine = {
    start: async (input) => {
      const name = `${hash(input.caseId).slice(0, 40)}-0`;
      const given = executionInput.parse({ ...input, continuation: 0 });
      try {
        bench.engine.start({ machineArn, name, input: JSON.stringify(given) });
      } catch (error) {
        if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
      }
    },
    wake: async (token) => unlessOver(() => bench.engine.sendTaskSuccess(token, '{}')),
    settle: async (token) => unlessOver(() => bench.engine.sendTaskFailure(token, caseSettled)),
    answer: async (token, result) => {
      const output = JSON.stringify(stepResult.parse(result));
      unlessOver(() => bench.engine.sendTaskSuccess(token, output));
    },
  };

  const ledger: Pick<LedgerReader, 'position' | 'agenda'> = {
    position: async (id) => {
      const { items, version, unappliedMinor } = account;
      return ledgerPositionOf(items, { accountId: id, version, unappliedMinor });
    },
    agenda: async function* (dueOn, shard) {
      if (agenda.has(dueOn) && shard === shardOf(accountId)) yield accountId;
    },
  };

  /** Keeps the promises of the port: at most one send per step, then the same answer for ever. */
  const messenger: Messenger = {
    perform: async (message: StepMessage): Promise<MessageOutcome> => {
      const key = { ...message, stage: 'preventive' } as const;
      for (let tryNumber = 1; ; tryNumber += 1) {
        const attemptId = attemptIdOf(key, tryNumber, hash);
        const known = attempts.get(attemptId);
        if (known === undefined) return send(message, attemptId);
        if (known.outcome === 'deferred') continue;
        const until = addSeconds(known.at, 3600);
        if (known.outcome === 'none' && message.now < until) {
          return { outcome: 'pending', attemptId, until };
        }
        if (known.outcome === 'none' || known.outcome === 'unknown') {
          attempts.set(attemptId, { ...known, outcome: 'unknown' });
          return { outcome: 'unknown', attemptId };
        }
        if (known.outcome === 'failed') return { outcome: 'failed', attemptId, reason: 'no' };
        return { outcome: 'sent', attemptId };
      }
    },
    settleOverdue: async ({ now }) => {
      let lookAgainAt: Instant | undefined;
      for (const [attemptId, attempt] of attempts) {
        if (attempt.outcome !== 'none') continue;
        const until = addSeconds(attempt.at, 3600);
        if (now >= until) attempts.set(attemptId, { ...attempt, outcome: 'unknown' });
        else lookAgainAt = until;
      }
      return lookAgainAt;
    },
  };

  const send = (message: StepMessage, attemptId: string): MessageOutcome => {
    const request = { channel: message.channel, accountId, purpose: 'collection' };
    const answer = gate(request, view, contactRules('default', 1), message.now);
    if (answer.answer === 'no') return { outcome: 'refused', reason: answer.rule };
    if (answer.answer === 'later') {
      return { outcome: 'deferred', until: answer.until, reason: answer.rule };
    }
    const fate = options.provider?.(attempts.size) ?? 'sent';
    if (fate === 'throttled') {
      attempts.set(attemptId, { at: message.now, outcome: 'deferred' });
      const until = addSeconds(message.now, 900);
      return { outcome: 'deferred', until, reason: 'TooManyRequestsException' };
    }
    if (fate === 'rejected') {
      attempts.set(attemptId, { at: message.now, outcome: 'failed' });
      return { outcome: 'failed', attemptId, reason: 'no' };
    }
    attempts.set(attemptId, { at: message.now, outcome: fate === 'lost' ? 'none' : 'sent' });
    const { channel, now, stage, step, anchorOn, again, caseId } = message;
    view = { ...view, recent: [...view.recent, { attemptId, at: now, channel, accountId }] };
    const invoices = message.items.map(({ invoiceNumber }) => invoiceNumber);
    sent.push({ at: now, stage, step, anchorOn, again, caseId, invoices });
    if (options.crashes?.('after provider')) throw new Crash('provider');
    if (fate === 'lost') {
      return { outcome: 'pending', attemptId, until: addSeconds(message.now, 3600) };
    }
    return { outcome: 'sent', attemptId };
  };

  const survey = {
    ledger,
    parties: { ofCustomer: async () => view },
    contactRules: contactRules('default', 1),
    sending: 'live' as const,
    strategyOf,
    hash,
  };
  const cases = crashing('cases', memory.cases);
  const waits = crashing('waits', memory.waits);
  const told = crashing('machine', machine);
  const thresholds = { default: 1_000_000_000, byCurrency: options.thresholds ?? {} };
  const strategy = { name: 'default', version: 1 };
  const settings = {
    strategy,
    strategyByRisk: {},
    contactRules: { name: 'default', version: 1 },
    overdueThresholdMinor: thresholds,
  };
  const hidden = new Map<string, number>();
  const queue = {
    hide: async (handle: string, seconds: number) => void hidden.set(handle, seconds),
  };
  const ahead = options.plannerAheadSeconds ?? 0;
  const plannerClock = { now: () => addSeconds(clock.now(), ahead) };
  const plan = createPlan({ ...survey, cases: memory.cases, clock: plannerClock });
  const signal = createSignal({
    ...survey,
    cases,
    waits,
    machine: told,
    creditLines: { load: async () => undefined },
    settings,
    clock,
  });
  const perform = createPerform({
    ...survey,
    cases,
    messenger: crashing('messenger', messenger),
    thresholds,
    machine: told,
    queue,
    clock,
  });
  const sweep = createSweep({
    sweeps: memory.sweeps,
    ledger,
    signals: {
      sendAll: async (messages) => {
        for (const { body } of messages) deliver(body, signal, 180);
        return new Map();
      },
    },
    strategy: strategyOf('default', 1),
    contactedAs: 'live',
    clock,
  });

  type Consumer = (messages: readonly QueueMessage[], log: Logger) => Promise<readonly string[]>;
  let messages = 0;
  /** A queue with at-least-once delivery: what fails comes back after its visibility timeout. */
  const deliver = (body: string, consumer: Consumer, visibility: number): void => {
    messages += 1;
    const messageId = `message-${messages}`;
    const receive = (deliveries: number) => async (): Promise<void> => {
      const receiptHandle = `${messageId}/${deliveries}`;
      const record = {
        messageId,
        body,
        receiptHandle,
        deliveries,
        group: undefined,
        attributes: {},
      };
      const failed = await consumer([record], log);
      signals.handled += 1;
      if (failed.includes(messageId)) {
        inSeconds(hidden.get(receiptHandle) ?? visibility, receive(deliveries + 1));
      }
    };
    inSeconds(0, receive(1));
  };

  let facts = 0;
  /** Sets what is open and unapplied, and tells collections, as the ledger's events would. */
  const ledgerMoves = (change: { items?: readonly OpenItem[]; unappliedMinor?: number }): void => {
    account.items = [...(change.items ?? account.items)].sort((l, r) =>
      l.dueOn < r.dueOn ? -1 : 1,
    );
    account.unappliedMinor = change.unappliedMinor ?? account.unappliedMinor;
    account.version += 1;
    facts += 1;
    for (const { dueOn } of account.items) agenda.add(dueOn);
    const meta = { eventId: `account#${facts}`, correlationId: `input-${facts}` };
    for (let copy = 0; copy < (options.deliveries ?? 1); copy += 1) {
      deliver(JSON.stringify({ detail: { meta, data: { accountId } } }), signal, 180);
    }
  };

  let sweptDays = 0;
  /** Runs to the moment, with the daily sweep at 00:30 UTC. */
  const runTo = async (moment: string): Promise<void> => {
    const until = secondsAt(moment);
    for (; sweptDays * 86_400 + 1800 <= until; sweptDays += 1) {
      bench.at(sweptDays * 86_400 + 1800, async () => void (await sweep({}, log)));
    }
    await bench.run(until);
  };

  return {
    bench,
    sent,
    attempts,
    clock,
    cases: memory.cases,
    journal: memory.journal,
    account,
    setView: (next: ContactView) => {
      view = next;
    },
    /** Schedules a move of the ledger. */
    at: (moment: string, change: Parameters<typeof ledgerMoves>[0] | (() => void)) =>
      bench.at(secondsAt(moment), () =>
        typeof change === 'function' ? change() : ledgerMoves(change),
      ),
    ledgerMoves,
    runTo,
    executions: (): readonly ExecutionSummary[] => [...bench.engine.executions(machineArn)],
    /** `date Type detail` of every case event. */
    story: (): readonly string[] =>
      memory.journal.map(({ fact, effectiveOn }) => {
        const data = fact.data as { step?: string; stage?: string; reason?: string };
        const detail = data.step ?? data.stage ?? data.reason;
        return [effectiveOn, fact.type, ...(detail === undefined ? [] : [detail])].join(' ');
      }),
  };
};

export type World = ReturnType<typeof createWorld>;
