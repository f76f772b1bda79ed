import type { DomainData } from '../../../events/catalogue.ts';
import type { OpeningSettings } from './settings.ts';

/** What a customer's line of credit says of it when a case opens. */
export type CreditStanding = NonNullable<DomainData<'CaseOpened'>['credit']>;

/** The strategy of a new case: that of the customer's risk class, else the one of everybody. */
export const strategyFor = (
  { strategy, strategyByRisk }: Pick<OpeningSettings, 'strategy' | 'strategyByRisk'>,
  credit: CreditStanding | undefined,
): OpeningSettings['strategy'] => (credit && strategyByRisk[credit.riskClass]) ?? strategy;
