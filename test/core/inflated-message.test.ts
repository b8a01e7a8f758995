import { gzipSync } from 'node:zlib';
import { decodeMessage, gzipEncoding } from '../../lambdas/core/queue-message';

describe('a compressed message', () => {
  it('is not inflated beyond what a message can have been', () => {
    const hostile = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' ')).toString('base64');

    expect(hostile.length).toBeLessThan(32 * 1024);
    expect(() => decodeMessage(hostile, gzipEncoding)).toThrow('Cannot create a Buffer larger than');
  });
});
