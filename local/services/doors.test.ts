import { afterEach, describe, expect, test } from 'vitest';
import { arnOf, ref, resource, role, type TestStack, table } from '../testing/assembly.ts';
import { createBench, DAY, HOUR, START } from '../testing/running.ts';

const bench = createBench();
afterEach(bench.close);

describe('an HTTP API', () => {
  const uri = (functionId: string) => arnOf(functionId);
  const routed = (key: string, functionId: string) => ({
    [`Route${functionId}${key.length}`]: resource('AWS::ApiGatewayV2::Route', {
      ApiId: ref('Api'),
      RouteKey: key,
      Target: { 'Fn::Join': ['/', ['integrations', ref(`${functionId}Integration`)]] },
    }),
  });
  const integrated = (functionId: string, source = '/*') => ({
    [`${functionId}Integration`]: resource('AWS::ApiGatewayV2::Integration', {
      ApiId: ref('Api'),
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: uri(functionId),
      PayloadFormatVersion: '2.0',
    }),
    [`${functionId}Permission`]: resource('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: arnOf(functionId),
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': ['', ['arn:aws:execute-api:us-east-1:000000000000:', ref('Api'), source]],
      },
    }),
  });
  const echo =
    'exports.handler = async (event) => ({ statusCode: 201, headers: { "X-Route": event.routeKey }, body: JSON.stringify(event) });';
  const stack = (source?: string): TestStack => ({
    resources: {
      Api: resource('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP', Name: 'doors' }),
      Stage: resource('AWS::ApiGatewayV2::Stage', {
        ApiId: ref('Api'),
        StageName: '$default',
        AutoDeploy: true,
      }),
      ...integrated('Echo', source),
      ...routed('POST /v1/webhooks/{provider}', 'Echo'),
      ...routed('POST /v1/webhooks/special', 'Echo'),
      ...routed('ANY /files/{path+}', 'Echo'),
    },
    functions: { Echo: { code: echo } },
  });
  const parse = (body: string): Record<string, unknown> =>
    JSON.parse(body) as Record<string, unknown>;

  test('hands a request to its function in payload format 2.0', async () => {
    const runtime = await bench.start(stack());
    const answer = await runtime.http({
      method: 'post',
      path: '/v1/webhooks/stripe?a=1&a=2&b=x%20y',
      headers: { 'Content-Type': 'application/json', 'Stripe-Signature': 't=1' },
      body: '{"id": "é"}',
    });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'x-route': 'POST /v1/webhooks/{provider}' },
    });
    expect(parse(answer.body)).toMatchObject({
      version: '2.0',
      rawPath: '/v1/webhooks/stripe',
      rawQueryString: 'a=1&a=2&b=x%20y',
      queryStringParameters: { a: '1,2', b: 'x y' },
      pathParameters: { provider: 'stripe' },
      headers: { 'content-type': 'application/json', 'stripe-signature': 't=1' },
      requestContext: {
        http: { method: 'POST', path: '/v1/webhooks/stripe' },
        stage: '$default',
        timeEpoch: START,
      },
      body: '{"id": "é"}',
      isBase64Encoded: false,
    });
  });

  test('hands over bytes as base64', async () => {
    const runtime = await bench.start(stack());
    const { body } = await runtime.http({
      method: 'POST',
      path: '/v1/webhooks/x',
      headers: { 'content-type': 'application/octet-stream' },
      body: Uint8Array.of(0, 255),
    });
    expect(parse(body)).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  test('lets signed callers through a route with IAM, and tells its function who they are', async () => {
    const { resources = {}, functions = {} } = stack();
    const signed = resource('AWS::ApiGatewayV2::Route', {
      ApiId: ref('Api'),
      RouteKey: 'GET /v1/operator/{id}',
      AuthorizationType: 'AWS_IAM',
      Target: { 'Fn::Join': ['/', ['integrations', ref('EchoIntegration')]] },
    });
    const runtime = await bench.start({ resources: { ...resources, Signed: signed }, functions });
    const request = { method: 'GET', path: '/v1/operator/a%7Cb' } as const;
    expect(await runtime.http(request)).toMatchObject({
      status: 403,
      body: '{"message":"Forbidden"}',
    });
    const arn = 'arn:aws:iam::000000000000:user/ana';
    const { status, body } = await runtime.http({ ...request, caller: { arn } });
    expect(status).toBe(201);
    expect(parse(body)).toMatchObject({
      pathParameters: { id: 'a|b' },
      requestContext: { authorizer: { iam: { userArn: arn, accountId: '000000000000' } } },
    });
    const open = await runtime.http({
      method: 'POST',
      path: '/v1/webhooks/x',
      caller: { arn },
    });
    expect(parse(open.body)['requestContext']).not.toHaveProperty('authorizer');
  });

  test('asks the policies of a caller that has no others', async () => {
    const { resources = {}, functions = {} } = stack();
    const signed = (method: string) =>
      resource('AWS::ApiGatewayV2::Route', {
        ApiId: ref('Api'),
        RouteKey: `${method} /v1/operator/{id}`,
        AuthorizationType: 'AWS_IAM',
        Target: { 'Fn::Join': ['/', ['integrations', ref('EchoIntegration')]] },
      });
    const readers = resource('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:aws:execute-api:us-east-1:000000000000:',
                  ref('Api'),
                  '/$default/GET/v1/operator/*',
                ],
              ],
            },
          },
        ],
      },
    });
    const runtime = await bench.start({
      resources: { ...resources, Get: signed('GET'), Post: signed('POST'), Readers: readers },
      functions,
    });
    const ask = async (method: string, policies?: readonly string[]) => {
      const arn = 'arn:aws:iam::000000000000:user/ana';
      const caller = policies === undefined ? { arn } : { arn, policies };
      return (await runtime.http({ method, path: '/v1/operator/x', caller })).status;
    };
    expect(await ask('GET', ['Readers'])).toBe(201);
    expect(await ask('POST', ['Readers'])).toBe(403);
    expect(await ask('GET', [])).toBe(403);
    expect(await ask('POST')).toBe(201);
  });

  test('prefers the more specific route, and has no answer for none', async () => {
    const runtime = await bench.start(stack());
    const routeOf = async (method: string, path: string): Promise<string | undefined> =>
      (await runtime.http({ method, path })).headers['x-route'];
    expect(await routeOf('POST', '/v1/webhooks/special')).toBe('POST /v1/webhooks/special');
    expect(await routeOf('GET', '/files/a/b/c')).toBe('ANY /files/{path+}');
    expect(await runtime.http({ method: 'GET', path: '/v1/webhooks/special' })).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  test('answers 500 for a function that fails', async () => {
    const made = stack();
    const runtime = await bench.start({
      ...made,
      functions: {
        Echo: { code: 'exports.handler = async () => { throw new Error("secret"); };' },
      },
    });
    expect(await runtime.http({ method: 'POST', path: '/v1/webhooks/x' })).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });

  test('is refused when the function does not let the gateway in', async () => {
    await expect(bench.start(stack('/*/GET/elsewhere'))).rejects.toThrow(
      /The route .* may not invoke/,
    );
  });
});

