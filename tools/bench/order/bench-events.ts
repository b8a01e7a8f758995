import { marshall } from '@aws-sdk/util-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';
import { claimKey, claimsTable } from '../../../lambdas/contract/table-schema';
import type { Envelope } from '../../../lambdas/core/envelope';
import { instantFromEpochMs } from '../../../lambdas/core/instant';
import { encodeMessage } from '../../../lambdas/core/queue-message';
import { deduplicationIdOf, routeEvent } from '../../../lambdas/core/route-event';
import { sha256Hex } from '../../../lambdas/core/sha256-hex';
import { local } from '../../local/aws-access';
import { sqsEvent } from '../../local/polling/sqs-event';
import type { Item } from './items';

export interface BenchEvent {
  readonly id: string;
  readonly type: string;
  /** Which call or agent. */
  readonly entityId: string;
  readonly atMs: number;
  /** An agent's presence. Default: the event says none. */
  readonly status?: string;
}

/** An event as ingest makes it, about as large as those in `events/`. */
export const envelopeOf = ({ id, type, entityId, atMs, status }: BenchEvent): Envelope => {
  const about = type.startsWith('call.')
    ? {
        subject: `/api/v2/conversations/calls/${entityId}`,
        data: { conversationId: entityId, agentId: 'agent-7', campaignId: 'campaign_xyz' },
        entitytype: 'Call',
        actorid: 'agent-7',
      }
    : { subject: `/api/v2/users/${entityId}`, data: { status }, entitytype: 'Agent', actorid: entityId };
  const time = instantFromEpochMs(atMs);
  return {
    specversion: '1.0',
    id,
    source: 'genesys',
    type,
    time,
    datacontenttype: 'application/json',
    ...about,
    receivedtime: time,
    ordertime: time,
  };
};

/** The claim that ingest puts before it sends an event. */
export const claimItem = ({ source, id, type, time, receivedtime, ordertime }: Envelope): Item =>
  marshall({
    [claimsTable.partitionKey]: claimKey(source, id),
    source,
    id,
    type,
    time,
    receivedTime: receivedtime,
    orderTime: ordertime,
    bodyHash: sha256Hex(id),
    outcomes: {},
    [claimsTable.ttl]: Math.floor(Date.parse(receivedtime) / 1000) + 35 * 24 * 3600,
  });

/** What Lambda hands to the module's processor. */
export const queueEvent = (manifest: ModuleManifest, envelopes: readonly Envelope[]): SQSEvent =>
  sqsEvent(
    envelopes.map((envelope) => ({ Body: bodyOf(envelope), ...identityOf(manifest, envelope) })),
    { queueArn: `arn:aws:sqs:${local.region}:${local.accountId}:bench.fifo`, region: local.region },
  );

const bodyOf = (envelope: Envelope): string => {
  const message = encodeMessage(envelope);
  if (message.kind === 'fits') return message.body;
  throw new Error('An event of the benchmark does not fit into a message.');
};

const identityOf = (manifest: ModuleManifest, envelope: Envelope) => {
  const [delivery] = routeEvent(envelope, [manifest]).deliveries;
  if (!delivery) throw new Error(`${manifest.name} does not want an event of the benchmark.`);
  return {
    MessageId: envelope.id,
    ReceiptHandle: envelope.id,
    Attributes: {
      ApproximateReceiveCount: '1',
      MessageGroupId: delivery.groupId,
      MessageDeduplicationId: deduplicationIdOf(envelope),
    },
  };
};
