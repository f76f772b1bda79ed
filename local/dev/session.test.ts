import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterEach, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const pages = ['docs/dev-session.md', 'docs/dev-credit.md'];
const assembly = process.env['CARTERA_ASSEMBLY'] ?? join(root, 'cdk.out');
const run = promisify(execFile);

let session: ChildProcess | undefined;

afterEach(() => {
  session?.kill();
});

/** Starts a session on a free port; answers with the lines that it greets with, and the port. */
const start = async (at: string): Promise<{ greeting: string; port: string }> => {
  const args = ['local/dev/main.ts', '--port', '0', '--at', at, '--assembly', assembly];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  session = child;
  const greeting: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    greeting.push(line);
    if (line.includes('GET ')) break;
  }
  const port = /localhost:(\d+)/.exec(greeting.join('\n'))?.[1] ?? '';
  return { greeting: `${greeting.join('\n')}\n`, port };
};

/** What a command of the page prints, as if the session were on the port that the page names. */
const output = async (command: string, port: string): Promise<string> => {
  const here = command
    .replaceAll('localhost:4000', `127.0.0.1:${port}`)
    .replace('npm run -s sign --', `'${process.execPath}' local/dev/sign.ts`)
    .replace('npm run -s cartera --', `'${process.execPath}' operator/main.ts`);
  const { stdout } = await run('sh', ['-c', here], { cwd: root });
  return stdout.endsWith('\n') || stdout === '' ? stdout : `${stdout}\n`;
};

it.each(pages)('answers to the commands of %s with what the page shows', async (name) => {
  const page = join(root, name);
  mkdirSync(join(root, 'out/dev'), { recursive: true });
  const written = readFileSync(page, 'utf8');
  let port = '';
  let text = '';
  let rest = written;
  for (;;) {
    const block = /```console\n([\s\S]*?)```/.exec(rest);
    if (block === null) break;
    text += `${rest.slice(0, block.index)}\`\`\`console\n`;
    rest = rest.slice(block.index + block[0].length);
    for (const line of (block[1] ?? '').split('\n').filter((each) => each.startsWith('$ '))) {
      const command = line.slice(2);
      text += `${line}\n`;
      const at = /--at (\S+)/.exec(command)?.[1];
      if (command.startsWith('npm run dev') && at !== undefined) {
        const started = await start(at);
        port = started.port;
        text += started.greeting.replaceAll(`localhost:${port}`, 'localhost:4000');
      } else {
        text += await output(command, port);
      }
    }
    text += '```';
  }
  await expect(text + rest).toMatchFileSnapshot(page);
});

it.each(['main.ts', 'sign.ts'])('%s tells how it is used', async (file) => {
  const command = async (...args: readonly string[]) =>
    run(process.execPath, [`local/dev/${file}`, ...args], { cwd: root }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout,
        stderr,
      }),
    );
  const help = await command('--help');
  expect([help.code, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(/^usage: npm run .*\n[\s\S]+--help/);
  const unknown = await command('--colour', 'red');
  expect([unknown.code, unknown.stdout]).toEqual([2, '']);
  expect(unknown.stderr).toContain("Unknown option '--colour'");
  expect(unknown.stderr).toContain('usage: npm run');
  expect(unknown.stderr).not.toMatch(/^\s+at /m);
});

it('lets time pass by itself, and stops', async () => {
  const { port } = await start('2026-03-02T08:00:00Z');
  const control = async (path: string, method = 'POST') => {
    const answer = await fetch(`http://127.0.0.1:${port}/_dev${path}`, { method });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  expect((await control('/run?speed=0')).status).toBe(400);
  expect((await control('/run?speed=86400')).body['running']).toBe(true);
  await expect
    .poll(async () => Date.parse(String((await control('', 'GET')).body['virtualTime'])), {
      timeout: 300_000,
    })
    .toBeGreaterThan(Date.parse('2026-03-03T00:00:00Z'));
  const paused = (await control('/pause')).body;
  expect(paused['running']).toBe(false);
  expect((await control('', 'GET')).body['virtualTime']).toBe(paused['virtualTime']);
  expect((await control('/jump?to=2026-03-01')).status).toBe(400);
  expect((await control('/messages/1', 'GET')).status).toBe(404);
});