describe('secrets', () => {
  const stack: TestStack = {
    resources: {
      ApiKeySecretA1B2C3D4: resource('AWS::SecretsManager::Secret', {
        GenerateSecretString: {
          PasswordLength: 20,
          ExcludePunctuation: true,
          GenerateStringKey: 'key',
          SecretStringTemplate: '{"user":"me"}',
        },
      }),
    },
    functions: {
      Read: {
        code: `const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
          exports.handler = async (VersionStage) => (await new SecretsManagerClient({}).send(new GetSecretValueCommand({
            SecretId: process.env.SECRET, ...(VersionStage && { VersionStage }) }))).SecretString;`,
        environment: { SECRET: ref('ApiKeySecretA1B2C3D4') },
        allow: [{ actions: ['secretsmanager:GetSecretValue'], on: ref('ApiKeySecretA1B2C3D4') }],
      },
    },
  };

  test('are generated from the seed as the template says', async () => {
    const runtime = await bench.start(stack);
    const value = JSON.parse(String(await runtime.invoke('Read', null))) as Record<string, string>;
    expect(value['user']).toBe('me');
    expect(value['key']).toMatch(/^[A-Za-z0-9]{20}$/);
    await bench.close();
    const again = await bench.start(stack);
    expect(await again.invoke('Read', null)).toBe(JSON.stringify(value));
  });

  test('come from the host by the name of their construct, and rotate', async () => {
    const runtime = await bench.start(stack, { secrets: { ApiKey: 'first' } });
    expect(await runtime.invoke('Read', null)).toBe('first');
    await expect(runtime.invoke('Read', 'AWSPREVIOUS')).rejects.toThrow('AWSPREVIOUS');
    runtime.secrets.rotate('ApiKeySecret', 'second');
    expect(await runtime.invoke('Read', null)).toBe('second');
    expect(await runtime.invoke('Read', 'AWSPREVIOUS')).toBe('first');
  });
});

