import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ApplicantKind, maskedTaxId, readTaxId, taxCountries } from './tax-id.ts';

const subjectOf = (country: string, kind: ApplicantKind, taxId: string): string | undefined => {
  const read = readTaxId({ country, kind, taxId });
  return read.ok ? read.taxId.subject : undefined;
};

const problemOf = (country: string, kind: ApplicantKind, taxId: string) => {
  const read = readTaxId({ country, kind, taxId });
  return read.ok ? undefined : read.problem;
};

/** Country, kind, as people write it, without its separators. */
const valid: readonly (readonly [string, ApplicantKind, string, string])[] = [
  ['CL', 'company', '76.086.428-5', '760864285'],
  ['CL', 'person', '10.000.013-k', '10000013K'],
  ['CL', 'person', 'CL 12.531.909-2', '125319092'],
  ['CO', 'company', '213.123.432-1', '2131234321'],
  ['MX', 'company', 'MAB-930714-8T4', 'MAB9307148T4'],
  ['MX', 'person', 'gode 561231 gr8', 'GODE561231GR8'],
  ['PE', 'company', '20512333797', '20512333797'],
  ['PE', 'person', '10117410-2', '101174102'],
  ['BR', 'company', '16.727.230/0001-97', '16727230000197'],
  ['BR', 'company', '12.abc.345/01de-35', '12ABC34501DE35'],
  ['BR', 'person', '390.533.447-05', '39053344705'],
  ['AR', 'person', '20-05536168-2', '20055361682'],
  ['AR', 'company', '30-50001091-2', '30500010912'],
  ['ES', 'company', 'A-58818501', 'A58818501'],
  ['ES', 'person', '54362315-K', '54362315K'],
  ['ES', 'person', 'X-5253868-R', 'X5253868R'],
  ['US', 'company', '91-1144442', '911144442'],
  ['US', 'person', '536-90-4399', '536904399'],
  ['US', 'person', '912-90-3457', '912903457'],
];

describe('a tax id', () => {
  it.each(valid)('of %s (%s) is read as people write it: %s', (country, kind, taxId, value) => {
    expect(readTaxId({ country, kind, taxId })).toMatchObject({
      ok: true,
      taxId: { country, kind, value },
    });
  });

  it('is known for every country that it must be known for, for both kinds where samples differ', () => {
    expect([...taxCountries].sort()).toEqual(['AR', 'BR', 'CL', 'CO', 'ES', 'MX', 'PE', 'US']);
    expect(new Set(valid.map(([country]) => country))).toEqual(new Set(taxCountries));
  });

  it.each([
    ['CL', 'company', '76.086.428-6', 'a wrong check digit'],
    ['CO', 'company', '213.123.432-2', 'a wrong check digit'],
    ['CO', 'company', '000.000.000-0', 'zeros, whose check digit is right'],
    ['MX', 'company', 'GODE561231GR8', 'the RFC of a person'],
    ['MX', 'person', 'GODE561231', 'the short RFC, which several people share'],
    ['MX', 'person', 'XAXX010101000', 'the RFC for sales to anybody'],
    ['MX', 'company', 'MAB9399148T4', 'no date'],
    ['PE', 'company', '20512333798', 'a wrong check digit'],
    ['PE', 'company', '10117410', 'an identity card'],
    ['BR', 'company', '16.727.230/0001-98', 'a wrong check digit'],
    ['BR', 'company', '00.000.000/0000-00', 'zeros'],
    ['BR', 'person', '111.111.111-11', 'the same digit throughout'],
    ['BR', 'person', '16.727.230/0001-97', 'the CNPJ of a company'],
    ['AR', 'company', '20-05536168-2', 'the CUIT of a person'],
    ['ES', 'company', '54362315-K', 'the NIF of a person'],
    ['ES', 'person', 'A58818501', 'the NIF of a company'],
    ['US', 'company', '07-1144442', 'a prefix that nobody has'],
    ['US', 'person', '900-49-3457', 'neither SSN nor ITIN'],
    ['US', 'person', '000-12-3456', 'no SSN'],
  ] as const)('of %s (%s) is refused: %s is %s', (country, kind, taxId, _why) => {
    const problem = problemOf(country, kind, taxId);
    expect(problem).toMatchObject({ field: 'taxId' });
    expect(problem?.expected).toMatch(
      /^(an?|the) .*\b(NIT|RUT|RFC|RUC|CNPJ|CPF|CUIT|NIF|EIN|SSN)\b/,
    );
    expect(problem?.value).toMatch(/^\*+.{0,3}$/);
  });

  it('of a country without rules here is refused with the list of countries', () => {
    expect(problemOf('FR', 'company', '123456789')).toEqual({
      field: 'country',
      value: 'FR',
      expected: 'one of AR, BR, CL, CO, ES, MX, PE, US',
    });
    expect(problemOf('toString', 'company', '1')?.field).toBe('country');
  });
});

