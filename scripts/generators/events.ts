import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { domainEvents, inboundEvents } from '../../events/catalogue.ts';
import { detailOf, type EventContract } from '../../events/envelope.ts';
import { ALERTABLE, CASE_DECISIONS, CASE_SIGNALS } from '../../infra/bus-rules.ts';
import { root } from '../lib/tool.ts';

type Schema = {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
};

const contracts: readonly EventContract[] = [
  ...Object.values(inboundEvents),
  ...Object.values(domainEvents),
];

const schemaPath = ({ name, version }: EventContract): string =>
  `events/schemas/${name}.v${version}.json`;

/**
 * The `detail` of the event on the bus. It is the input side of the contract: fields with a
 * default may be left out, and fields that a later version adds are no error for older readers.
 */
const schemaOf = (contract: EventContract): Schema => {
  const { $schema, ...schema } = z.toJSONSchema(detailOf(contract), { io: 'input' });
  const { title, description } = z.globalRegistry.get(contract.data) ?? {};
  return {
    ...($schema === undefined ? {} : { $schema }),
    $id: `urn:cartera:event:${contract.name}:${contract.version}`,
    title,
    description,
    ...schema,
  } as Schema;
};

const consumersOf = ({ name, direction }: EventContract): string[] => {
  if (direction === 'inbound') return ['receivables/admit-events'];
  const isIn = (list: readonly string[]) => list.includes(name);
  return [
    ...(isIn(CASE_SIGNALS) || isIn(CASE_DECISIONS) ? ['collections/signal-case'] : []),
    ...(isIn(ALERTABLE) ? ['insight/raise-alerts'] : []),
  ];
};

const sourceOf = ({ direction, context }: EventContract): string =>
  direction === 'inbound' ? 'any but `cartera.*`' : `\`cartera.${context}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const anchor = (name: string): string => `[${name}](#${name.toLowerCase()})`;
const code = (text: string): string => `\`${text}\``;

const typeOf = (schema: Schema): string => {
  if (schema.enum) return schema.enum.map((value) => code(String(value))).join(', ');
  if (schema.type === 'array') return `list of ${schema.items ? typeOf(schema.items) : 'anything'}`;
  if (schema.type === 'object') return 'object';
  return schema.format ?? schema.type ?? 'anything';
};

/** One line per field, parts of objects and of list items under the path of their parent. */
const fieldsOf = (schema: Schema, path = ''): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = `${path}${name}`;
    const required = schema.required?.includes(name) ? 'yes' : 'no';
    const fallback =
      field.default === undefined ? '' : `; default ${JSON.stringify(field.default)}`;
    const inner = field.type === 'array' ? field.items : field;
    return [
      row(code(here), typeOf(field), required, cell(`${field.description ?? ''}${fallback}`)),
      ...(inner?.properties
        ? fieldsOf(inner, `${here}${field.type === 'array' ? '[]' : ''}.`)
        : []),
    ];
  });

const exampleOf = ({ name }: EventContract): string =>
  readFileSync(join(root, 'events', 'examples', `${name}.json`), 'utf8').trim();

const sectionOf = (contract: EventContract): string => {
  const schema = schemaOf(contract);
  const consumers = consumersOf(contract).map(code).join(', ');
  return [
    `### ${contract.name}`,
    `${schema.description}.`,
    `Version ${contract.version} · source ${sourceOf(contract)} · consumed by ${consumers || 'subscribers and the archive'} · [schema](../../${schemaPath(contract)}) · [example](../../events/examples/${contract.name}.json)`,
    [
      row('field of `data`', 'type', 'required', 'meaning'),
      row('---', '---', '---', '---'),
      ...fieldsOf(schema.properties?.['data'] ?? {}),
    ].join('\n'),
    `<details><summary>Example</summary>\n\n\`\`\`json\n${exampleOf(contract)}\n\`\`\`\n\n</details>`,
  ].join('\n\n');
};

const metaTable = (contract: EventContract): string =>
  [
    row('field of `meta`', 'type', 'required', 'meaning'),
    row('---', '---', '---', '---'),
    ...fieldsOf(schemaOf(contract).properties?.['meta'] ?? {}),
  ].join('\n');

const overview = (some: readonly EventContract[]): string =>
  [
    row('event', 'meaning', 'source', 'consumed by'),
    row('---', '---', '---', '---'),
    ...some.map((contract) =>
      row(
        anchor(contract.name),
        cell(schemaOf(contract).description ?? ''),
        sourceOf(contract),
        consumersOf(contract).map(code).join(', '),
      ),
    ),
  ].join('\n');

const catalogue = (): string => {
  const inbound = contracts.filter(({ direction }) => direction === 'inbound');
  const domain = contracts.filter(({ direction }) => direction === 'domain');
  return [
    '# Events',
    'Generated by `npm run generate` from the contracts in `events/`. An event on the bus is `{source, detail-type, detail: {meta, data}}`, the detail-type being its name. Amounts are integers in the minor unit of the currency beside them.',
    '## Inbound',
    'What other systems tell us, over the bus or `POST /v1/events`. Any order, any number of times.',
    overview(inbound),
    ...inbound.slice(0, 1).map(metaTable),
    '## Domain',
    'What the journal recorded. Consumers tolerate repeats and any order; `meta.streamId` and `meta.version` tell both.',
    overview(domain),
    ...domain.slice(0, 1).map(metaTable),
    '## Inbound events in detail',
    ...inbound.map(sectionOf),
    '## Domain events in detail',
    ...domain.map(sectionOf),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
};

/** Schemas of all events and the catalogue page. Schemas of events that are no more are stale. */
export const generateEventDocs = (): Map<string, string> =>
  new Map([
    ...contracts.map((contract): [string, string] => [
      schemaPath(contract),
      `${JSON.stringify(schemaOf(contract), null, 2)}\n`,
    ]),
    ['docs/generated/events.md', catalogue()],
  ]);

/** Files beside the schemas and examples that no contract accounts for. */
export const orphans = (): string[] => {
  const names = new Set(contracts.map(({ name }) => name));
  return ['schemas', 'examples'].flatMap((folder) =>
    readdirSync(join(root, 'events', folder))
      .filter((file) => !names.has(file.split('.')[0] ?? ''))
      .map((file) => `events/${folder}/${file}`),
  );
};
