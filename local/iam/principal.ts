import type { RequestContext } from './conditions.ts';

/** Who performs a call: a role in a session, or an AWS service on behalf of one of our resources. */
export type Principal =
  | { readonly kind: 'role'; readonly roleArn: string; readonly session: string }
  | { readonly kind: 'service'; readonly service: string; readonly sourceArn: string }
  /** The host program and its upstream systems, which no policy of the template describes. */
  | { readonly kind: 'outside' };

export type Demand = {
  readonly action: string;
  readonly resource: string;
  /** Condition keys of this request, lower-cased. */
  readonly context?: RequestContext;
};
