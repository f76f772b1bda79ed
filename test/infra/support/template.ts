import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../scripts/cdk.ts';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };
type Properties = Readonly<Record<string, Json>>;

export type Resource = {
  readonly id: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Properties;
  /** The value under these keys, or undefined where the path ends early. */
  readonly property: (...path: readonly string[]) => Json | undefined;
  readonly deletionPolicy: string | undefined;
};

type Template = {
  readonly Resources: Readonly<
    Record<string, { Type: string; Properties?: Properties; DeletionPolicy?: string }>
  >;
  readonly Outputs?: Readonly<Record<string, { Value: Json; Export?: { Name: string } }>>;
};

export type Synthesized = {
  readonly resources: readonly Resource[];
  readonly outputs: readonly string[];
  readonly ofType: (type: string) => readonly Resource[];
  /** @throws Error when there is no such resource. */
  readonly get: (id: string) => Resource;
  /** A value with its intrinsics spelled out: `JournalTable.Arn`, `AWS::Region`. */
  readonly show: (value: Json | undefined) => Json;
  readonly text: (value: Json | undefined) => string;
};

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const isObject = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A policy's one or several statements, actions or resources. */
export const list = (value: Json | undefined): readonly Json[] =>
  isList(value) ? value : value === undefined ? [] : [value];

/** The value under these keys, or undefined where the path ends early. */
export const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>(
    (found, key) => (found !== undefined && isObject(found) ? found[key] : undefined),
    value,
  );

const load = (folder: string): Synthesized => {
  const templates = readdirSync(folder)
    .filter((file) => file.endsWith('.template.json'))
    .sort()
    .map((file): [string, Template] => [
      file.replace('.template.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template,
    ]);
  const exported = new Map(
    templates.flatMap(([, { Outputs = {} }]) =>
      Object.values(Outputs).flatMap(({ Value, Export }) => (Export ? [[Export.Name, Value]] : [])),
    ) as [string, Json][],
  );

  const show = (value: Json | undefined): Json => {
    if (value === undefined) return null;
    if (isList(value)) return value.map(show);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const [[key, argument] = ['', null]] = entries;
    if (entries.length === 1) {
      if (key === 'Ref') return argument;
      if (key === 'Fn::GetAtt') return (argument as string[]).join('.');
      if (key === 'Fn::Join') {
        const [separator, parts] = argument as [string, Json[]];
        return parts.map((part) => textOf(show(part))).join(separator);
      }
      if (key === 'Fn::ImportValue') return show(exported.get(textOf(argument)));
    }
    return Object.fromEntries(entries.map(([name, each]) => [name, show(each)]));
  };

  const resources = templates.flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(
      ([id, { Type, Properties = {}, DeletionPolicy }]): Resource => ({
        id,
        stack,
        type: Type,
        properties: Properties,
        property: (...path) => at(Properties, ...path),
        deletionPolicy: DeletionPolicy,
      }),
    ),
  );
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  return {
    resources,
    outputs: templates.flatMap(([, { Outputs = {} }]) => Object.keys(Outputs)),
    ofType: (type) => resources.filter((resource) => resource.type === type),
    get: (id) => {
      const found = byId.get(id);
      if (!found) throw new Error(`the stacks have no ${id}`);
      return found;
    },
    show,
    text: (value) => textOf(show(value)),
  };
};

const loaded = new Map<string, Promise<Synthesized>>();

/**
 * The stacks of an environment, synthesized once for each test file, into a folder of its own.
 *
 * @param change of its configuration; told apart by what is in it.
 */
export const synthesized = (
  environment: string,
  change: Pick<Parameters<typeof synthesize>[1] & object, 'restored' | 'creditData'> = {},
): Promise<Synthesized> => {
  const name = `${environment} ${JSON.stringify(change)}`;
  const known = loaded.get(name);
  if (known) return known;
  const folder = mkdtempSync(join(tmpdir(), 'cartera-infra-'));
  const outdir = join(folder, 'out');
  const fresh = synthesize(environment, { outdir, ...change })
    .then(() => load(outdir))
    .finally(() => rmSync(folder, { recursive: true, force: true }));
  loaded.set(name, fresh);
  return fresh;
};
