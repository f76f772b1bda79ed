import { lineOf } from '../../domain/credit/application/of-applicant.ts';
import type { Application } from '../../domain/credit/types.ts';
import type { Alert, LineNews } from '../../ports/credit-lines.ts';

/** What bureaus told of whoever an application is of. Consistent, in no order. */
export type HeardOf = (
  state: Pick<Application, 'customerId' | 'legalEntity' | 'lineId'>,
) => Promise<readonly Alert[]>;

export const createHeardOf =
  ({ news }: { readonly news: Pick<LineNews, 'heard'> }): HeardOf =>
  (state) =>
    news.heard(lineOf(state));
