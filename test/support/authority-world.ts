import { createHandler as createActOnLine } from '../../functions/credit/act-on-line/handler.ts';
import { createApplicationStore } from '../../shared/adapters/dynamodb/applications.ts';
import {
  createCreditGroups,
  createCreditLines,
  createRateStore,
} from '../../shared/adapters/dynamodb/credit-lines.ts';
import { sha256 } from '../../shared/adapters/dynamodb/hash-chain.ts';
import { createJournal } from '../../shared/adapters/dynamodb/journal.ts';
import { createJournalReader } from '../../shared/adapters/dynamodb/journal-reader.ts';
import { createLedger } from '../../shared/adapters/dynamodb/ledger.ts';
import { accountIdOf } from '../../shared/domain/account.ts';
import {
  addSeconds,
  type BusinessDate,
  dateIn,
  daysBetween,
  instant,
} from '../../shared/domain/calendar.ts';
import { isFinal } from '../../shared/domain/credit/application/facts.ts';
import { decideOfferAnswer } from '../../shared/domain/credit/application/formalise.ts';
import type { RoleAssignments } from '../../shared/domain/credit/authority.ts';
import { lineOfAccount } from '../../shared/domain/credit/line/types.ts';
import type { CreditRole } from '../../shared/domain/credit/types.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import { createHasEnded } from '../../shared/services/credit/has-ended.ts';
import { countingRates } from '../../shared/services/credit/in-currency.ts';
import { createLineDesk } from '../../shared/services/credit/line-desk.ts';
import { takeRate } from '../../shared/services/credit/take-rate.ts';
import { createOwnLines } from '../../shared/services/credit/whose-line.ts';
import {
  type Act,
  type Applied,
  applicants,
  arnOf,
  bodyOn,
  type Command,
  type Founder,
  founders,
  owners,
  type Principal,
  pesosOfDollar,
  soundIn,
} from './authority-cast.ts';
import { createOracle, type Recorded } from './authority-oracle.ts';
import { policy } from './credit-application.ts';
import { openCreditDesk, submitted } from './credit-desk.ts';
import { lineSettings } from './credit-line.ts';
import { brokenPromise } from './given-ledger.ts';
import { commandOf } from './ledger.ts';
import { openMemoryDynamo } from './memory-dynamo.ts';

/** Refusals that a machine or queue is told, and what a race may end in. */
const expected = new Set([
  'ApplicationContended',
  'LineContended',
  'LineNotDue',
  'OfferNotDue',
  'InvalidInput',
]);

const silent = createLogger({}, () => undefined);

const accountOf = (customerId: string): string => accountIdOf(customerId, 'main', 'USD');

/**
 * The functions of the credit side over the engine in memory, with people whose roles change. An
 * oracle judges every event in the moment of its commit.
 *
 * @param chance below its argument; how often whoever races waits before a request.
 */
