import { SFNClient } from '@aws-sdk/client-sfn';

/** The client that composition roots hand to the adapters of this folder. */
export const createMachineClient = (): SFNClient => new SFNClient({});
