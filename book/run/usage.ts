/** What a run used, in the units in which it is billed. */
export type Usage = {
  readonly invocations: number;
  readonly transitions: number;
  readonly executions: number;
  readonly dynamodbReadUnits: number;
  readonly dynamodbWriteUnits: number;
  /** Custom events, in chunks of 64 KiB. */
  readonly events: number;
  readonly sqsRequests: number;
  /** Publishes to topics; text messages are counted apart. */
  readonly topicPublishes: number;
  readonly emails: number;
  readonly httpRequests: number;
  readonly s3Puts: number;
  readonly secretReads: number;
};
