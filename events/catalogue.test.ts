import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contractOf, domainEvents, inboundEvents } from './catalogue.ts';
import { detailOf, type EventContract } from './envelope.ts';

const contracts: readonly EventContract[] = [
  ...Object.values(inboundEvents),
  ...Object.values(domainEvents),
];
const json = (...path: string[]): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, ...path), 'utf8'));

const ajv = new Ajv2020({ strict: false, validateFormats: false });

type Node = {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
};
const undescribed = (node: Node, path: string): string[] => [
  ...Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${path}.${name}`]),
    ...undescribed(field, `${path}.${name}`),
  ]),
  ...(node.items ? undescribed(node.items, `${path}[]`) : []),
];

/** `InvoiceIssued` lives in `invoice-issued.v1.ts`. */
const fileOf = ({ name, version }: EventContract): string =>
  `${name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.v${version}.ts`;

describe.each(contracts.map((contract) => ({ name: contract.name, contract })))(
  '$name',
  ({ name, contract }) => {
    const example = json('examples', `${name}.json`);

    it('is listed under its own name and lives in the file of that name', () => {
      expect(contractOf(name)).toBe(contract);
      expect(existsSync(join(import.meta.dirname, fileOf(contract)))).toBe(true);
    });

    it('has an example that its contract reads back unchanged', () => {
      // Fields that the contract does not know would be left out: the example has none.
      expect(detailOf(contract).parse(example)).toEqual(example);
    });

    it('has a published schema that takes the example and not an empty one', () => {
      const schema = json('schemas', `${name}.v${contract.version}.json`) as object;
      const validate = ajv.compile(schema);
      expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
      expect(validate({})).toBe(false);
    });

    it('says what it and each of its fields mean', () => {
      const schema = z.toJSONSchema(contract.data, { io: 'input' }) as Node & { title?: string };
      expect(schema.title).toBe(name);
      expect(schema.description).toMatch(/\S/);
      expect(undescribed(schema, name)).toEqual([]);
    });
  },
);

it('lists every contract file', () => {
  const files = readdirSync(import.meta.dirname).filter((file) => /\.v\d+\.ts$/.test(file));
  expect(new Set(files)).toEqual(new Set(contracts.map(fileOf)));
});

it('holds no personal data outside the inbound customer', () => {
  const names = (node: Node): string[] =>
    Object.entries(node.properties ?? {}).flatMap(([name, field]) => [
      name,
      ...names(field),
      ...(field.items ? names(field.items) : []),
    ]);
  const personal = /^(name|email|phone|address|to|body|subject)$/i;
  const offenders = Object.values(domainEvents).filter((contract) =>
    names(z.toJSONSchema(contract.data as z.ZodType) as Node).some((name) => personal.test(name)),
  );
  expect(offenders.map(({ name }) => name)).toEqual([]);
});
