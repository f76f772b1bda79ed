import * as sdk from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshallInput, unmarshallOutput } from '../../local/sdk/document.ts';
import { createMemoryEngine } from '../../local/services/dynamodb/memory/engine.ts';
import type { Input } from '../../local/services/service.ts';

type Nodes = Parameters<typeof marshallInput>[1];
type Command = {
  readonly input: unknown;
  readonly clientCommand?: object;
  readonly inputKeyNodes?: Nodes;
  readonly outputKeyNodes?: Nodes;
};

type ErrorClass = new (given: { readonly message: string; readonly $metadata: object }) => Error;

/** The error of the SDK for an answer that refuses, so that `instanceof` tells it. */
const errorOf = ({ __type, message, ...members }: Record<string, unknown>): Error => {
  const found = (sdk as unknown as Record<string, ErrorClass>)[String(__type)];
  if (found === undefined) return new Error(`${String(__type)}: ${String(message)}`);
  return Object.assign(new found({ message: String(message), $metadata: {} }), members);
};

const keys = (partition: string, sort: string, sortType: 'S' | 'N') => ({
  AttributeDefinitions: [
    { AttributeName: partition, AttributeType: 'S' },
    { AttributeName: sort, AttributeType: sortType },
  ],
  KeySchema: [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ],
});

/**
 * A document client on the engine of the local runtime, without text, signature and socket between:
 * hundreds of stories in a second or two.
 *
 * @param hooks `pause` comes before each request, so that whoever races may be faster; `done` is
 * told of each that was carried out, before anybody else goes on.
 */
export const openMemoryDynamo = (hooks: {
  readonly pause: () => Promise<void>;
  readonly done: (operation: string, input: unknown) => void;
}) => {
  const { direct } = createMemoryEngine();
  if (direct === undefined) throw new Error('the engine in memory answers directly');
  const send = async (command: Command): Promise<unknown> => {
    await hooks.pause();
    const inner = command.clientCommand ?? command;
    const operation = inner.constructor.name.replace(/Command$/, '');
    const options = { marshallOptions: { removeUndefinedValues: true } };
    const input = marshallInput(command.input, command.inputKeyNodes ?? {}, options) as Input;
    const { status, answer } = direct(operation, input);
    if (status !== 200) throw errorOf(answer);
    hooks.done(operation, command.input);
    return unmarshallOutput(answer, command.outputKeyNodes ?? {}, {});
  };
  const create = (TableName: string, of: object) => {
    direct('CreateTable', { TableName, BillingMode: 'PAY_PER_REQUEST', ...of });
    return TableName;
  };
  return {
    client: { send } as unknown as DynamoDBDocumentClient,
    table: (name: string) => create(name, keys('pk', 'sk', 'S')),
    journal: (name: string) => create(name, keys('streamId', 'version', 'N')),
  };
};
