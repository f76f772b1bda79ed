import { InvariantError } from '../../domain/errors.ts';
import type { Entrant } from '../../domain/ledger/check.ts';
import { decide, introducedBy } from '../../domain/ledger/decide.ts';
import type { Account, Chunk, Job, Loaded, Need } from '../../domain/ledger/types.ts';
import type { AccountCommand } from '../../ports/commands.ts';
import type { Ledger, Posted } from '../../ports/ledger.ts';
import { changedRepeat, refuseChanged } from './content.ts';
import type { Held, LedgerStore, Opened } from './store.ts';

/** Someone else keeps committing to the account, although its commands come one at a time. */
export class LedgerContended extends Error {
  override readonly name = 'LedgerContended';
}

/** The account is in the middle of a large payment; this delivery did another part of it. */
export class PlanUnfinished extends Error {
  override readonly name = 'PlanUnfinished';
}

/** Races are rare in a FIFO group: an expired visibility, or an operator's command. */
const maxConflicts = 5;

/**
 * Transactions that one delivery makes for one plan. 20 of them settle 800 instalments and take
 * about half a second, far from the function's timeout.
 */
const maxChunksPerDelivery = 20;

const drive = async (
  store: LedgerStore,
  job: Job & { readonly command: Entrant },
  opened: Opened,
): Promise<Chunk> => {
  const { accountId } = opened.account;
  const answer = async (need: Need): Promise<Loaded> => {
    if (need.kind === 'invoices') {
      const known = need.numbers.flatMap((number) => opened.invoices.get(number) ?? []);
      const numbers = need.numbers.filter((number) => !opened.invoices.has(number));
      if (numbers.length === 0) return { invoices: known };
      const more = await store.load(accountId, { kind: 'invoices', numbers });
      return { invoices: [...known, ...(more.invoices ?? [])] };
    }
    if (need.kind === 'payments') {
      const known = need.ids.flatMap((id) => opened.payments.get(id) ?? []);
      const ids = need.ids.filter((id) => !opened.payments.has(id));
      if (ids.length === 0) return { payments: known };
      const more = await store.load(accountId, { kind: 'payments', ids });
      return { payments: [...known, ...(more.payments ?? [])] };
    }
    return store.load(accountId, need);
  };
  const decision = decide(opened.account, job);
  let step = decision.next();
  while (!step.done) step = decision.next(await answer(step.value));
  return step.value;
};

type Advance = {
  readonly outcome: Posted['outcome'];
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly recorded?: readonly string[] | undefined;
  readonly account: Account;
};

/** The id stands for something else already; the person is told, and the journal is not. */
const actTaken = (takenId: string, account: Account): Advance => ({
  outcome: 'refused',
  account,
  ...(takenId.startsWith('act:')
    ? {
        code: 'act-id-taken',
        message: `${takenId} was carried out before, and it was another act`,
      }
    : { code: 'differs', message: `${takenId} came before with other figures, and those count` }),
});

/**
 * Posts commands to accounts, exactly once each: load, decide, commit; again when someone else
 * was faster. An unfinished plan of the account is finished first, whoever began it, so no
 * decision ever sees half a payment.
 */
