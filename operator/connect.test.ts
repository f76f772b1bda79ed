import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; body: string };

let server: Server;
let base: string;
let seen: Seen[];
beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      response.writeHead(200).end('{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  cloud.reset();
});

const cloud = mockClient(CloudFormationClient);

const call = {
  method: 'POST',
  path: '/v1/operator/accounts/acme%7Cmain%7CUSD/acts',
  body: { actId: 'a-1' },
} as const;

describe('a session of npm run dev', () => {
  it('is told who calls, and nothing is signed', async () => {
    const send = await connect({ kind: 'local', url: `${base}/`, caller: 'ana' });
    expect(await send(call)).toEqual({ status: 200, text: '{"ok":true}' });
    expect(seen).toMatchObject([{ method: 'POST', url: call.path, body: '{"actId":"a-1"}' }]);
    expect(seen[0]?.headers['x-cartera-caller']).toBe('ana');
    expect(seen[0]?.headers['authorization']).toBeUndefined();
  });

  it('that is not there is told as that', async () => {
    const send = await connect({ kind: 'local', url: 'http://127.0.0.1:9', caller: 'ana' });
    await expect(send(call)).rejects.toThrow('http://127.0.0.1:9 cannot be reached');
    const gone = createServer();
    const port = await new Promise<number>((resolve) => {
      gone.listen(0, '127.0.0.1', () => resolve((gone.address() as AddressInfo).port));
    });
    await new Promise((resolve) => gone.close(resolve));
    const left = await connect({ kind: 'local', url: `http://127.0.0.1:${port}`, caller: 'ana' });
    await expect(left(call)).rejects.toThrow(
      `nothing answers at http://127.0.0.1:${port}; a local session is started with: npm run dev`,
    );
  });
});

describe('an environment', () => {
  const keys = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'eu-west-1',
  };
  const before = { ...process.env };
  beforeEach(() => Object.assign(process.env, keys));
  afterEach(() => {
    for (const key of Object.keys(keys)) {
      const value = before[key];
      if (value === undefined) delete process.env[key];
      else process.env[key] = value;
    }
  });

  it('is found by the outputs of its stack, and asked with a signature for its region', async () => {
    cloud.on(DescribeStacksCommand, { StackName: 'cartera-dev-core' }).resolves({
      Stacks: [
        {
          StackName: 'cartera-dev-core',
          StackId: 'arn:aws:cloudformation:sa-east-1:111122223333:stack/cartera-dev-core/x',
          CreationTime: new Date(0),
          StackStatus: 'CREATE_COMPLETE',
          Outputs: [{ OutputKey: 'ApiUrl', OutputValue: base }],
        },
      ],
    });
    const send = await connect({ kind: 'environment', name: 'dev' });
    await send({ method: 'GET', path: '/v1/operator/tasks', query: { desk: 'a b', asOf: '1' } });
    expect(seen).toMatchObject([{ method: 'GET', url: '/v1/operator/tasks?desk=a%20b&asOf=1' }]);
    expect(seen[0]?.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/sa-east-1\/execute-api\/aws4_request, /,
    );
    expect(seen[0]?.headers['x-cartera-caller']).toBeUndefined();
  });

  it('that is not deployed, or cannot be read, is told with what it needs', async () => {
    cloud.on(DescribeStacksCommand).resolves({ Stacks: [] });
    await expect(connect({ kind: 'environment', name: 'dev' })).rejects.toThrow('no output ApiUrl');
    cloud.on(DescribeStacksCommand).rejects(new Error('Stack with id x does not exist'));
    await expect(connect({ kind: 'environment', name: 'dev' })).rejects.toThrow(
      /cartera-dev-core cannot be read: Stack .* does not exist.*credentials/,
    );
  });

  it('without a file is told with those that have one', async () => {
    await expect(connect({ kind: 'environment', name: 'moon' })).rejects.toThrow(/moon.*dev/s);
  });
});