test('a bucket keeps objects, and conditional puts', async () => {
  const runtime = await bench.start({
    resources: { Bodies: resource('AWS::S3::Bucket') },
    functions: {
      Use: {
        code: `const { S3Client, PutObjectCommand, GetObjectCommand, DeleteObjectCommand, ListObjectsV2Command, NoSuchKey } = require('@aws-sdk/client-s3');
          const s3 = new S3Client({}); const Bucket = process.env.BUCKET;
          exports.handler = async () => {
            const put = (Key, Body, more) => s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html', ...more }));
            await put('m/1.html', '<p>é</p>'); await put('m/2.html', 'two'); await put('n/3.html', Buffer.from('three'));
            const twice = await put('m/1.html', 'other', { IfNoneMatch: '*' }).catch(({ name }) => name);
            const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key: 'm/1.html' }));
            const text = await Body.transformToString();
            await s3.send(new DeleteObjectCommand({ Bucket, Key: 'm/2.html' }));
            const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'm/' }));
            const missing = await s3.send(new GetObjectCommand({ Bucket, Key: 'm/2.html' })).catch((error) => error instanceof NoSuchKey);
            return { twice, text, ContentType, keys: Contents.map(({ Key }) => Key), missing };
          };`,
        environment: { BUCKET: ref('Bodies') },
        allow: [
          {
            actions: ['s3:*'],
            on: [arnOf('Bodies'), { 'Fn::Join': ['', [arnOf('Bodies'), '/*']] }],
          },
        ],
      },
    },
  });
  expect(await runtime.invoke('Use', {})).toEqual({
    twice: 'PreconditionFailed',
    text: '<p>é</p>',
    ContentType: 'text/html',
    keys: ['m/1.html'],
    missing: true,
  });
  expect([...runtime.objects('Bodies').keys()]).toEqual(['m/1.html', 'n/3.html']);
});

