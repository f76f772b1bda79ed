import { describe, expect, it } from 'vitest';
import { mayBeOne, namesOfActor, namesOfApplicant } from './names.ts';

const session = (name: string): string => `arn:aws:sts::111122223333:assumed-role/Analyst/${name}`;
const person = (name: string, email?: string) =>
  namesOfApplicant({ kind: 'person', name, ...(email === undefined ? {} : { email }) });
const company = (email: string) =>
  namesOfApplicant({ kind: 'company', name: 'Ana Pérez SL', email });

describe('whoever decides may be the applicant', () => {
  it.each([
    ['ana.perez@firm.example', company('Ana.Perez@firm.example')],
    ['ana.perez', company('ana.perez@home.example')],
    ['Ana_Perez', company('ana.perez+bank@home.example')],
    ['anaperez@firm.example', company('ana.perez@home.example')],
    ['perez.ana', person('Ana Pérez')],
    ['anaperez', person('Ana Pérez')],
    ['ana.perez@firm.example', person('Ana María Pérez Gómez')],
  ])('%s', (name, applicant) => {
    expect(mayBeOne(namesOfActor(session(name)), applicant)).toBe(true);
  });

  it.each([
    ['ben', company('ana.perez@home.example')],
    ['ana', person('Ana Pérez')],
    ['ana.gomez', person('Ana Pérez', 'perez@home.example')],
    // A company is not the person that it is named after.
    ['ana.perez', company('info@perez.example')],
  ])('and %s is not', (name, applicant) => {
    expect(mayBeOne(namesOfActor(session(name)), applicant)).toBe(false);
  });
});

it('tells whoever entered an application from how they are written there', () => {
  for (const written of ['luis', 'Luis', 'luis@firm.example', session('luis')]) {
    expect(mayBeOne(namesOfActor(written), namesOfActor(session('luis')))).toBe(true);
  }
  expect(mayBeOne(namesOfActor('Luis Gómez'), namesOfActor(session('gomez.luis')))).toBe(true);
  expect(mayBeOne(namesOfActor('sales'), namesOfActor(session('luis')))).toBe(false);
});

it('has few names for the longest name, and none for nothing', () => {
  expect(person('A B C D E F G H I J', 'x@y.example').length).toBeLessThanOrEqual(30);
  expect(namesOfApplicant({ kind: 'company', name: 'X' })).toEqual([]);
  expect(mayBeOne([], [])).toBe(false);
});
