import { type Resource, synthesizeStage } from './synthesized';

/** A resource in one line: its type and those of its properties that are single values, with hashes replaced. */
function summary({ Type, DeletionPolicy, Properties }: Resource): string {
  const values = Object.entries({ ...Properties, DeletionPolicy })
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [Type, ...values].join(' ');
}

const withoutHashes = (text: string): string =>
  text.replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>').replaceAll(/[0-9A-F]{8}\b/g, '<hash>');

describe.each(['dev', 'prod'] as const)('the stack switchboard-%s', (stage) => {
  it('has these resources', () => {
    const resources = [...synthesizeStage(stage).all()].map(
      ([path, resource]) => `${path}: ${summary(resource)}`,
    );

    expect(withoutHashes(resources.join('\n'))).toMatchSnapshot();
  });
});
