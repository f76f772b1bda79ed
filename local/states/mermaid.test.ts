import { expect, it } from 'vitest';
import { toMermaid } from './mermaid.ts';
import { machine } from './testing.ts';

it('draws states, conditions, catchers and inner flows', () => {
  const branch = (name: string): object => ({
    StartAt: name,
    States: { [name]: { Type: 'Succeed' } },
  });
  const diagram = toMermaid(
    machine({
      'Is it "due"?': {
        Type: 'Choice',
        Choices: [
          { Condition: "{% $states.input.kind = 'a:b;' %}", Next: 'Act' },
          { Condition: '{% $states.input.no %}', Next: 'Stop', Comment: 'refused' },
        ],
        Default: 'Act',
      },
      Act: {
        Type: 'Parallel',
        Branches: [branch('One'), branch('Two')],
        Catch: [{ ErrorEquals: ['A', 'B'], Next: 'Stop' }],
        End: true,
      },
      Stop: { Type: 'Fail' },
    }),
  );
  expect(diagram.split('\n')).toEqual([
    'stateDiagram-v2',
    `  state "Is it 'due'?" as s1`,
    '  state "Act" as s2 {',
    '    state "One" as s3',
    '    [*] --> s3',
    '    s3 --> [*]',
    '    --',
    '    state "Two" as s4',
    '    [*] --> s4',
    '    s4 --> [*]',
    '  }',
    '  state "Stop" as s5',
    '  [*] --> s1',
    "  s1 --> s2 : $states.input.kind = 'a#58;b#59;'",
    '  s1 --> s5 : refused',
    '  s1 --> s2 : otherwise',
    '  s2 --> s5 : on A, B',
    '  s2 --> [*]',
    '  s5 --> [*] : fails',
    '',
  ]);
});