export const openAuthorityWorld = (chance: (below: number) => number) => {
  let now = instant('2026-02-02T09:00:00.000Z');
  let racing = false;
  const clock = { now: () => now };
  const today = () => dateIn('UTC', now);
  const roleOf = new Map<string, CreditRole>();
  for (const director of founders) roleOf.set(arnOf(director), 'director');
  const assigned = (role: CreditRole) =>
    [...roleOf].flatMap(([arn, each]) => (each === role ? [arn] : []));
  const roles: RoleAssignments = {
    get analyst() {
      return assigned('analyst');
    },
    get manager() {
      return assigned('manager');
    },
    get director() {
      return assigned('director');
    },
  };
  const ownPeople = new Map<string, string | undefined>();
  let peso: { on: BusinessDate; dollars: number } | undefined;
  const oracle = createOracle({
    roleOf: (actor) => roleOf.get(actor),
    pesoRate: () =>
      peso !== undefined && daysBetween(peso.on, today()) <= lineSettings.rateDays
        ? peso.dollars
        : undefined,
    ownPerson: (applicationId) => ownPeople.get(applicationId),
  });
  const due: Recorded[] = [];
  const signals: (Recorded & { readonly version: number })[] = [];
  const dynamo = openMemoryDynamo({
    pause: async () => {
      for (let turns = racing ? chance(9) : 0; turns > 0; turns -= 1) await Promise.resolve();
    },
    done: (operation, input) => {
      if (operation !== 'TransactWriteItems') return;
      const { TransactItems } = input as {
        TransactItems: {
          Put?: { TableName: string; Item: Recorded & { readonly version: number } };
        }[];
      };
      for (const { Put } of TransactItems) {
        if (Put?.TableName !== 'Journal') continue;
        oracle.record(Put.Item);
        if (Put.Item.type === 'CreditReviewDue') due.push(Put.Item);
        if (Put.Item.type === 'PromiseBroken') signals.push(Put.Item);
      }
    },
  });
  const { client } = dynamo;
  const tableName = dynamo.table('Credit');
  const receivablesTableName = dynamo.table('Receivables');
  const journalTable = { client, tableName: dynamo.journal('Journal') };
  const journal = createJournal({ ...journalTable, clock });
  const reader = createJournalReader(journalTable);
  const applications = createApplicationStore({ client, tableName, journal });
  const lines = createCreditLines({ client, tableName, journal });
  const groups = createCreditGroups({ client, tableName, journal });
  const rates = createRateStore({ client, tableName });
  const ledger = createLedger({
    client,
    receivablesTableName,
    journalTableName: journalTable.tableName,
    clock,
  });
  const settings = { ...lineSettings, currencies: ['USD'] };
  const lineDesk = createLineDesk({ lines, ledger, journal, rates, settings, zone: 'UTC', clock });
  const rateOf = countingRates({ rates, rateDays: settings.rateDays });
  const on = { clock, applications, journal: reader, lines, desk: lineDesk, rateOf, roles };
  const desk = openCreditDesk({ on });
  const actOnLine = createActOnLine({
    desk: lineDesk,
    lines,
    groups,
    isOwnLine: createOwnLines({ applications, digestOf: desk.digestOf }),
    hasEnded: createHasEnded(applications),
    roles,
    policy,
    rateOf,
    graceDays: settings.reviewGraceDays,
    zone: 'UTC',
    clock,
    hash: sha256,
  });

  /** Mostly one that is open; one in six times any, which may have ended. */
  const appAt = (index: number): string => {
    const all = [...oracle.applications.values()];
    const open = all.filter(({ status }) => !isFinal(status));
    const among = open.length === 0 || index % 6 === 5 ? all : open;
    return among[index % Math.max(1, among.length)]?.applicationId ?? 'CA-0';
  };
  const refusals = new Map<string, number>();
  const answered = ({ status, body }: { readonly status?: number; readonly body?: unknown }) => {
    const { rule } = (body ?? {}) as { readonly rule?: string };
    if (status === 409 && rule !== undefined) refusals.set(rule, (refusals.get(rule) ?? 0) + 1);
  };

  let ids = 0;
  let last: (() => Promise<void>) | undefined;
  /** Who acted last, so that it is mostly somebody who matters whose role changes. */
  let lastBy: Principal | Founder | undefined;
  const known = new Map<string, boolean>();

  const apply = async (of: Applied): Promise<string> => {
    ids += 1;
    const applicationId = `CA-${ids}`;
    const { who, customer, dollars, pesos, grouped, submittedBy } = of;
    ownPeople.set(applicationId, owners[who]);
    known.set(applicationId, of.known);
    await desk.register(
      submitted({
        applicationId,
        customerId: customer,
        applicant: {
          ...applicants[who],
          country: 'ES',
          locale: 'en',
          zone: 'UTC',
          ...(grouped && who !== 'bolt' ? { groupId: 'g' } : {}),
        },
        amountMinor: pesos ? dollars * pesosOfDollar : dollars,
        currency: pesos ? 'COP' : 'USD',
        ...(submittedBy === undefined ? {} : { submittedBy }),
      }),
    );
    await machine(applicationId);
    return applicationId;
  };

  const establish = async (of: Applied): Promise<void> => {
    const applicationId = await apply(of);
    for (const director of founders) {
      ids += 1;
      const body = { ...bodyOf(applicationId, 'approve'), actId: `act-${ids}` };
      await desk.act(body, arnOf(director), applicationId);
    }
    await carry(applicationId);
  };

  const machine = async (applicationId: string): Promise<void> => {
    if (!oracle.applications.has(applicationId)) return;
    switch ((await desk.plan(applicationId)).next) {
      case 'gather': {
        const { currency = 'USD', customerId = 'c1' } =
          oracle.applications.get(applicationId) ?? {};
        const parts = known.get(applicationId) === true ? soundIn(currency) : {};
        const { version } = await ledger.position(accountOf(customerId), { limit: 0 });
        const gathered = (await desk.gathered(parts)).map((each) =>
          each.source === 'history' ? { ...each, readTo: [{ currency: 'USD', version }] } : each,
        );
        await desk.decide(gathered, applicationId);
        return;
      }
      case 'make-offer':
        return void (await desk.offer(applicationId));
      case 'activate-line':
        return void (await desk.activate(applicationId));
      case 'give-notice':
        return void (await desk.notice(applicationId));
      default:
    }
  };

  /** What a ledger tells takes fewer requests than a grant: it begins at any of these. */
  const atLast = async (): Promise<void> => {
    for (let turns = racing ? chance(300) : 0; turns > 0; turns -= 1) await Promise.resolve();
  };

  const hear = async (): Promise<void> => {
    for (let next = signals.shift(); next !== undefined; next = signals.shift()) {
      if (next.type !== 'PromiseBroken') continue;
      const id = `${next.streamId}#${next.version}`;
      const lineId = lineOfAccount(next.data.accountId);
      await lineDesk.watch(
        lineId,
        { causationId: id, correlationId: id },
        {
          because: 'broken-promise',
          id,
        },
      );
    }
  };

  const accept = async (applicationId: string): Promise<void> => {
    const stored = await applications.load(applicationId);
    const { offer } = stored?.state ?? {};
    if (stored === undefined || offer === undefined) return;
    const { tokenId, documentSha256 } = offer;
    const evidence = { at: now, addressHash: '0'.repeat(64), documentSha256 };
    const decided = decideOfferAnswer(stored.state, { tokenId, answer: 'accept', evidence }, now);
    if (!decided.decided) return;
    const cause = { causationId: `accept:${applicationId}`, correlationId: applicationId };
    await applications.commit({ stored, facts: decided.facts, effectiveOn: today(), cause });
  };

  const carry = async (applicationId: string): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await machine(applicationId);
      await accept(applicationId);
    }
  };

  const bodyOf = (applicationId: string, act: Act): object =>
    bodyOn(oracle.applications.get(applicationId)?.referral, act);

  const onLine = (path: object, by: Principal | Founder, body: object): Promise<void> => {
    const route = 'groupId' in path ? 'POST /groups/{groupId}/acts' : 'POST /lines/{lineId}/acts';
    const request = { actor: arnOf(by), route, params: { ...path }, query: {}, body };
    return actOnLine(request, silent).then(answered);
  };

  const remember = (again: () => Promise<void>): Promise<void> => {
    last = again;
    return again();
  };

  const run = (asked: Command): Promise<void> => {
    ids += 1;
    const actId = `act-${ids}`;
    if ('by' in asked) lastBy = asked.by;
    switch (asked.do) {
      case 'apply':
        return apply(asked).then(() => undefined);
      case 'establish':
        return establish(asked);
      case 'machine':
        return machine(appAt(asked.app));
      case 'accept':
        return accept(appAt(asked.app));
      case 'carry':
        return carry(appAt(asked.app));
      case 'answer': {
        const applicationId = appAt(asked.app);
        const { customerId = 'c1' } = oracle.applications.get(applicationId) ?? {};
        return desk.inform({ applicationId, customerId, answerId: actId });
      }
      case 'act': {
        const applicationId = appAt(asked.app);
        const body = { ...bodyOf(applicationId, asked.act), actId };
        return remember(() => desk.act(body, arnOf(asked.by), applicationId).then(answered));
      }
      case 'line': {
        const all = [...oracle.lines.keys()];
        const lineId = all[asked.line % Math.max(1, all.length)] ?? 'c1|main';
        const { act } = asked;
        const what =
          act === 'join'
            ? { act: 'set-group', groupId: 'g' }
            : act === 'leave'
              ? { act: 'set-group' }
              : act === 'close-line'
                ? { act, reasons: [{ code: 'no-more-orders', text: 'There were no orders' }] }
                : { act };
        return remember(() => onLine({ lineId }, asked.by, { ...what, actId, reason: 'R' }));
      }
      case 'group': {
        const limit = { act: 'set-limit', limitMinor: asked.dollars, currency: 'USD' };
        return remember(() => onLine({ groupId: 'g' }, asked.by, { ...limit, actId, reason: 'R' }));
      }
      case 'trouble': {
        const command = brokenPromise(actId);
        return atLast()
          .then(() => ledger.post(commandOf(command, accountOf(asked.customer))))
          .then(hear);
      }
      case 'repeat':
        return last?.() ?? Promise.resolve();
    }
  };

  /** Reviews that lines asked for become applications, as their queue brings them. */
  const beginReviews = async (): Promise<void> => {
    for (let next = due.shift(); next !== undefined; next = due.shift()) {
      if (next.type !== 'CreditReviewDue') continue;
      const { lineId, applicationId } = next.data;
      const line = (await lines.load(lineId))?.line;
      if (line === undefined) continue;
      ownPeople.set(applicationId, ownPeople.get(line.applicationId));
      known.set(applicationId, known.get(line.applicationId) ?? false);
      await desk.command({
        kind: 'begin-review',
        inputId: `application:${applicationId}`,
        customerId: line.customerId,
        cause: { causationId: 'r', correlationId: 'r' },
        review: next.data,
        line,
      });
    }
  };

  return {
    oracle,
    refusals,
    /** Whoever is not told here has no role any more. */
    assign: (principal: Principal | 'last', role: CreditRole | undefined) => {
      const of = principal === 'last' ? lastBy : principal;
      if (of === undefined || founders.some((founder) => founder === of)) return;
      if (role === undefined) roleOf.delete(arnOf(of));
      else roleOf.set(arnOf(of), role);
    },
    publish: async (dollars: string): Promise<void> => {
      const rate = { base: 'COP', quote: 'USD', on: today(), rate: dollars };
      const refused = await takeRate({ rates, settings }, rate, false);
      if (refused === undefined) peso = { on: rate.on, dollars: Number(dollars) };
    },
    passHours: (hours: number) => {
      now = addSeconds(now, hours * 3600);
    },
    /** All of it at once: what each reads and commits lies between what the others do. */
    race: async (commands: readonly Command[]): Promise<void> => {
      racing = commands.length > 1;
      oracle.begin();
      const ended = await Promise.allSettled(commands.map(run));
      racing = false;
      oracle.end(ended.every(({ status }) => status === 'fulfilled'));
      for (const each of ended) {
        if (each.status === 'rejected' && !expected.has((each.reason as Error).name)) {
          throw each.reason;
        }
      }
      await beginReviews();
    },
  };
};
