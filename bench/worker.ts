// Measures one book in a process of its own, so that the memory of one does not slow the next.
import { resolve } from 'node:path';
import { mixedBook, onTimeBook } from './books.ts';
import { measure } from './measure.ts';

const [assembly = '', kind, size, seed] = process.argv.slice(2);
const invoices = Number(size);
const book = kind === 'on-time' ? onTimeBook(invoices) : mixedBook(invoices, Number(seed));
process.send?.(await measure({ assembly: resolve(assembly), book, seed: Number(seed) }));
