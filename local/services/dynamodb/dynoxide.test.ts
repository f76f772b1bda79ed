import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startDynoxide } from './dynoxide.ts';

const create = JSON.stringify({
  TableName: 'Things',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
});

test('answers requests in the order in which they were made', async () => {
  const engine = await startDynoxide();
  await engine.request('CreateTable', create);
  const bodies = Array.from({ length: 50 }, (_, n) =>
    JSON.stringify({
      TableName: 'Things',
      Item: { pk: { S: `${n}` }, v: { S: 'ñ'.repeat(n * 100) } },
    }),
  );
  await Promise.all(bodies.map((body) => engine.request('PutItem', body)));
  const read = await Promise.all(
    bodies.map((_, n) =>
      engine.request(
        'GetItem',
        JSON.stringify({ TableName: 'Things', Key: { pk: { S: `${n}` } } }),
      ),
    ),
  );
  const lengths = read.map(
    ({ body }) => (JSON.parse(body) as { Item: { v: { S: string } } }).Item.v.S.length,
  );
  expect(lengths).toEqual(bodies.map((_, n) => n * 100));
  await engine.close();
  await expect(engine.request('ListTables', '{}')).rejects.toThrow('closed');
});

const refusesConnections = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', () => resolve(true));
  });

test('does not outlive a process that is killed', async () => {
  const module = JSON.stringify(fileURLToPath(new URL('./dynoxide.ts', import.meta.url)));
  const script = `
    const net = require('node:net');
    const listen = net.Server.prototype.listen;
    net.Server.prototype.listen = function (...args) {
      this.once('listening', () => console.log(this.address().port));
      return listen.apply(this, args);
    };
    import(${module}).then(({ startDynoxide }) => startDynoxide()).then(() => { console.log('up'); setInterval(() => {}, 1e6); });`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes('up')) break;
  }
  const port = Number.parseInt(said, 10);
  expect(await refusesConnections(port)).toBe(false);
  child.kill('SIGKILL');
  const gone = async (): Promise<boolean> => {
    for (let attempt = 0; attempt < 200; attempt += 1) {
      if (await refusesConnections(port)) return true;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return false;
  };
  expect(await gone()).toBe(true);
});
