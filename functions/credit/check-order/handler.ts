import { orderPlaced } from '../../../events/order-placed.v1.ts';
import { problemAt } from '../../../shared/domain/inbound/problems.ts';
import { isKnownCurrency } from '../../../shared/domain/money.ts';
import type { ApiRequest, ApiResponse } from '../../../shared/lambda/api.ts';
import { carriesKey, jsonIn, unauthorized } from '../../../shared/lambda/bearer.ts';
import type { Logger } from '../../../shared/lambda/logger.ts';
import { busy, malformed, read, refused } from '../../../shared/lambda/operator.ts';
import type { SecretValues, Signing } from '../../../shared/ports/signing.ts';
import type { LineDesk } from '../../../shared/services/credit/line-desk.ts';
import { LineContended } from '../../../shared/services/credit/line-races.ts';

/** An order is a few fields; a larger body is a mistake. */
export const maxBodyBytes = 16 * 1024;

/** As `OrderPlaced` tells it; when it was placed makes no difference here. */
const orderCheck = orderPlaced.data.omit({ placedAt: true });

export type Deps = {
  readonly desk: Pick<LineDesk, 'place'>;
  readonly keys: SecretValues;
  readonly signing: Signing;
};

/**
 * Answers whether an order fits the credit line of its customer, and reserves its part when it
 * does. 200 with `approved` or `held`, the figures and the rules; 409 when the order is cancelled
 * or another revision of it counts; 503 when the line is too busy to say, and nothing is reserved.
 */
export const createHandler =
  ({ desk, keys, signing }: Deps) =>
  async ({ headers, rawBody }: ApiRequest, log: Logger): Promise<ApiResponse> => {
    if (!carriesKey(headers['authorization'], await keys.valid(), signing)) return unauthorized;
    if (rawBody.length > maxBodyBytes) {
      return { status: 413, body: { error: 'too-large', maxBodyBytes } };
    }
    const body = jsonIn(rawBody);
    const given = read(orderCheck, body);
    if (!given.ok) return given.answer;
    const { customerId, legalEntity, ...order } = given.value;
    if (!isKnownCurrency(order.currency)) {
      return malformed([problemAt(body, ['currency'], 'expected a currency of ISO 4217')]);
    }
    const { orderId, revision } = order;
    const about = { customerId, legalEntity, orderId, revision };
    const causationId = `order-check:${orderId}:${revision}`;
    const cause = { causationId, correlationId: causationId };
    try {
      const { answer, because, figures, reservedMinor, expiresOn } = await desk.place(
        { customerId, legalEntity },
        order,
        cause,
      );
      const rules = because.map(({ rule }) => rule);
      log.info('an order was checked', { ...about, answer, rules });
      const [first] = because;
      if (answer === 'refused' && first !== undefined) {
        return refused(409, first.rule, first.message);
      }
      return {
        status: 200,
        body: { answer, orderId, revision, because, figures, reservedMinor, expiresOn },
      };
    } catch (error) {
      if (!(error instanceof LineContended)) throw error;
      log.warn('the line is busy', { ...about, error });
      return busy('the credit line');
    }
  };
