import { hydrationName } from '../contract/hydration';
import type { Envelope } from '../core/envelope';
import type { RoutedDelivery } from '../core/route-event';

/** An event as it is sent to one or more queues. */
export interface EventCopy {
  readonly envelope: Envelope;
  /** Each queue by its module's name, hydration's among them. */
  readonly to: readonly { readonly module: string; readonly groupId: string }[];
}

/**
 * What is sent where: the event itself to the modules that can use it as it is, and to hydration one copy that says which
 * modules wait for what it makes of it.
 */
export const copiesOf = (envelope: Envelope, deliveries: readonly RoutedDelivery[]): readonly EventCopy[] => {
  const whole = deliveries.filter(({ truncated }) => truncated === undefined);
  const waiting = deliveries.filter(({ truncated }) => truncated !== undefined);
  const [first] = waiting;
  return [
    ...(whole.length > 0 ? [{ envelope, to: whole }] : []),
    ...(first?.truncated === undefined
      ? []
      : [
          {
            envelope: {
              ...envelope,
              truncated: first.truncated,
              hydratefor: waiting.map(({ module }) => module).join(','),
            },
            // Of one event all have the same resource, and so the same group.
            to: [{ module: hydrationName, groupId: first.groupId }],
          },
        ]),
  ];
};
