import type { Input } from '../service.ts';

/** The database behind the DynamoDB service: DynamoDB JSON 1.0 in, DynamoDB JSON 1.0 out. */
export type DynamoEngine = {
  /** @param body JSON text of the request. Resolves for refusals too: `status` is then not 200. */
  readonly request: (operation: string, body: string) => Promise<EngineAnswer>;
  /** The same without text in between, for an engine that lives in this process. */
  readonly direct?: (operation: string, input: Input) => DirectAnswer;
  readonly close: () => Promise<void>;
};

export type EngineAnswer = { readonly status: number; readonly body: string };

export type DirectAnswer = { readonly status: number; readonly answer: Record<string, unknown> };