describe('a state machine', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Arm',
    States: {
      Arm: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
        TimeoutSeconds: '{% $states.input.waitSeconds %}',
        Arguments: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
          TableName: '${Tokens}',
          Key: { pk: { S: 'case' }, sk: { S: 'WAIT' } },
          UpdateExpression: 'SET #t = :t',
          ConditionExpression: 'attribute_not_exists(signalled)',
          ExpressionAttributeNames: { '#t': 'token' },
          ExpressionAttributeValues: { ':t': { S: '{% $states.context.Task.Token %}' } },
        },
        Catch: [
          { ErrorEquals: ['States.Timeout'], Next: 'Act', Output: { how: 'due' } },
          {
            ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'],
            Next: 'Act',
            Output: { how: 'signalled' },
          },
          { ErrorEquals: ['Settled'], Next: 'Done', Output: { how: 'settled' } },
        ],
        Next: 'Act',
      },
      Act: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        TimeoutSeconds: 60,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the template's own syntax.
        Arguments: { FunctionName: '${Work}', Payload: '{% $states.input %}' },
        Output: '{% $states.result.Payload %}',
        Retry: [{ ErrorEquals: ['NotYet'], IntervalSeconds: 30, MaxAttempts: 2, BackoffRate: 1 }],
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  };
  const stack = (
    allowed: readonly string[] = ['dynamodb:UpdateItem', 'lambda:InvokeFunction'],
  ): TestStack => ({
    resources: {
      Tokens: table(),
      MachineRole: role('states.amazonaws.com', [
        { actions: allowed, on: [arnOf('Tokens'), arnOf('Work')] },
      ]),
      Machine: resource('AWS::StepFunctions::StateMachine', {
        RoleArn: arnOf('MachineRole'),
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: { Tokens: ref('Tokens'), Work: arnOf('Work') },
      }),
    },
    functions: {
      Work: {
        code: `let calls = 0; exports.handler = async (event) => {
          if (calls++ === 0) { const error = new Error('wait'); error.name = 'NotYet'; throw error; }
          return { ...event, at: (Date.now() - ${START}) / 1000 }; };`,
      },
      Signal: {
        code: `const { SFNClient, StartExecutionCommand, SendTaskSuccessCommand, SendTaskFailureCommand } = require('@aws-sdk/client-sfn');
          const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
          const sfn = new SFNClient({}); const dynamodb = new DynamoDBClient({}); const TableName = process.env.TOKENS;
          const Key = { pk: { S: 'case' }, sk: { S: 'WAIT' } };
          exports.handler = async ({ kind, waitSeconds }) => {
            if (kind === 'start') return (await sfn.send(new StartExecutionCommand({ stateMachineArn: process.env.MACHINE, name: 'case-1', input: JSON.stringify({ waitSeconds }) }))).executionArn;
            if (kind === 'mark') return dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, signalled: { BOOL: true } } })).then(() => null);
            const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key }));
            const taskToken = Item.token.S;
            const send = () => sfn.send(kind === 'settle' ? new SendTaskFailureCommand({ taskToken, error: 'Settled' }) : new SendTaskSuccessCommand({ taskToken, output: '{"how":"woken"}' }));
            await send();
            return send().catch(({ name }) => name);
          };`,
        environment: { MACHINE: ref('Machine'), TOKENS: ref('Tokens') },
        allow: [
          {
            actions: ['states:StartExecution', 'states:SendTaskSuccess', 'states:SendTaskFailure'],
            on: ref('Machine'),
          },
          { actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], on: arnOf('Tokens') },
        ],
      },
    },
  });
  const outputOf = (runtime: Awaited<ReturnType<typeof bench.start>>): unknown => {
    const [{ status, output, error } = { status: 'none', output: undefined, error: undefined }] =
      runtime.executions('Machine');
    return [status, output === undefined ? error : JSON.parse(output)];
  };

  test('waits with a token until its step is due, and retries by error name', async () => {
    const runtime = await bench.start(stack());
    await runtime.invoke('Signal', { kind: 'start', waitSeconds: 3600 });
    await runtime.runUntil(START + HOUR / 2);
    expect(outputOf(runtime)).toEqual(['RUNNING', undefined]);
    await runtime.runUntil(START + 2 * HOUR);
    expect(outputOf(runtime)).toEqual(['SUCCEEDED', { how: 'due', at: 3630 }]);
    expect(runtime.coverage('Machine')).toMatchObject({
      retries: { 'Act[0]': 1 },
      catches: { 'Arm[0]': 1 },
    });
    expect(runtime.meter().transitions).toEqual({ Machine: 4 });
  });

  test('is woken or ended by whoever holds the token, once', async () => {
    const runtime = await bench.start(stack());
    await runtime.invoke('Signal', { kind: 'start', waitSeconds: 3600 });
    await runtime.runUntil(START + HOUR / 2);
    expect(await runtime.invoke('Signal', { kind: 'settle' })).toBe('TaskTimedOut');
    await runtime.runUntil(START + DAY);
    expect(outputOf(runtime)).toEqual(['SUCCEEDED', { how: 'settled' }]);
  });

  test('learns of a failed condition under the name that Step Functions gives it', async () => {
    const runtime = await bench.start(stack());
    await runtime.invoke('Signal', { kind: 'mark' });
    await runtime.invoke('Signal', { kind: 'start', waitSeconds: 3600 });
    await runtime.runUntil('idle');
    expect(outputOf(runtime)).toEqual(['SUCCEEDED', { how: 'signalled', at: 30 }]);
  });

  test('acts with its own role only', async () => {
    const runtime = await bench.start(stack(['lambda:InvokeFunction']));
    await runtime.invoke('Signal', { kind: 'start', waitSeconds: 3600 });
    await runtime.runUntil('idle');
    expect(outputOf(runtime)).toEqual(['FAILED', 'DynamoDb.AccessDeniedException']);
    expect(runtime.denials).toMatchObject([{ action: 'dynamodb:UpdateItem' }]);
  });
});
