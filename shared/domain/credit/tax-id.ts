import * as cuit from 'stdnum/lib/cjs/ar/cuit.js';
import * as cnpj from 'stdnum/lib/cjs/br/cnpj.js';
import * as cpf from 'stdnum/lib/cjs/br/cpf.js';
import * as rut from 'stdnum/lib/cjs/cl/rut.js';
import * as nit from 'stdnum/lib/cjs/co/nit.js';
import * as nif from 'stdnum/lib/cjs/es/nif.js';
import * as rfc from 'stdnum/lib/cjs/mx/rfc.js';
import * as cui from 'stdnum/lib/cjs/pe/cui.js';
import * as ruc from 'stdnum/lib/cjs/pe/ruc.js';
import * as ein from 'stdnum/lib/cjs/us/ein.js';
import * as ssn from 'stdnum/lib/cjs/us/ssn.js';

export type ApplicantKind = 'company' | 'person';

/** A tax id that passed the rules of its country. */
export type TaxId = {
  readonly country: TaxCountry;
  readonly kind: ApplicantKind;
  /** How the country calls it, such as `RUT`. */
  readonly scheme: string;
  /** Upper case letters and digits only. */
  readonly value: string;
  /**
   * Who it stands for, `<country>|<id>`: the same for every way in which the country writes the id
   * of this applicant, so that two applications of one applicant are seen to be that.
   */
  readonly subject: string;
};

export type TaxIdProblem = {
  readonly field: 'country' | 'taxId';
  /** The country as given; of an id only its last characters, because refusals are journalled. */
  readonly value: string;
  /** What was expected, such as `a RUT of 8 or 9 characters with its check digit`. */
  readonly expected: string;
};

export type ReadTaxId =
  | { readonly ok: true; readonly taxId: TaxId }
  | { readonly ok: false; readonly problem: TaxIdProblem };

type Scheme = {
  readonly name: string;
  readonly expected: string;
  readonly isValid: (value: string) => boolean;
  /** What of the value says who it is; the whole value when left out. */
  readonly subjectOf?: (value: string) => string;
};

type Library = { readonly validate: (value: string) => { readonly isValid: boolean } };

const knownTo =
  (library: Library) =>
  (value: string): boolean =>
    library.validate(value).isValid;

const withoutLeadingZeros = (value: string): string => value.replace(/^0+/, '');
const isOneDigitRepeated = (value: string): boolean => /^(.)\1*$/.test(value);
/** The check digit of zeros is right in most schemes, and belongs to nobody. */
const isNobody = (value: string): boolean => /^0+$/.test(value);

const chile: Scheme = {
  name: 'RUT',
  expected: 'a RUT of 8 or 9 characters with its check digit, such as 76.086.428-5',
  isValid: knownTo(rut),
  subjectOf: withoutLeadingZeros,
};

const colombia: Scheme = {
  name: 'NIT',
  expected: 'a NIT of at least 8 digits with its check digit, such as 213.123.432-1',
  isValid: knownTo(nit),
  subjectOf: withoutLeadingZeros,
};

/** The short RFC without homoclave, which the library takes, does not tell two persons apart. */
const isWholeRfc = (value: string, length: number): boolean =>
  value.length === length && rfc.validate(value).isValid;

const mexico: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'RFC',
    expected: 'an RFC of 12 characters with its check digit, such as MAB-930714-8T4',
    isValid: (value) => isWholeRfc(value, 12),
  },
  person: {
    name: 'RFC',
    expected: 'an RFC of 13 characters with its check digit, such as GODE-561231-GR8',
    isValid: (value) => isWholeRfc(value, 13),
  },
};

/** A RUC of a person contains the number of the identity card, by which one may apply as well. */
const cardIn = (value: string): string => {
  if (value.length === 11) return value.startsWith('10') ? value.slice(2, 10) : value;
  return value.slice(0, 8);
};

const peru: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'RUC',
    expected: 'a RUC of 11 digits that begins with 15, 16, 17 or 20, such as 20512333797',
    isValid: (value) => !value.startsWith('10') && ruc.validate(value).isValid,
  },
  person: {
    name: 'RUC or DNI',
    expected: 'a RUC of 11 digits that begins with 10, 15, 16 or 17, or a DNI of 8 digits',
    isValid: (value) =>
      value.length === 11
        ? !value.startsWith('20') && ruc.validate(value).isValid
        : cui.validate(value).isValid,
    subjectOf: cardIn,
  },
};