export const createLedger = (store: LedgerStore): Ledger => {
  /** Tells once of a document that came again with other figures; those that are booked stand. */
  const refuse = async (command: Entrant): Promise<Advance> => {
    const repeat = changedRepeat(command);
    for (let conflicts = 0; conflicts <= maxConflicts; conflicts += 1) {
      const { account, seen } = await store.open(repeat);
      if (seen) return { outcome: 'duplicate', account };
      if (account.plan) {
        await finish(account);
        continue;
      }
      const chunk = refuseChanged(account, command.inputId, repeat);
      const outcome = await store.commit(account, { command: repeat }, chunk);
      if (outcome.committed) {
        return { outcome: 'refused', code: chunk.refused, account: outcome.account };
      }
    }
    throw new LedgerContended(`${command.accountId} changed ${maxConflicts} times meanwhile`);
  };

  /** Runs one command until it is done or the delivery's share of its plan is. */
  const advance = async (command: Entrant, heldFor?: string): Promise<Advance> => {
    let opened = await store.open(command);
    let conflicts = 0;
    let result: Omit<Advance, 'account'> = { outcome: 'duplicate' };
    for (let chunks = 0; ; ) {
      const { takenId } = opened;
      if (takenId !== undefined && heldFor === undefined) {
        return command.act ? actTaken(takenId, opened.account) : refuse(command);
      }
      const { plan } = opened.account;
      if (plan && plan.planId !== command.inputId) {
        await finish(opened.account);
        opened = await store.open(command);
        continue;
      }
      const resumable = plan !== undefined;
      if (!resumable && (chunks > 0 || (opened.seen && heldFor === undefined))) {
        return { ...result, account: opened.account };
      }
      if (chunks >= maxChunksPerDelivery) return { ...result, account: opened.account };
      const job = { command, heldFor, plan, bookedIn: opened.bookedIn };
      const chunk = await drive(store, job, opened);
      if (chunk.holdFor !== undefined && chunk.holdFor === heldFor) {
        // What it waits for was announced again, and is still held itself.
        return { outcome: 'held', account: opened.account };
      }
      if (chunk.refused !== undefined && chunk.entries.length === 0) {
        const { refused: code, message } = chunk;
        return { outcome: 'refused', code, message, account: opened.account };
      }
      const outcome = await store.commit(opened.account, job, chunk);
      if (outcome.committed) {
        chunks += 1;
        if (!resumable) {
          result = {
            outcome: chunk.refused ? 'refused' : chunk.holdFor ? 'held' : 'posted',
            code: chunk.refused,
            recorded: chunk.entries.map(({ fact }) => fact.type),
          };
        }
        opened = { ...opened, account: outcome.account, invoices: new Map(), payments: new Map() };
        if (!chunk.plan) return { ...result, account: outcome.account };
        continue;
      }
      // Someone else applied what was held. A payment that another account took is decided again.
      if (outcome.because === 'condition' && heldFor !== undefined) {
        return { ...result, account: opened.account };
      }
      conflicts += 1;
      if (conflicts > maxConflicts) {
        throw new LedgerContended(`${command.accountId} changed ${conflicts} times meanwhile`);
      }
      opened = await store.open(command);
    }
  };

  /** Applies what waited for something that exists now, and what waited for that in turn. */
  const applyHeld = async (account: Account, referents: readonly string[]): Promise<string[]> => {
    const introduced = [...referents];
    let current = account;
    for (const referent of introduced) {
      if (current.heldCount === 0) break;
      const waiting: readonly Held[] = await store.held(current.accountId, referent);
      for (const { command } of waiting) {
        const advanced = await advance(command, referent);
        current = advanced.account;
        const next = introducedBy(command);
        if (advanced.outcome === 'posted' && next !== undefined) introduced.push(next);
      }
    }
    return introduced;
  };

  /** Takes an unfinished plan to its end. @throws PlanUnfinished when one delivery is not enough. */
  const finish = async (account: Account): Promise<string[]> => {
    const planId = account.plan?.planId ?? '';
    const command = await store.planned(account.accountId, planId);
    if (!command) throw new InvariantError(`the plan ${planId} has no command`);
    const advanced = await advance(command);
    if (advanced.account.plan) {
      throw new PlanUnfinished(`${planId} of ${account.accountId} needs more transactions`);
    }
    return applyHeld(advanced.account, [introducedBy(command) ?? []].flat());
  };

  const conclude = async (command: Entrant, advanced: Advance): Promise<Posted> => {
    const { outcome, code, message, recorded, account } = advanced;
    const own = outcome === 'refused' || outcome === 'held' ? undefined : introducedBy(command);
    const referents = own === undefined ? [] : [own];
    if (account.plan) {
      const { planId, chunk } = account.plan;
      const continuation: AccountCommand = {
        kind: 'continue-plan',
        inputId: `plan:${planId}:${chunk}`,
        accountId: command.accountId,
        cause: command.cause,
        planId,
        chunk,
      };
      return { outcome, code, message, recorded, introduced: referents, continuation };
    }
    const introduced = await applyHeld(account, referents);
    return { outcome, code, message, recorded, introduced };
  };

  return {
    post: async (command) => {
      if (command.kind !== 'continue-plan') return conclude(command, await advance(command));
      const account = await store.account(command.accountId);
      const planned =
        account.plan?.planId === command.planId
          ? await store.planned(command.accountId, command.planId)
          : undefined;
      if (!planned) return { outcome: 'duplicate', introduced: [] };
      return conclude(planned, { ...(await advance(planned)), outcome: 'posted' });
    },
  };
};
