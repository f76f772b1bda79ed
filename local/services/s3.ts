import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Model } from '../assembly/model.ts';
import {
  AwsError,
  type Input,
  type Operation,
  type Output,
  optionalNumber,
  optionalText,
  type Service,
  textOf,
} from './service.ts';

export type StoredObject = {
  readonly key: string;
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  readonly etag: string;
  readonly storedAt: number;
};

export type S3 = {
  readonly service: Service;
  /** Objects of a bucket by key. @throws AwsError `NoSuchBucket` */
  readonly objects: (bucket: string) => ReadonlyMap<string, StoredObject>;
};

const DEFAULT_PAGE = 1000;

const bytesOf = async (body: unknown): Promise<Uint8Array> => {
  if (body === undefined) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  if (body instanceof Readable) return Buffer.concat(await body.toArray());
  throw new AwsError('InvalidRequest', 'The Body must be a text, bytes or a stream.');
};

/** A body with the readers that the SDK mixes into the streams that it returns. */
const bodyOf = (bytes: Uint8Array): Readable =>
  Object.assign(Readable.from([Buffer.from(bytes)]), {
    transformToString: async (encoding: BufferEncoding = 'utf8') =>
      Buffer.from(bytes).toString(encoding),
    transformToByteArray: async () => Uint8Array.from(bytes),
  });

const preconditionFailed = (): AwsError =>
  new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    { status: 412 },
  );

const needs = (action: string) => (input: Input) => [
  { action, resource: `arn:aws:s3:::${textOf(input, 'Bucket')}/${textOf(input, 'Key')}` },
];

const describe = (object: StoredObject): Output => ({
  ETag: object.etag,
  ContentLength: object.body.length,
  ContentType: object.contentType ?? 'application/octet-stream',
  LastModified: new Date(object.storedAt),
  Metadata: object.metadata,
});

/** Buckets in memory: whole objects, the newest version only. */
export const createS3 = (deps: { readonly model: Model; readonly now: () => number }): S3 => {
  const buckets = new Map<string, Map<string, StoredObject>>(
    deps.model.ofType('AWS::S3::Bucket').map(({ identity }) => [identity.name, new Map()]),
  );
  const bucketOf = (input: Input): Map<string, StoredObject> => {
    const bucket = buckets.get(textOf(input, 'Bucket'));
    if (bucket !== undefined) return bucket;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
  };
  const objectOf = (input: Input, missing: string): StoredObject => {
    const object = bucketOf(input).get(textOf(input, 'Key'));
    if (object !== undefined) return object;
    throw new AwsError(missing, 'The specified key does not exist.', { status: 404 });
  };
  const operations: Record<string, Operation> = {
    PutObject: {
      demands: needs('s3:PutObject'),
      run: async (input) => {
        const bucket = bucketOf(input);
        const key = textOf(input, 'Key');
        const existing = bucket.get(key);
        const ifMatch = optionalText(input, 'IfMatch');
        if (input['IfNoneMatch'] === '*' && existing !== undefined) throw preconditionFailed();
        if (ifMatch !== undefined && existing?.etag !== ifMatch) throw preconditionFailed();
        const body = await bytesOf(input['Body']);
        const etag = `"${createHash('md5').update(body).digest('hex')}"`;
        bucket.set(key, {
          key,
          body,
          contentType: optionalText(input, 'ContentType'),
          metadata: (input['Metadata'] ?? {}) as Record<string, string>,
          etag,
          storedAt: deps.now(),
        });
        return { ETag: etag };
      },
    },
    GetObject: {
      demands: needs('s3:GetObject'),
      run: (input) => {
        const object = objectOf(input, 'NoSuchKey');
        return { ...describe(object), Body: bodyOf(object.body) };
      },
    },
    HeadObject: {
      demands: needs('s3:GetObject'),
      run: (input) => describe(objectOf(input, 'NotFound')),
    },
    DeleteObject: {
      demands: needs('s3:DeleteObject'),
      run: (input) => {
        bucketOf(input).delete(textOf(input, 'Key'));
        return {};
      },
    },
    ListObjectsV2: {
      demands: (input) => [
        { action: 's3:ListBucket', resource: `arn:aws:s3:::${textOf(input, 'Bucket')}` },
      ],
      run: (input) => {
        const prefix = optionalText(input, 'Prefix') ?? '';
        const after =
          optionalText(input, 'ContinuationToken') ?? optionalText(input, 'StartAfter') ?? '';
        const max = optionalNumber(input, 'MaxKeys') ?? DEFAULT_PAGE;
        const keys = [...bucketOf(input).values()]
          .filter(({ key }) => key.startsWith(prefix) && key > after)
          .sort((a, b) => (a.key < b.key ? -1 : 1));
        const page = keys.slice(0, max);
        const more = keys.length > max;
        return {
          Contents: page.map(({ key, body, etag, storedAt }) => ({
            Key: key,
            Size: body.length,
            ETag: etag,
            LastModified: new Date(storedAt),
          })),
          KeyCount: page.length,
          IsTruncated: more,
          ...(more ? { NextContinuationToken: page.at(-1)?.key } : {}),
        };
      },
    },
  };

  return {
    service: { name: 's3', namespace: 'com.amazonaws.s3', operations },
    objects: (bucket) => bucketOf({ Bucket: bucket }),
  };
};
