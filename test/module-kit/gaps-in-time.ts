import { mayFollow, successorsOf } from '../../lambdas/contract/lifecycle';
import type { ModuleManifest, SequenceManifest } from '../../lambdas/contract/module-manifest';
import { groupIdOf } from '../../lambdas/core/entity';
import { entityOf, orderKeyOf } from '../../lambdas/core/route-event';
import type { ModuleEvent } from '../../lambdas/processor/feature-module';

/** The events as the module orders them. */
export const inTime = (manifest: ModuleManifest, events: readonly ModuleEvent[]): readonly ModuleEvent[] => {
  const keyed = events.map((event) => ({ event, key: orderKeyOf(manifest, event) }));
  return keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({ event }) => event);
};

/**
 * Events that are gaps even when all of them come in the order of time, each as a sentence: the lifecycle does not
 * allow what the test delivers.
 */
export const gapsInTime = (manifest: ModuleManifest, events: readonly ModuleEvent[]): readonly string[] => {
  if (manifest.policy !== 'sequence') return [];
  const types = new Map<string, string>();
  return inTime(manifest, events).flatMap((event) => {
    const entity = entityOf(manifest.entity, event);
    const group = entity ? groupIdOf(entity) : '';
    const previous = types.get(group);
    types.set(group, event.type);
    return mayFollow(manifest.lifecycle, previous, event.type) ? [] : [sentence(manifest, previous, event)];
  });
};

const sentence = (
  { lifecycle }: SequenceManifest,
  previous: string | undefined,
  { id, type }: ModuleEvent,
): string => {
  const name = id.startsWith(type) ? id : `${type} (${id})`;
  const place = previous === undefined ? 'as the first' : `after ${previous}`;
  const allowed = successorsOf(lifecycle, previous).join(', ') || 'nothing';
  return `In the order of time, ${name} is a gap: the lifecycle does not allow it ${place}, only ${allowed}.`;
};
