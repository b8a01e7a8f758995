import { DeduplicationRegister } from '../../../tools/local/sqs/deduplication-register';

const receipt = { messageId: 'id-1', sequenceNumber: '18860000000000000001' };

describe('The register of deduplication ids', () => {
  it('holds no id for longer than 5 minutes', () => {
    const register = new DeduplicationRegister();
    register.add('first', receipt, 0);
    register.add('second', receipt, 1_000);

    register.dropExpired(300_000);

    expect(register.size).toBe(1);
    expect(register.find('second', 300_999)).toBe(receipt);
    expect(register.find('second', 301_000)).toBeUndefined();
    expect(register.size).toBe(0);
  });

  it('counts from the last registration of an id', () => {
    const register = new DeduplicationRegister();
    register.add('again', receipt, 0);
    register.add('other', receipt, 1_000);
    register.add('again', receipt, 2_000);

    register.dropExpired(301_000);

    expect(register.find('again', 301_999)).toBe(receipt);
    expect(register.size).toBe(1);
  });
});
