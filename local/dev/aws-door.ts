import type { Runtime } from '../runtime.ts';
import { AwsError, type Input } from '../services/service.ts';

/** Services of the AWS JSON protocol that administration needs, by the prefix of `x-amz-target`. */
const services: Readonly<Record<string, string>> = {
  DynamoDB_20120810: 'dynamodb',
  AmazonSQS: 'sqs',
  AWSStepFunctions: 'states',
  AWSEvents: 'events',
};

export type AwsAnswer<Body extends string | Uint8Array = string> = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
};

/** Instants are numbers of seconds in the JSON protocol. */
const wire = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, wire(each)]));
  }
  return value;
};

const answer = (status: number, content: unknown): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: JSON.stringify(wire(content)),
});

/**
 * Answers a request of an AWS SDK that was told to come here, as the administrator of the account.
 *
 * @param target value of the header `x-amz-target`, such as `DynamoDB_20120810.Query`.
 */
export const answerAws = async (
  runtime: Pick<Runtime, 'administer'>,
  target: string | undefined,
  body: string,
): Promise<AwsAnswer> => {
  const [prefix = '', operation = ''] = (target ?? '').split('.');
  const service = services[prefix];
  if (service === undefined) {
    return answer(400, { __type: 'UnknownOperationException', message: `no service ${prefix}` });
  }
  try {
    const input = JSON.parse(body === '' ? '{}' : body) as Input;
    return answer(200, await runtime.administer(service, operation, input));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { name, message, status, members } = error;
    return answer(status, { __type: name, message, ...members });
  }
};

const xmlError = ({ name, message, status }: AwsError): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${name}</Code><Message>${message}</Message></Error>`,
});

const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const listOf = async (
  runtime: Pick<Runtime, 'administer'>,
  Bucket: string,
  query: URLSearchParams,
): Promise<AwsAnswer> => {
  const token = query.get('continuation-token');
  const page = await runtime.administer('s3', 'ListObjectsV2', {
    Bucket,
    Prefix: query.get('prefix') ?? '',
    ...(token === null ? {} : { ContinuationToken: token }),
  });
  const contents = page['Contents'] as readonly { readonly Key: string }[];
  const next = page['NextContinuationToken'];
  const members = [
    `<IsTruncated>${String(page['IsTruncated'])}</IsTruncated>`,
    ...(typeof next === 'string'
      ? [`<NextContinuationToken>${xml(next)}</NextContinuationToken>`]
      : []),
    ...contents.map(({ Key }) => `<Contents><Key>${xml(Key)}</Key></Contents>`),
  ];
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult>${members.join('')}</ListBucketResult>`,
  };
};

/** A request for S3, which is no call of the JSON protocol. */
export type ObjectRequest = {
  readonly method: string;
  /** `/bucket/key`, the key with its slashes as they are and its rest percent-encoded. */
  readonly path: string;
  readonly query?: URLSearchParams;
};

export const isObjectRequest = (target: unknown, method: string): boolean =>
  target === undefined && (method === 'GET' || method === 'DELETE');

/** Answers a read or an erasure of one S3 object, or a list of those under a prefix. */
export const answerObject = async (
  runtime: Pick<Runtime, 'administer'>,
  { method, path, query = new URLSearchParams() }: ObjectRequest,
): Promise<AwsAnswer<string | Uint8Array>> => {
  const [, Bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
  const Key = rest.join('/');
  try {
    if (method === 'DELETE') {
      await runtime.administer('s3', 'DeleteObject', { Bucket, Key });
      return { status: 204, headers: {}, body: '' };
    }
    if (Key === '' && query.get('list-type') === '2') return await listOf(runtime, Bucket, query);
    const object = await runtime.administer('s3', 'GetObject', { Bucket, Key });
    const body = object['Body'] as { readonly transformToByteArray: () => Promise<Uint8Array> };
    return {
      status: 200,
      headers: { 'content-type': String(object['ContentType']), etag: String(object['ETag']) },
      body: await body.transformToByteArray(),
    };
  } catch (error) {
    if (error instanceof AwsError) return xmlError(error);
    throw error;
  }
};

/** A resource as CloudFormation lists it. */
export type ListedResource = {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
};

export const resourcesOf = ({ model }: Pick<Runtime, 'model'>): ListedResource[] =>
  model.resources.map(({ logicalId, type, identity }) => ({
    logicalId,
    type,
    physicalId: identity.ref,
  }));
