import { describe, expect, it } from 'vitest';
import type { DomainData } from '../../../events/catalogue.ts';
import { sha256 } from '../../../shared/adapters/dynamodb/hash-chain.ts';
import { linkIn, openCreditDesk } from '../../../test/support/credit-desk.ts';

const offered = async () => {
  const desk = openCreditDesk();
  await desk.register();
  await desk.decide(await desk.gathered());
  await desk.offer();
  const path = linkIn(desk);
  const document = sha256(desk.letters[0]?.attachment.bytes ?? '');
  const say = (answer: string, headers = {}) =>
    desk.answer(path, `document=${document}&answer=${answer}`, headers);
  return { desk, path, document, say };
};

const html = { accept: 'text/html' };

describe('an offer', () => {
  it('is shown to whoever holds its link, and changes nothing by that', async () => {
    const { desk, path, document } = await offered();
    const before = desk.types();
    expect(await desk.answer(path, undefined)).toMatchObject({
      status: 200,
      body: { offer: 'open', limit: expect.stringContaining('5,000.00'), documentSha256: document },
    });
    const page = await desk.answer(path, undefined, html);
    expect(page.html).toContain(`value="${document}"`);
    expect(desk.types()).toEqual(before);
  });

  it('is accepted with evidence: time, digest of the address, digest of the document', async () => {
    const { desk, say, document } = await offered();
    expect(await say('accept')).toEqual({ status: 200, body: { offer: 'accepted' } });
    const accepted = desk.store.journal.at(-1);
    expect(accepted).toMatchObject({
      type: 'CreditOfferAccepted',
      data: { evidence: { at: desk.now(), documentSha256: document } },
    });
    expect(JSON.stringify(accepted)).not.toContain('192.0.2.7');
    const { evidence } = (accepted?.data ?? {}) as Partial<DomainData<'CreditOfferAccepted'>>;
    const addressHash = evidence?.addressHash;
    expect(addressHash).toBe(await desk.digestOf('address', 'CA-1\n192.0.2.7'));
    // Whoever reads the journal has all this, and so tries all addresses.
    expect(addressHash).not.toContain(sha256('CA-1\n192.0.2.7').slice(0, 16));
    expect(await desk.plan()).toEqual({ next: 'activate-line' });
  });

  it('takes the first answer, the same again, and no other', async () => {
    const { desk, say, path } = await offered();
    expect((await say('refuse', html)).status).toBe(200);
    expect((await say('refuse')).status).toBe(200);
    expect(await say('accept')).toEqual({ status: 409, body: { offer: 'refused' } });
    expect((await desk.answer(path, undefined)).status).toBe(410);
    expect(desk.types().filter((type) => type.startsWith('CreditOffer'))).toEqual([
      'CreditOfferMade',
      'CreditOfferSent',
      'CreditOfferRefused',
    ]);
  });

  it('is over at its end, whether or not anybody has journalled that', async () => {
    const { desk, say, path } = await offered();
    desk.later(14 * 86_400);
    expect(await say('accept')).toEqual({ status: 410, body: { offer: 'expired' } });
    expect((await desk.answer(path, undefined)).status).toBe(410);
    await desk.plan();
    expect(await say('accept')).toEqual({ status: 410, body: { offer: 'expired' } });
    expect(desk.types()).not.toContain('CreditOfferAccepted');
  });

  it('is over when it was withdrawn', async () => {
    const { desk, say } = await offered();
    await desk.act({ act: 'withdraw', actId: 'a-1' });
    expect(await say('accept')).toEqual({ status: 409, body: { offer: 'over' } });
  });

  it.each([
    ['no answer', 'document=x'],
    ['another word', `answer=maybe&document=${'a'.repeat(64)}`],
    ['nothing', ''],
  ])('takes %s for no answer', async (_, body) => {
    const { desk, path } = await offered();
    expect((await desk.answer(path, body)).status).toBe(400);
  });

  it('refuses another document, and a body that is none', async () => {
    const { desk, path } = await offered();
    const other = `answer=accept&document=${'a'.repeat(64)}`;
    expect(await desk.answer(path, other)).toEqual({
      status: 409,
      body: { error: 'refused', rule: 'other-document' },
    });
    expect((await desk.answer(path, 'x'.repeat(5000))).status).toBe(413);
  });

  it('is unknown under any link that is not ours', async () => {
    const { desk, path } = await offered();
    for (const wrong of [
      path.slice(0, -1),
      `${path}0`,
      '/v1/credit/offers/x',
      path.replace('.', ''),
    ]) {
      expect(await desk.answer(wrong, undefined)).toEqual({
        status: 404,
        body: { error: 'unknown-offer' },
      });
    }
  });

  it('stands when its applicant was erased since, and is answered', async () => {
    const { desk, say, path } = await offered();
    desk.store.erase('CA-1');
    expect(await desk.answer(path, undefined)).toMatchObject({
      status: 200,
      body: {
        offer: 'open',
        limit: expect.stringContaining('5,000.00'),
        until: expect.any(String),
      },
    });
    expect(await say('accept')).toEqual({ status: 200, body: { offer: 'accepted' } });
    expect(await say('accept')).toEqual({ status: 200, body: { offer: 'accepted' } });
  });

  it('runs out for whoever was erased as for anybody', async () => {
    const { desk, say } = await offered();
    desk.store.erase('CA-1');
    desk.later(14 * 86_400);
    expect(await say('accept')).toEqual({ status: 410, body: { offer: 'expired' } });
  });
});