const brazil: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'CNPJ',
    expected: 'a CNPJ of 14 characters with its check digits, such as 16.727.230/0001-97',
    isValid: knownTo(cnpj),
    // The rest names one of its establishments; the debtor is the company.
    subjectOf: (value) => value.slice(0, 8),
  },
  person: {
    name: 'CPF',
    expected: 'a CPF of 11 digits with its check digits, such as 390.533.447-05',
    // Eleven times the same digit has right check digits and is never issued.
    isValid: (value) => !isOneDigitRepeated(value) && cpf.validate(value).isValid,
  },
};

const isCuitOf =
  (...prefixes: readonly string[]) =>
  (value: string): boolean =>
    prefixes.some((prefix) => value.startsWith(prefix)) && cuit.validate(value).isValid;

const argentina: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'CUIT',
    expected: 'a CUIT of 11 digits that begins with 3 or 5, with its check digit',
    isValid: isCuitOf('3', '5'),
  },
  person: {
    name: 'CUIT',
    expected: 'a CUIT of 11 digits that begins with 2, with its check digit',
    isValid: isCuitOf('2'),
  },
};

const spaniard = (value: string): { readonly isIndividual?: boolean } | undefined => {
  const read = nif.validate(value);
  return read.isValid ? read : undefined;
};

const spain: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'NIF',
    expected: 'the NIF of a company: a letter, 7 digits and a check character, such as A58818501',
    isValid: (value) => spaniard(value)?.isIndividual === false,
  },
  person: {
    name: 'NIF',
    expected: 'the NIF or NIE of a person with its letter, such as 54362315-K',
    isValid: (value) => spaniard(value)?.isIndividual === true,
  },
};

/**
 * Nine digits from 9, with the fourth and fifth in the ranges that the IRS assigns (Internal Revenue
 * Manual 3.21.263): 50-65, 70-88, 90-92, 94-99. The library has no ITIN.
 */
const isItin = (value: string): boolean =>
  /^9\d\d(5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/.test(value);

const unitedStates: Readonly<Record<ApplicantKind, Scheme>> = {
  company: {
    name: 'EIN',
    expected: 'an EIN of 9 digits with a prefix that the IRS issues, such as 91-1144442',
    isValid: knownTo(ein),
  },
  person: {
    name: 'SSN or ITIN',
    expected: 'an SSN or ITIN of 9 digits, such as 536-90-4399',
    isValid: (value) => isItin(value) || ssn.validate(value).isValid,
  },
};

const forBoth = (scheme: Scheme): Readonly<Record<ApplicantKind, Scheme>> => ({
  company: scheme,
  person: scheme,
});

const schemes = {
  AR: argentina,
  BR: brazil,
  CL: forBoth(chile),
  CO: forBoth(colombia),
  ES: spain,
  MX: mexico,
  PE: peru,
  US: unitedStates,
} as const;

export type TaxCountry = keyof typeof schemes;

/** ISO 3166-1 codes of the countries whose tax ids are known here. */
export const taxCountries = Object.keys(schemes) as readonly TaxCountry[];

const isTaxCountry = (country: string): country is TaxCountry => Object.hasOwn(schemes, country);

/** Dots, hyphens, slashes and spaces are how people write; no scheme gives them a meaning. */
const compact = (written: string, country: TaxCountry): string => {
  const bare = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s./_-]/g, '');
  // Spain and Chile write their country before it; no id of theirs begins so.
  return (country === 'ES' || country === 'CL') && bare.startsWith(country) ? bare.slice(2) : bare;
};

/** Enough for two people to know that they mean the same id, and not enough to know the id. */
export const maskedTaxId = (value: string): string => {
  const shown = value.length >= 8 ? value.slice(-3) : '';
  return `${'*'.repeat(Math.min(value.length, 20) - shown.length)}${shown}`;
};

/**
 * Reads a tax id by the rules of its country for a company or a person: its form, its check digits
 * where it has some, never whether it was issued.
 */
export const readTaxId = (given: {
  /** ISO 3166-1, such as `CL`. */
  readonly country: string;
  readonly kind: ApplicantKind;
  readonly taxId: string;
}): ReadTaxId => {
  const country = given.country.trim().toUpperCase();
  if (!isTaxCountry(country)) {
    const expected = `one of ${taxCountries.join(', ')}`;
    return { ok: false, problem: { field: 'country', value: given.country, expected } };
  }
  const scheme: Scheme = schemes[country][given.kind];
  const value = compact(given.taxId, country);
  if (!/^[A-Z0-9&Ñ]{8,16}$/.test(value) || isNobody(value) || !scheme.isValid(value)) {
    const { expected } = scheme;
    return {
      ok: false,
      problem: { field: 'taxId', value: maskedTaxId(given.taxId), expected },
    };
  }
  const id = scheme.subjectOf?.(value) ?? value;
  const subject = `${country}|${id}`;
  return { ok: true, taxId: { country, kind: given.kind, scheme: scheme.name, value, subject } };
};
