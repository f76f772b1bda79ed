/** A market of the sample company: what differs from one country to the next. */
export type Place = {
  readonly country: string;
  readonly currency: string;
  readonly locale: 'en' | 'es' | 'pt';
  readonly zones: readonly [string, ...string[]];
  /** Numbers that no operator has assigned; two digits follow. */
  readonly phonePrefix: string;
  readonly legalEntity: string;
  /** Middle amount of an invoice, and the step to which prices are rounded, in minor units. */
  readonly medianMinor: number;
  readonly stepMinor: number;
  /** Share of the customers. */
  readonly weight: number;
  readonly paysThrough: 'stripe' | 'standard-webhooks' | 'bank';
  /** How upstream speaks there: straight to the bus, or over HTTP from outside the cloud. */
  readonly door: 'bus' | 'events-api';
  readonly names: readonly [readonly string[], readonly string[], readonly string[]];
};

export const places: readonly [Place, ...Place[]] = [
  {
    country: 'US',
    currency: 'USD',
    locale: 'en',
    zones: ['America/New_York', 'America/Chicago', 'America/Los_Angeles'],
    phonePrefix: '+155501',
    legalEntity: 'north',
    medianMinor: 180_000,
    stepMinor: 25,
    weight: 26,
    paysThrough: 'stripe',
    door: 'bus',
    names: [
      ['Harbor', 'Prairie', 'Juniper', 'Granite', 'Lakeside', 'Redwood', 'Summit', 'Beacon'],
      ['Supply', 'Foods', 'Hardware', 'Freight', 'Dental', 'Printing', 'Outdoors'],
      ['Inc.', 'LLC', 'Co.'],
    ],
  },
  {
    country: 'MX',
    currency: 'MXN',
    locale: 'es',
    zones: ['America/Mexico_City', 'America/Monterrey', 'America/Tijuana'],
    phonePrefix: '+52550000010',
    legalEntity: 'mexico',
    medianMinor: 2_800_000,
    stepMinor: 5_000,
    weight: 24,
    paysThrough: 'bank',
    door: 'bus',
    names: [
      ['Abarrotes', 'Ferretería', 'Textiles', 'Papelería', 'Distribuidora', 'Refacciones'],
      ['del Bajío', 'La Esperanza', 'San Miguel', 'El Nopal', 'Anáhuac', 'del Norte', 'Azteca'],
      ['S.A. de C.V.', 'S. de R.L.'],
    ],
  },
  {
    country: 'CO',
    currency: 'COP',
    locale: 'es',
    zones: ['America/Bogota'],
    phonePrefix: '+57300000010',
    legalEntity: 'andes',
    medianMinor: 640_000_000,
    stepMinor: 1_000_000,
    weight: 20,
    paysThrough: 'standard-webhooks',
    door: 'bus',
    names: [
      ['Comercial', 'Agro', 'Droguería', 'Muebles', 'Confecciones', 'Maderas'],
      ['El Cafetal', 'La Sabana', 'Los Andes', 'del Caribe', 'Antioquia', 'El Dorado'],
      ['S.A.S.', 'Ltda.'],
    ],
  },
  {
    country: 'CL',
    currency: 'CLP',
    locale: 'es',
    zones: ['America/Santiago'],
    phonePrefix: '+56900000010',
    legalEntity: 'andes',
    medianMinor: 1_450_000,
    stepMinor: 990,
    weight: 16,
    paysThrough: 'stripe',
    door: 'bus',
    names: [
      ['Viña', 'Pesquera', 'Maestranza', 'Panadería', 'Transportes', 'Imprenta'],
      ['Austral', 'Los Cóndores', 'Valdivia', 'Elqui', 'Pacífico', 'Araucanía'],
      ['SpA', 'Ltda.'],
    ],
  },
  {
    country: 'ES',
    currency: 'EUR',
    locale: 'es',
    zones: ['Europe/Madrid', 'Atlantic/Canary'],
    phonePrefix: '+34600000010',
    legalEntity: 'iberia',
    medianMinor: 210_000,
    stepMinor: 10,
    weight: 18,
    paysThrough: 'stripe',
    door: 'events-api',
    names: [
      ['Bodegas', 'Talleres', 'Conservas', 'Cerámicas', 'Librería', 'Aceites'],
      ['Guadalquivir', 'Montseny', 'del Cantábrico', 'La Mancha', 'Sierra Nevada', 'Ebro'],
      ['S.L.', 'S.A.', 'S. Coop.'],
    ],
  },
  {
    country: 'BR',
    currency: 'BRL',
    locale: 'pt',
    zones: ['America/Sao_Paulo', 'America/Recife', 'America/Manaus'],
    phonePrefix: '+551190000010',
    legalEntity: 'brasil',
    medianMinor: 760_000,
    stepMinor: 100,
    weight: 22,
    paysThrough: 'standard-webhooks',
    door: 'bus',
    names: [
      ['Padaria', 'Comércio', 'Metalúrgica', 'Confecções', 'Laticínios', 'Gráfica'],
      ['Ipê Amarelo', 'Boa Vista', 'Pantanal', 'Serra Azul', 'Guanabara', 'Jangada'],
      ['Ltda.', 'S.A.', 'ME'],
    ],
  },
];
