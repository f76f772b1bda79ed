import { describe, expect, it } from 'vitest';
import { publishedPolicies, publishedScorecards } from '../../../../credit-policies/catalogue.ts';
import { reasonTexts } from '../../../../credit-policies/reasons.ts';
import { missingReason } from '../../scoring/score.ts';
import { ownReasons as lessReasons, setAsideReasons } from '../application/adverse.ts';
import { ownReasons } from '../decision.ts';
import { ownReasons as standingReasons } from '../standing.ts';
import type { PrincipalReason } from '../types.ts';
import { toldIn } from './reasons.ts';

const published = (): PrincipalReason[] => [
  ...publishedPolicies.flatMap(({ knockOuts, missing }) =>
    [...knockOuts, ...missing].map(({ reason }) => reason),
  ),
  ...publishedScorecards.flatMap(({ characteristics }) =>
    characteristics.flatMap(({ reason: { code, text } }) => [
      { code, text },
      missingReason({ code, text }),
    ]),
  ),
  ...Object.values({ ...lessReasons, ...setAsideReasons }),
  ...Object.entries({ ...ownReasons, ...standingReasons }).map(([code, text]) => ({ code, text })),
];

describe('reasons told', () => {
  it('have words in every language, whatever publishes them', () => {
    const all = published();
    expect(all.length).toBeGreaterThan(30);
    for (const locale of ['en', 'es', 'pt'] as const) {
      expect(toldIn(locale, all, reasonTexts).asDecided).toEqual([]);
    }
    expect(toldIn('en', all, reasonTexts).texts).toEqual(all.map(({ text }) => text));
  });

  it('are in the language of the applicant, in their order', () => {
    const reasons = [
      { code: 'insolvency', text: 'Insolvency is registered at a credit bureau' },
      { code: 'past-due-with-us', text: 'Invoices of ours are past due' },
    ];
    expect(toldIn('es', reasons, reasonTexts).texts).toEqual([
      'Un buró de crédito registra una insolvencia',
      'Hay facturas nuestras vencidas',
    ]);
    expect(toldIn('pt', reasons, reasonTexts).texts[1]).toBe('Há faturas nossas vencidas');
  });

  it('say in that language too that something is not known', () => {
    const reasons = [
      { code: 'bureau-score-missing', text: 'Score of a credit bureau: not known' },
      { code: 'bureau-score-missing', text: 'Nobody asked' },
      { code: 'unheard-missing', text: 'Unheard: not known' },
    ];
    expect(toldIn('pt', reasons, reasonTexts)).toEqual({
      texts: [
        'Pontuação de um birô de crédito: não se conhece',
        'Nobody asked',
        'Unheard: not known',
      ],
      asDecided: ['bureau-score-missing', 'unheard-missing'],
    });
  });

  it('fall back to the words of whoever decided, and say so', () => {
    const reasons = [
      { code: 'insolvency', text: 'Insolvency, as they told us' },
      { code: 'constructor', text: 'Too much' },
    ];
    expect(toldIn('es', reasons, reasonTexts)).toEqual({
      texts: ['Insolvency, as they told us', 'Too much'],
      asDecided: ['insolvency', 'constructor'],
    });
  });
});
