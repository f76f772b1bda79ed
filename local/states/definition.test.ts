import { describe, expect, it } from 'vitest';
import { parseDefinition } from './definition.ts';
import { createCompiler } from './jsonata.ts';
import { machine } from './testing.ts';

const compiler = createCompiler({ now: () => 0, random: () => 0, uuid: () => '' });
const parse = (definition: unknown): unknown => parseDefinition(compiler, definition);
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const PASS = { Type: 'Pass', End: true };

describe('what is refused, by name and place', () => {
  it.each<[string, object]>([
    ['JSONPath is not supported at /QueryLanguage', { StartAt: 'A', States: { A: PASS } }],
    [
      'JSONPath is not supported at /States/A/QueryLanguage',
      machine({ A: { ...PASS, QueryLanguage: 'JSONPath' } }),
    ],
    ["'ResultPath' belongs to JSONPath", machine({ A: { ...TASK, ResultPath: '$.x' } })],
    [
      "'.sync' of 'arn:aws:states:::states:startExecution.sync:2'",
      machine({ A: { ...TASK, Resource: 'arn:aws:states:::states:startExecution.sync:2' } }),
    ],
    [
      "activity 'arn:aws:states:us-east-1:0:activity:a'",
      machine({ A: { ...TASK, Resource: 'arn:aws:states:us-east-1:0:activity:a' } }),
    ],
    ["Field 'Credentials' is not supported", machine({ A: { ...TASK, Credentials: {} } })],
    [
      'mode "DISTRIBUTED" is not supported',
      machine({
        A: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED' },
            StartAt: 'B',
            States: { B: PASS },
          },
          End: true,
        },
      }),
    ],
    [
      "Field 'ItemReader' is not supported",
      machine({ A: { Type: 'Map', ItemReader: {}, End: true } }),
    ],
    ["Type 'Loop' is not supported at /States/A/Type", machine({ A: { Type: 'Loop' } })],
    ['Exactly one of Next and End', machine({ A: { Type: 'Pass' } })],
    ["no state 'B' at /States/A", machine({ A: { Type: 'Pass', Next: 'B' } })],
    ["State 'B' is not reachable", machine({ A: PASS, B: PASS })],
    ['MISSING_END_STATE', machine({ A: { Type: 'Pass', Next: 'A' } })],
    [
      "DUPLICATE_STATE_NAME: 'B'",
      machine({
        B: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: PASS } }], End: true },
      }),
    ],
    [
      "Reference to 'phone' at the top level is not supported. at /States/A/Output/v",
      machine({ A: { ...PASS, Output: { v: '{% phone %}' } } }),
    ],
    ["Reference to '$$' is not supported", machine({ A: { ...PASS, Output: '{% $$.x %}' } })],
    [
      "'$states.errorOutput' outside a catcher",
      machine({ A: { ...PASS, Output: '{% $states.errorOutput %}' } }),
    ],
    ['INVALID_JSONATA_EXPRESSION', machine({ A: { ...PASS, Output: '{% a[1,2) %}' } })],
    ["'states' is not a valid variable name", machine({ A: { ...PASS, Assign: { states: 1 } } })],
    ["'a-b' is not a valid variable name", machine({ A: { ...PASS, Assign: { 'a-b': 1 } } })],
    [
      "Variable 'n' belongs to an outer scope",
      machine({
        A: { Type: 'Pass', Assign: { n: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'B', States: { B: { ...PASS, Assign: { n: 2 } } } }],
          End: true,
        },
      }),
    ],
    [
      'States.ALL must stand alone',
      machine({ A: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] } }),
    ],
    [
      'States.ALL must stand alone',
      machine({ A: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } }),
    ],
    [
      'above IntervalSeconds',
      machine({
        A: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] },
      }),
    ],
    [
      'a number of at least 1',
      machine({ A: { ...TASK, Retry: [{ ErrorEquals: ['E'], BackoffRate: 0.5 }] } }),
    ],
    ['from 1 to 99999999', machine({ A: { ...TASK, TimeoutSeconds: 0 } })],
    ['from 0 to 99999999', machine({ A: { Type: 'Wait', Seconds: -1, End: true } })],
    ['Exactly one of Seconds and Timestamp', machine({ A: { Type: 'Wait', End: true } })],
    ['at least one rule', machine({ A: { Type: 'Choice', Choices: [], Default: 'A' } })],
  ])('%s', (message, definition) => {
    expect(() => parse(JSON.stringify(definition))).toThrow(message);
    expect(() => parse(JSON.stringify(definition))).toThrow(
      expect.objectContaining({ name: 'InvalidDefinition' }),
    );
  });
});

it('accepts names in later steps, predicates, sort terms and groupings of a path', () => {
  const sources = [
    '$states.input.items[value > 3].name',
    '$states.input.items^(>price, name).{"n": name}',
    '$states.input.items{kind: $sum(price)}',
    '$map($states.input.items, function($item, $i) { $item.price * $i })',
    '($total := 3; $states.input.items.(price * $total))',
    '$states.input.items#$i.{"i": $i, "n": name}',
    '$states.input.items ~> $map(function($x) { $x.a })',
  ];
  for (const source of sources) {
    const definition = machine({ A: { ...PASS, Output: `{% ${source} %}` } });
    expect(() => parse(definition)).not.toThrow();
  }
});