describe('the subject of a tax id', () => {
  it('is the same however it is written', () => {
    expect(subjectOf('CL', 'person', '05.126.663-3')).toBe(subjectOf('cl', 'person', '5126663-3'));
    expect(subjectOf('CO', 'company', '0213123432-1')).toBe(
      subjectOf('CO', 'company', '213123432-1'),
    );
    expect(subjectOf('CO', 'company', '000213123432-1')).toBe('CO|2131234321');
    expect(subjectOf('CL', 'company', '７６.０８６.４２８-５')).toBe('CL|760864285');
  });

  it('is the same with the country before it, where people write it so', () => {
    expect(subjectOf('ES', 'company', 'ES-A58818501')).toBe('ES|A58818501');
    expect(subjectOf('ES', 'person', 'es 54362315k')).toBe('ES|54362315K');
    expect(subjectOf('CL', 'person', 'CL 12.531.909-2')).toBe('CL|125319092');
  });

  it('keeps letters of its own that are those of the country', () => {
    expect(subjectOf('MX', 'company', 'MXA-930714-8T3')).toBe('MX|MXA9307148T3');
    expect(subjectOf('BR', 'company', 'BR.345.678/0001-54')).toBe('BR|BR345678');
  });

  it('is the company, not one of its establishments', () => {
    expect(subjectOf('BR', 'company', '16.727.230/0001-97')).toBe('BR|16727230');
    expect(subjectOf('BR', 'company', '16.727.230/0002-78')).toBe('BR|16727230');
  });

  it('is the person, by identity card or by RUC', () => {
    expect(subjectOf('PE', 'person', '10117410')).toBe('PE|10117410');
    expect(subjectOf('PE', 'person', '10117410-2')).toBe('PE|10117410');
    expect(subjectOf('PE', 'person', '10101174102')).toBe('PE|10117410');
  });

  it('survives any separators between its characters', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.array(fc.constantFrom('', ' ', '.', '-', '/', '_', '  '), {
          minLength: 30,
          maxLength: 30,
        }),
        fc.boolean(),
        ([country, kind, , value], between, lower) => {
          const written = Array.from(value, (each, index) => `${each}${between[index]}`).join('');
          const taxId = lower ? written.toLowerCase() : written;
          expect(subjectOf(country, kind, taxId)).toBe(subjectOf(country, kind, value));
        },
      ),
    );
  });
});

describe('whatever comes', () => {
  it('is answered, never thrown at', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom<string>(...taxCountries), fc.string()),
        fc.constantFrom<ApplicantKind>('company', 'person'),
        fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[0-9KX.-]{0,20}$/)),
        (country, kind, taxId) => {
          const read = readTaxId({ country, kind, taxId });
          if (read.ok) expect(read.taxId.value).toMatch(/^[A-Z0-9&Ñ]{8,16}$/);
          else expect(read.problem.expected).not.toBe('');
        },
      ),
    );
  });

  it('is refused when any one digit of a RUT is wrong, which its check digit is made for', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('760864285', '125319092'),
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        (value, place, by) => {
          const wrong = Array.from(value, (each, index) =>
            index === place ? String((Number(each) + by) % 10) : each,
          );
          expect(subjectOf('CL', 'company', wrong.join(''))).toBeUndefined();
        },
      ),
    );
  });
});

describe('a masked tax id', () => {
  it('shows its last three characters, and nothing of a short one', () => {
    expect(maskedTaxId('536904399')).toBe('******399');
    expect(maskedTaxId('1234567')).toBe('*******');
    expect(maskedTaxId('x'.repeat(500))).toBe(`${'*'.repeat(17)}xxx`);
    expect(maskedTaxId('')).toBe('');
  });
});
