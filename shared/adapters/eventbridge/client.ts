import { EventBridgeClient } from '@aws-sdk/client-eventbridge';

/** The client that composition roots hand to the adapters of this folder. */
export const createEventBridgeClient = (): EventBridgeClient => new EventBridgeClient({});
