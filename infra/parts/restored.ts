import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { HouseTable } from '../constructs/table.ts';

/**
 * The table that a restore made in place of this one, when the configuration names it. Everything
 * that acts then points to that table. The one of the stack stays as it is: it is the evidence, and
 * a stack that let go of it could not take it back.
 */
export const orRestored = (
  scope: Construct,
  table: Table,
  props: { readonly config: Config; readonly key: IKey },
): HouseTable => {
  const { restored, encryption } = props.config.data;
  const place = Object.entries(restored ?? {}).find(([id]) => id === table.node.id)?.[1];
  if (place === undefined) return table;
  return Table.fromTableAttributes(scope, `Restored${table.node.id}`, {
    tableName: place.name,
    ...('streamArn' in place ? { tableStreamArn: place.streamArn } : {}),
    ...(encryption === 'customer-managed' ? { encryptionKey: props.key } : {}),
  });
};
