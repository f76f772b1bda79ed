import { createHandler } from '../../functions/collections/act-on-case/handler.ts';
import { createMemoryCollections } from '../../shared/adapters/memory/collections.ts';
import { openCase, openTask } from '../../shared/domain/collections/facts.ts';
import type { OpenItem } from '../../shared/domain/collections/types.ts';
import { createLogger } from '../../shared/lambda/logger.ts';
import type { CaseActs } from '../../shared/ports/collections.ts';
import type { LedgerReader } from '../../shared/ports/ledger.ts';
import { strategyOf } from '../../strategies/catalogue.ts';
import { hash } from './collection-world.ts';
import {
  accountId,
  at,
  day,
  defaultStrategy,
  item,
  ledgerPositionOf,
  positionOf,
  viewOf,
} from './collections.ts';
import { ana } from './operator-desk.ts';

export const silent = () => createLogger({}, () => undefined);

/** A ledger that shows its oldest items only, as many as it is asked for. */
const ledgerOf = (items: readonly OpenItem[]): Pick<LedgerReader, 'position'> => ({
  position: async (id, { limit = 200 } = {}) => ledgerPositionOf(items, { accountId: id, limit }),
});

type Setting = {
  readonly items?: readonly OpenItem[];
  readonly zone?: string;
  /** Left out where the account never had a case. */
  readonly withCase?: boolean;
  readonly acts?: (acts: CaseActs) => CaseActs;
};

const cause = { causationId: 'x', correlationId: 'x' };
const now = at('2026-06-20T03:00:00Z');
const taskAct = {
  stage: 'administrative',
  step: 'call-debtor',
  anchorOn: day('2026-06-05'),
  dueAt: now,
  action: { kind: 'task', role: 'collector', task: 'call-debtor', dueInDays: 2 },
} as const;

/** The door of `act-on-case` over an open case with one task; it is 3:00 UTC on 20 June 2026. */
export const openCaseDesk = async (setting: Setting = {}) => {
  const { items = [item('2026-06-05', { invoiceNumber: 'F1' })], zone = 'UTC' } = setting;
  const memory = createMemoryCollections();
  if (setting.withCase !== false) {
    const opened = openCase(accountId, 'acme', defaultStrategy, undefined, 'live');
    const stored = await memory.cases.commit({
      stored: undefined,
      facts: [opened],
      effectiveOn: day('2026-06-01'),
      cause,
    });
    if (stored === 'conflict') throw new Error('nobody else is here');
    const context = {
      state: stored.state,
      position: positionOf(items),
      strategy: defaultStrategy,
      thresholds: { default: 1, byCurrency: {} },
      zone: 'UTC',
      mode: 'live',
      now,
    } as const;
    const facts = [openTask(context, taskAct, taskAct.action)];
    await memory.cases.commit({ stored, facts, effectiveOn: day('2026-06-20'), cause });
  }
  const before = memory.journal.length;
  const { acts = (given) => given } = setting;
  const handle = createHandler({
    cases: acts(memory.acts),
    ledger: ledgerOf(items),
    parties: { ofCustomer: async () => viewOf({ zone }) },
    strategyOf,
    clock: { now: () => now },
    hash,
  });
  const asked =
    (kind: 'case' | 'tasks') =>
    (body: unknown, actor: string = ana) =>
      handle(
        {
          actor,
          route: `POST /v1/operator/accounts/{accountId}/${kind}/acts`,
          params: { accountId },
          query: {},
          body,
        },
        silent(),
      );
  return {
    memory,
    onCase: asked('case'),
    onTask: asked('tasks'),
    facts: () => memory.journal.slice(before),
    state: async () => (await memory.cases.load(accountId))?.state,
    /** The case enters the administrative stage. */
    enter: async (on: string) => {
      const stored = await memory.cases.load(accountId);
      if (!stored) throw new Error('there is no case');
      const { caseId } = stored.state;
      const data = { caseId, accountId, stage: 'administrative', daysPastDue: 1 } as const;
      const facts = [{ type: 'CaseStageEntered', data } as const];
      await memory.cases.commit({ stored, facts, effectiveOn: day(on), cause });
    },
    taskId: `${accountId}|1|call-debtor|2026-06-05`,
  };
};
