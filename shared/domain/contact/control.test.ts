import { describe, expect, it } from 'vitest';
import { instant } from '../calendar.ts';
import { decideResume, decideStop } from './control.ts';

const act = { actId: 'stop-1', actor: 'arn:aws:iam::1:user/ada', reason: 'wrong amounts' };
const now = instant('2026-04-02T10:00:00Z');
const stop = { at: now, actor: act.actor, reason: act.reason };

describe('the switch that stops all messages', () => {
  it('remembers since when, who and why', () => {
    expect(decideStop({}, act, now)).toEqual({
      decided: true,
      fact: { type: 'SendingStopped', data: { act } },
      state: { stop },
    });
  });

  it('is turned once, and whoever turns it again sees who did', () => {
    const other = { ...act, actId: 'stop-2', actor: 'bo' };
    expect(decideStop({ stop }, other, instant('2026-04-02T11:00:00Z'))).toEqual({
      decided: false,
      code: 'sending-is-stopped',
      stop,
    });
  });

  it('is turned back, and says how long it lasted', () => {
    const resume = { ...act, actId: 'resume-1' };
    expect(decideResume({ stop }, resume)).toEqual({
      decided: true,
      fact: { type: 'SendingResumed', data: { act: resume, stoppedAt: now } },
      state: {},
    });
    expect(decideResume({}, resume)).toEqual({ decided: false, code: 'sending-is-not-stopped' });
  });
});
