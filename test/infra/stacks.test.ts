import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../infra/app.ts';
import { type Config, environments, parseConfig, readConfig } from '../../infra/config.ts';
import { bundleFunctions, bundlesFolder } from '../../scripts/bundle.ts';

/** Of the 500 that CloudFormation takes: room for the next functions, and time to split again. */
const MOST_RESOURCES = 450;

type Template = {
  readonly Resources: object;
  readonly Outputs?: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>;
};

/** Templates by room (`data`, `core`), in the order in which they are deployed. */
type Rooms = ReadonlyMap<string, Template>;

const made = mkdtempSync(join(tmpdir(), 'cartera-stacks-'));
const folder = (): string => join(mkdtempSync(join(made, 'run-')), 'out');
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeAll(async () => {
  await bundleFunctions();
});

/** The stacks, as if those left out did not exist. */
const synthesizedOf = (config: Config, ...leftOut: readonly string[]): Rooms => {
  const app = createApp({ config, bundles: bundlesFolder, outdir: folder(), validate: false });
  for (const room of leftOut) app.node.tryRemoveChild(`cartera-${config.environment}-${room}`);
  return new Map(
    app
      .synth()
      .stacks.map(({ stackName, template }) => [
        stackName.replace(/^cartera-\w+-/, ''),
        template as Template,
      ]),
  );
};

const exportsOf = (rooms: Rooms, room: string): string[] =>
  Object.values(rooms.get(room)?.Outputs ?? {})
    .flatMap(({ Export }) => (Export === undefined ? [] : [Export.Name.replace(/^.*:/, '')]))
    // CDK ends a name with a digest where the app does not leave that away.
    .map((name) => name.replace(/[0-9A-F]{8}$/, ''))
    .sort();

const importsOf = (rooms: Rooms, room: string): string[] => [
  ...new Set(
    [
      ...JSON.stringify(rooms.get(room)).matchAll(/"Fn::ImportValue":"cartera-\w+-(\w+):[^"]+"/g),
    ].map(([, from = '']) => from),
  ),
];

describe.each(environments())('the stacks of %s', (environment) => {
  let rooms: Rooms;
  beforeAll(() => {
    rooms = synthesizedOf(readConfig(environment));
  });

  it(`stay under ${MOST_RESOURCES} resources each`, () => {
    for (const [room, { Resources }] of rooms) {
      expect(Object.keys(Resources).length, room).toBeLessThan(MOST_RESOURCES);
    }
  });

  it('name one another in one direction only', () => {
    expect([...rooms.keys()]).toEqual(['data', 'core', 'credit', 'observability']);
    expect(importsOf(rooms, 'data')).toEqual([]);
    expect(importsOf(rooms, 'core')).toEqual(['data']);
    expect(importsOf(rooms, 'credit').sort()).toEqual(['core', 'data']);
    expect(importsOf(rooms, 'observability')).toEqual(['core']);
  });

  it('offer doors to one another, and no function, machine or alarm', () => {
    expect(exportsOf(rooms, 'core')).toEqual(
      [
        'RefBus',
        'RefHttpApi',
        'FnGetAttHttpApiApiEndpoint',
        'RefOperationsTopic',
        'RefConfigurationSet',
        'FnGetAttCreditCommandsQueueArn',
        'RefCreditCommandsQueue',
        'FnGetAttCreditSignalsQueueArn',
        'RefCreditSignalsQueue',
        'FnGetAttRejectedInputsQueueArn',
        'RefRejectedInputsQueue',
      ]
        .map((name) => `ExportsOutput${name}`)
        .sort(),
    );
    for (const room of ['credit', 'observability'])
      expect(exportsOf(rooms, room), room).toEqual([]);
  });
});

describe('what a stack offers', () => {
  const everybodyElse = ['core', 'credit', 'observability'];

  it('is the same whoever uses it, so that no deployment stops at an export in use', () => {
    const config = readConfig('prod');
    const all = synthesizedOf(config);
    expect(exportsOf(synthesizedOf(config, ...everybodyElse), 'data')).toEqual(
      exportsOf(all, 'data'),
    );
    const alone = synthesizedOf(config, 'credit', 'observability');
    expect(exportsOf(alone, 'core')).toEqual(exportsOf(all, 'core'));
  });

  it('stays through a restore, which leaves tables behind that others still name', () => {
    const config = readConfig('prod');
    const name = 'restored';
    const streamArn = 'arn:aws:dynamodb:us-east-1:111111111111:table/restored/stream/2026';
    const restored = {
      JournalTable: { name, streamArn },
      ReceivablesTable: { name },
      CollectionsTable: { name },
      ContactTable: { name },
      AlertsTable: { name },
      CreditTable: { name },
    };
    const changed = parseConfig('config/prod.json', {
      ...config,
      data: { ...config.data, restored },
    });
    expect(exportsOf(synthesizedOf(changed, ...everybodyElse), 'data')).toEqual(
      exportsOf(synthesizedOf(config, ...everybodyElse), 'data'),
    );
  });
});
