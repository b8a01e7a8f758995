import { randomUUID } from 'node:crypto';
import type { Randomness } from '../core/ports';

export const systemRandomness: Randomness = { fraction: () => Math.random(), id: () => randomUUID() };
