import type { Channel } from './types.ts';

const hidden = '***';

/**
 * An address as an operator may read it: enough to recognise it when its owner says it on the
 * phone, too little to write to. `a***@example.com`, `+57***32`.
 */
export const maskedAddress = (channel: Channel, address: string): string => {
  if (channel === 'sms') {
    return address.length < 8 ? hidden : `${address.slice(0, 3)}${hidden}${address.slice(-2)}`;
  }
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return at < 1 ? hidden : `${first}${hidden}${address.slice(at)}`;
};
