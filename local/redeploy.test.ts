import { afterEach, expect, test } from 'vitest';
import { type TestStack, writeAssembly } from './testing/assembly.ts';
import { createBench } from './testing/running.ts';

const bench = createBench();
afterEach(bench.close);

const clock = (
  greeting: string,
  properties: Readonly<Record<string, unknown>> = {},
): TestStack => ({
  functions: {
    Greet: {
      code: `let calls = 0; exports.handler = async () => process.env.GREETING + ' ' + (calls += 1) + ' ${greeting.length}';`,
      environment: { GREETING: greeting },
      properties,
    },
  },
});

const withAssembly = async (stack: TestStack, use: (path: string) => Promise<void>) => {
  const { path, remove } = writeAssembly({ Main: stack });
  try {
    await use(path);
  } finally {
    remove();
  }
};

test('a function runs the new code in the new environment, and starts afresh', async () => {
  const runtime = await bench.start(clock('hello'));
  await runtime.invoke('Greet', {});
  expect(await runtime.invoke('Greet', {})).toBe('hello 2 5');
  await withAssembly(clock('good morning'), async (path) => {
    await runtime.redeploy(path);
    expect(await runtime.invoke('Greet', {})).toBe('good morning 1 12');
  });
});

test('whatever else changes is refused by name, and nothing is deployed', async () => {
  const runtime = await bench.start(clock('hello'));
  await withAssembly(clock('good morning', { Timeout: 20 }), async (path) => {
    await expect(runtime.redeploy(path)).rejects.toThrow(
      /change otherwise: Main\/Greet\w* \(AWS::Lambda::Function\)/,
    );
  });
  expect(await runtime.invoke('Greet', {})).toBe('hello 1 5');
});
