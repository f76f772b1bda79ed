/** Virtual time from the acceptance of a text until the carrier has answered. */
export const CARRIER_MS = 3_000;

/**
 * Numbers that no text reaches, each with the word of the carrier; AWS has no numbers of the kind
 * for texts through SNS. All others are reached.
 */
const UNREACHED: ReadonlyMap<string, string> = new Map([
  ['+15005550001', 'Invalid phone number'],
  ['+15005550002', 'Phone is currently unreachable/unavailable'],
  ['+15005550003', 'Phone number is opted out'],
  ['+15005550004', 'Blocked as spam by phone carrier'],
]);

const PRICE_USD = 0.00645;

/** The line that the delivery status log has about a text, and the group that it goes to. */
export const statusOf = (
  messageId: string,
  destination: string,
  sentAt: number,
): { readonly failed: boolean; readonly line: string } => {
  const refusal = UNREACHED.get(destination);
  const timestamp = new Date(sentAt).toISOString().replace('T', ' ').replace('Z', '');
  const line = {
    notification: { messageId, timestamp },
    delivery: {
      destination,
      priceInUSD: PRICE_USD,
      smsType: 'Transactional',
      providerResponse: refusal ?? 'Message has been accepted by phone carrier',
      dwellTimeMs: CARRIER_MS,
    },
    status: refusal === undefined ? 'SUCCESS' : 'FAILURE',
  };
  return { failed: refusal !== undefined, line: JSON.stringify(line) };
};
