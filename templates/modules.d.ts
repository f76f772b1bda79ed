/** The two modules come without types for what we use of them. */
declare module 'mjml' {
  const mjml2html: (
    source: string,
    options: {
      readonly validationLevel: 'strict' | 'soft' | 'skip';
      readonly fonts: Readonly<Record<string, string>>;
    },
  ) => Promise<{
    readonly html: string;
    readonly errors: readonly { readonly formattedMessage: string }[];
  }>;
  export default mjml2html;
}

declare module 'handlebars/runtime.js' {
  const runtime: {
    readonly template: (specification: unknown) => (page: object) => string;
  };
  export default runtime;
}
