import type { Demand, Principal } from '../iam/principal.ts';

/** An error that a service answers with, before it gets the shape of a particular SDK. */
export class AwsError extends Error {
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** Members of the modelled exception beside its message, such as `CancellationReasons`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    message: string,
    options: {
      readonly status?: number;
      readonly fault?: 'client' | 'server';
      readonly members?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    super(message);
    this.name = name;
    this.status = options.status ?? 400;
    this.fault = options.fault ?? 'client';
    this.members = options.members ?? {};
  }
}

/** Parameters of an API call, in the shape of the SDK command. Services check what they read. */
export type Input = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>>;

export type Operation = {
  /** What the caller must be allowed, one entry an action and resource. */
  readonly demands: (input: Input) => readonly Demand[];
  readonly run: (input: Input, principal: Principal) => Output | Promise<Output>;
};

/** One AWS service as the functions reach it through its SDK. */
export type Service = {
  /** The name that IAM and the meter use. */
  readonly name: string;
  /** Namespace of the service's Smithy model, which the SDK's commands carry. */
  readonly namespace: string;
  readonly operations: Readonly<Record<string, Operation>>;
};

/** A required text parameter. */
export const textOf = (input: Input, member: string): string => {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError(
    'ValidationException',
    `The parameter ${member} must be a text that is not empty.`,
  );
};

export const optionalText = (input: Input, member: string): string | undefined => {
  const value = input[member];
  return typeof value === 'string' ? value : undefined;
};

export const optionalNumber = (input: Input, member: string): number | undefined => {
  const value = input[member];
  return typeof value === 'number' ? value : undefined;
};

export const listOf = (input: Input, member: string): readonly Input[] => {
  const value = input[member];
  return Array.isArray(value) ? value : [];
};

export const recordOf = (input: Input, member: string): Input => {
  const value = input[member];
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Input)
    : {};
};
