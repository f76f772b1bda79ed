import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** The plain item behind the typed attribute values of a stream record. */
export const plainItem = (image: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  unmarshall(image as Record<string, AttributeValue>);
