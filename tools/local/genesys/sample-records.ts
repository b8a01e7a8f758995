import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { recordsSchema } from './records';

const file = join(__dirname, '..', '..', '..', 'events', 'genesys-records', 'records.json');

/** The records that ship with the sample events. */
export const readSampleRecords = (): z.output<typeof recordsSchema> =>
  recordsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
