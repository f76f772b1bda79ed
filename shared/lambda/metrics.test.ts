import { expect, it } from 'vitest';
import { instant } from '../domain/calendar.ts';
import { createMetrics } from './metrics.ts';

it('writes a line of the embedded metric format for each figure', () => {
  const lines: string[] = [];
  const metrics = createMetrics('Cartera/dev', (line) => lines.push(line));
  metrics(instant('2026-03-02T06:00:00.000Z'), [
    { dimensions: { Currency: 'USD' }, values: { Invoiced: 12.5, Credited: 1 } },
    { dimensions: {}, values: { Payments: 2 } },
  ]);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      _aws: {
        Timestamp: 1_772_431_200_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Cartera/dev',
            Dimensions: [['Currency']],
            Metrics: [{ Name: 'Invoiced' }, { Name: 'Credited' }],
          },
        ],
      },
      Currency: 'USD',
      Invoiced: 12.5,
      Credited: 1,
    },
    {
      _aws: {
        Timestamp: 1_772_431_200_000,
        CloudWatchMetrics: [
          { Namespace: 'Cartera/dev', Dimensions: [[]], Metrics: [{ Name: 'Payments' }] },
        ],
      },
      Payments: 2,
    },
  ]);
});
