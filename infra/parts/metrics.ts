import type { Config } from '../config.ts';

/** Where the functions of an environment put the figures of the business. */
export const metricsNamespace = ({ environment }: Pick<Config, 'environment'>): string =>
  `Cartera/${environment}`;
