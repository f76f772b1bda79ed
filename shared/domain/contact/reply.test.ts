import { describe, expect, it } from 'vitest';
import { wishOf } from './reply.ts';

describe('an answer to a text message', () => {
  it.each([
    'STOP',
    ' stop! ',
    'Stop please',
    'stop all',
    'Unsubscribe me now',
    'opt-out',
    'OPTOUT',
    'quit',
    'END',
    'revoke',
    'baja',
    'Alto.',
    'cancelar',
    'No más',
    'no mas mensajes por favor',
    'NO MÁS',
    'dar de baja',
    'Sair',
    'Não enviar',
  ])('"%s" ends them', (text) => {
    expect(wishOf(text)).toBe('stop');
  });

  it.each(['START', 'unstop', 'Alta', 'reanudar'])('"%s" resumes them', (text) => {
    expect(wishOf(text)).toBe('start');
  });

  it.each([
    '',
    '!!!',
    'I will stop by your office on Monday',
    'End of the month',
    'Please cancel the order 12',
    'Stop me if you have heard this one before, I paid yesterday',
    'El alto costo',
    'ya pagué',
  ])('"%s" is about something else', (text) => {
    expect(wishOf(text)).toBeUndefined();
  });
});
