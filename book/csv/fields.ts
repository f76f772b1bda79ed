/** What a book may say about an invoice and its customer. */
export const fields = [
  'invoiceNumber',
  'customer',
  'issuedOn',
  'dueOn',
  'amount',
  'currency',
  'settledOn',
  'paidAmount',
  'name',
  'email',
  'phone',
  'locale',
  'country',
  'zone',
  'legalEntity',
  'orderId',
  'paymentUrl',
  'documentUrl',
] as const;

export type Field = (typeof fields)[number];

/** Columns without which there is no invoice; the currency may come from the map instead. */
export const requiredFields: readonly Field[] = [
  'invoiceNumber',
  'customer',
  'issuedOn',
  'dueOn',
  'amount',
];

const documents = ['invoice', 'document', 'doc', 'factura', 'documento', 'fatura', 'notafiscal'];

/** `Nº Factura`, `Nro. de documento`, `Invoice No.`: "number" is written in many short ways. */
const numbersOf = (document: string): readonly string[] => [
  ...['numero', 'num', 'nro', 'nr', 'no', 'n'].flatMap((number) => [
    `${document}${number}`,
    ...['', 'de', 'do', 'da'].map((of) => `${number}${of}${document}`),
  ]),
  `${document}number`,
];

/** Headers by which each field goes in English, Spanish and Portuguese, already normalised. */
export const aliases: Readonly<Record<Field, readonly string[]>> = {
  invoiceNumber: [
    ...documents.flatMap(numbersOf),
    'invoice',
    'invoiceid',
    'number',
    'factura',
    'folio',
    'fatura',
    'notafiscal',
    'nf',
  ],
  customer: [
    'customer',
    'customerid',
    'customernumber',
    'customercode',
    'client',
    'clientid',
    'accountnumber',
    'cliente',
    'clienteid',
    'idcliente',
    'codigocliente',
    'codigodecliente',
    'codigodocliente',
    'debtor',
    'deudor',
    'devedor',
  ],
  issuedOn: [
    'issued',
    'issuedon',
    'issuedate',
    'invoicedate',
    'documentdate',
    'date',
    'fecha',
    'fechafactura',
    'fechaemision',
    'fechadeemision',
    'emision',
    'data',
    'dataemissao',
    'datadeemissao',
    'emissao',
    'datafatura',
  ],
  dueOn: [
    'due',
    'dueon',
    'duedate',
    'maturity',
    'maturitydate',
    'vencimiento',
    'fechavencimiento',
    'fechadevencimiento',
    'vence',
    'vencimento',
    'datavencimento',
    'datadevencimento',
  ],
  amount: [
    'amount',
    'total',
    'totalamount',
    'invoiceamount',
    'invoicetotal',
    'grossamount',
    'importe',
    'monto',
    'montototal',
    'importetotal',
    'valor',
    'valortotal',
    'montante',
  ],
  currency: ['currency', 'currencycode', 'ccy', 'moneda', 'divisa', 'moeda'],
  settledOn: [
    'settled',
    'settledon',
    'settleddate',
    'settlementdate',
    'paid',
    'paidon',
    'paiddate',
    'datepaid',
    'paymentdate',
    'fechapago',
    'fechadepago',
    'pagadoel',
    'pagada',
    'datapagamento',
    'datadepagamento',
    'pagoem',
    'liquidacao',
  ],
  paidAmount: [
    'paidamount',
    'amountpaid',
    'paymentamount',
    'montopagado',
    'importepagado',
    'valorpagado',
    'valorpago',
  ],
  name: [
    'name',
    'customername',
    'clientname',
    'company',
    'companyname',
    'nombre',
    'nombrecliente',
    'razonsocial',
    'nome',
    'nomecliente',
    'razaosocial',
  ],
  email: [
    'email',
    'emailaddress',
    'mail',
    'correo',
    'correoelectronico',
    'correio',
    'emailcliente',
  ],
  phone: [
    'phone',
    'phonenumber',
    'mobile',
    'telephone',
    'telefono',
    'celular',
    'movil',
    'telefone',
  ],
  locale: ['locale', 'language', 'lang', 'idioma', 'lengua', 'lingua'],
  country: ['country', 'countryiso', 'pais'],
  zone: ['zone', 'timezone', 'tz', 'zona', 'zonahoraria', 'fuso', 'fusohorario'],
  legalEntity: [
    'legalentity',
    'entity',
    'companycode',
    'sociedad',
    'entidadlegal',
    'empresa',
    'entidadelegal',
  ],
  orderId: [
    'order',
    'orderid',
    'ordernumber',
    'purchaseorder',
    'po',
    'pedido',
    'ordendecompra',
    'ordemdecompra',
  ],
  paymentUrl: [
    'paymenturl',
    'paymentlink',
    'paylink',
    'enlacedepago',
    'linkpago',
    'linkdepagamento',
  ],
  documentUrl: ['documenturl', 'documentlink', 'pdf', 'pdfurl', 'enlacedocumento', 'linkdocumento'],
};

/**
 * Letters and digits only, without case or accents: `Fecha de emisión` and `fecha_de_emision` are one.
 * The sign of an ordinal, or the one of degrees that stands in for it, is an o: `Nº`, `N°` and `No.`.
 */
export const normalisedHeader = (header: string): string =>
  header
    .normalize('NFD')
    .toLowerCase()
    .replace(/[º°]/g, 'o')
    .replace(/[^a-z0-9]/g, '');

const fieldOfAlias: ReadonlyMap<string, Field> = new Map(
  fields.flatMap((field) => aliases[field].map((alias) => [alias, field] as const)),
);

/** The field that a header names, when it is one that we know. */
export const fieldOfHeader = (header: string): Field | undefined =>
  fieldOfAlias.get(normalisedHeader(header));

/** Headers that say "customer" and no more: an id in one book, a name in another. */
const saysCustomerOnly: ReadonlySet<string> = new Set([
  'customer',
  'client',
  'cliente',
  'debtor',
  'deudor',
  'devedor',
]);

export const isBareCustomer = (header: string): boolean =>
  saysCustomerOnly.has(normalisedHeader(header));

const taxIds =
  'rut|nit|nitcc|rfc|ruc|cnpj|cpf|cpfcnpj|cnpjcpf|cuit|cuil|cif|nif|cifnif|nifcif|' +
  'taxid|taxidnumber|taxnumber|taxpayerid|vat|vatid|vatno|vatnumber|idfiscal|identificacionfiscal';
const party = 'customer|client|cliente|debtor|deudor|devedor|receptor|buyer|comprador';
const taxIdHeader = new RegExp(
  `^(?:(?:numero|nro|no|n)(?:de|do)?)?(?:${party})?(${taxIds})(?:(?:del|de|do|da)?(?:${party}))?$`,
);

/** Two letters of a country stand before the number. */
const vatNumber = /^[A-Za-z]{2}/;

/**
 * Whether a column holds what tax offices know customers by: RUT, NIT, RFC and their like. "VAT"
 * is a tax more often than a number, so its cells have to look like numbers of a country.
 */
export const isTaxIdColumn = (header: string, cells: readonly string[]): boolean => {
  const kind = taxIdHeader.exec(normalisedHeader(header))?.[1];
  if (kind !== 'vat') return kind !== undefined;
  const said = cells.filter((cell) => cell.trim() !== '');
  return said.length > 0 && said.every((cell) => vatNumber.test(cell.trim()));
};
