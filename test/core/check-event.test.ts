import { eventFormats } from '../../lambdas/contract/source-definition';
import { checkEvent } from '../../lambdas/core/check-event';
import { parseEvent } from '../../lambdas/core/formats/parse-event';
import { manifests } from '../../lambdas/modules';

describe('an event that only asks whether deliveries get through', () => {
  it.each(eventFormats)('is understood in the format %s, and wanted by no module', (format) => {
    const nowMs = Date.UTC(2026, 2, 2);
    const rawBody = checkEvent(format, { id: 'check-1', nowMs });

    const parsed = parseEvent(format, { source: 'any', rawBody, receivedMs: nowMs });

    const type = parsed.kind === 'event' ? parsed.envelope.type : parsed.kind;
    expect(['switchboard.check', 'message.switchboardcheck', 'ignored']).toContain(type);
    expect(manifests.flatMap(({ types }): readonly string[] => types)).not.toContain(type);
  });
});
