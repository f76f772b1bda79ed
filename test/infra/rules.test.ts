import { describe, expect, it } from 'vitest';
import { domainEvents, inboundEvents } from '../../events/catalogue.ts';
import { alertableNames } from '../../shared/domain/alerts/alert-of.ts';
import { movesExposure } from '../../shared/domain/credit/line/news.ts';
import { at, synthesized } from './support/template.ts';

const patternOf = async (rule: string) => {
  const stacks = await synthesized('dev');
  return stacks.get(rule).property('EventPattern');
};

describe('what the rules of the bus let through', () => {
  it('is every inbound event of the catalogue', async () => {
    expect(at(await patternOf('InboundEventsRule'), 'detail-type')).toEqual(
      Object.keys(inboundEvents),
    );
  });

  it('wakes cases by every ledger event but those that change no balance, and by messages that reached nobody', async () => {
    const pattern = await patternOf('CaseSignalsRule');
    const unmoved = new Set<string>([
      'EntryHeld',
      'EntryRefused',
      'PaymentUnmatched',
      'WriteOffRequested',
      'WriteOffRejected',
      'PromiseBroken',
    ]);
    const moving = Object.values(domainEvents)
      .filter(({ context, name }) => context === 'receivables' && !unmoved.has(name))
      .map(({ name }) => name);
    expect(at(pattern, 'source')).toEqual(['cartera.receivables', 'cartera.contact']);
    const unreached = ['ContactBounced', 'ContactFailed'];
    expect([...(at(pattern, 'detail-type') as string[])].sort()).toEqual(
      [...moving, ...unreached].sort(),
    );
  });

  it('looks at credit lines after what a ledger adds or takes, when a review begins and when a line is closed', async () => {
    const pattern = await patternOf('CreditSignalsRule');
    expect(at(pattern, 'source')).toEqual(['cartera.receivables', 'cartera.credit']);
    expect([...(at(pattern, 'detail-type') as string[])].sort()).toEqual(
      [
        ...movesExposure,
        'PromiseBroken',
        'InvoiceDisputed',
        'InvoiceDisputeCleared',
        'CreditReviewDue',
        'CreditLineClosed',
      ].sort(),
    );
  });

  it('lets every event through that may raise an alert, and no other', async () => {
    const patterns = [await patternOf('AlertsRule'), await patternOf('HeldAlertsRule')];
    const through = (what: string) =>
      patterns.flatMap((pattern) => at(pattern, what) as string[]).sort();
    // Each by one way: an event that came by both would be told at once, and again in its time.
    expect(through('detail-type')).toEqual([...alertableNames].sort());
    expect(new Set(through('source'))).toEqual(
      new Set(alertableNames.map((name) => `cartera.${domainEvents[name].context}`)),
    );
  });
});
