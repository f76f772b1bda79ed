import { insuranceOf } from '../../../shared/domain/credit/line/exposure.ts';
import type { ApiResponse } from '../../../shared/lambda/api.ts';
import {
  lineParameter,
  notFound,
  type OperatorRequest,
  read,
} from '../../../shared/lambda/operator.ts';
import type { LineReader } from '../../../shared/ports/credit-lines.ts';
import { figuresOf } from '../../../shared/services/credit/line-desk.ts';
import type { LineView } from '../../../shared/services/credit/line-view.ts';

export type Deps = {
  readonly look: (
    lineId: string,
  ) => Promise<Pick<LineView, 'book' | 'exposure' | 'accounts'> | undefined>;
  readonly lines: Pick<LineReader, 'reserved' | 'orders' | 'group' | 'members'>;
};

/** More does not help a person; the count says how many there are. */
const mostOrders = 50;
const mostMembers = 60;

/**
 * Shows a line of credit as its accounts stand now: terms, class, review, holds, what is used of
 * it and by what. Nothing is written.
 */
export const createHandler =
  ({ look, lines }: Deps) =>
  async ({ params }: OperatorRequest): Promise<ApiResponse> => {
    const asked = read(lineParameter, params);
    if (!asked.ok) return asked.answer;
    const { lineId } = asked.value;
    const view = await look(lineId);
    if (view === undefined) return notFound(`there is no line of credit ${lineId}`);
    const { book, exposure, accounts } = view;
    const { line } = book;
    const orderIds = await lines.reserved(lineId, mostOrders);
    const orders = orderIds.length === 0 ? new Map() : await lines.orders(lineId, orderIds);
    const { groupId } = line;
    const group =
      groupId === undefined
        ? undefined
        : {
            groupId,
            limit: await lines.group(groupId),
            members: await lines.members(groupId, mostMembers),
          };
    return {
      status: 200,
      body: {
        line,
        figures: figuresOf(line, exposure),
        unknown: exposure.ok ? undefined : { rule: exposure.code, message: exposure.message },
        insurance:
          line.insuredMinor === undefined || !exposure.ok
            ? undefined
            : insuranceOf(line, exposure.exposureMinor),
        group,
        accounts,
        orders: [...orders.values()],
      },
    };
  };
