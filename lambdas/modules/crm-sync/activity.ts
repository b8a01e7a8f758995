import { sha256Hex } from '../../core/sha256-hex';
import type { DispositionedCall } from './call-state';

/**
 * The body of `PUT {crm}/activities/{id}`: a call that was dispositioned. A field is absent when nothing is known
 * about it. Times are RFC 3339 in UTC with milliseconds.
 */
export interface CrmActivity {
  readonly type: 'call';
  /** The sender's id of the call. */
  readonly callId: string;
  readonly disposition: string;
  readonly dispositionedAt: string;
  /** Who dispositioned the call; if that is not told, who ended or started it. */
  readonly agentId?: string;
  readonly campaignId?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly endedBy?: 'completed' | 'abandoned';
  /** As the sender counts it; if the sender does not, from start to end. */
  readonly durationSeconds?: number;
}

/**
 * The activity's id in the CRM: the same for every event of a call, whatever characters the call's id has. The CRM
 * keeps it for good, so it must never be derived in another way.
 */
export const activityIdOf = (callId: string): string => `call-${sha256Hex(callId)}`;

/** What the CRM is told about a call. */
export const activityOf = ({ callId, started, ended, disposition }: DispositionedCall): CrmActivity => {
  const facts = [disposition, ended, started];
  const agentId = facts.find((fact) => fact?.agentId)?.agentId;
  const campaignId = facts.find((fact) => fact?.campaignId)?.campaignId;
  const durationSeconds =
    disposition.durationSeconds ?? ended?.durationSeconds ?? secondsBetween(started?.at, ended?.at);
  return {
    type: 'call',
    callId,
    disposition: disposition.value,
    dispositionedAt: toMilliseconds(disposition.at),
    ...(agentId !== undefined && { agentId }),
    ...(campaignId !== undefined && { campaignId }),
    ...(started && { startedAt: toMilliseconds(started.at) }),
    ...(ended && { endedAt: toMilliseconds(ended.at), endedBy: ended.by }),
    ...(durationSeconds !== undefined && { durationSeconds }),
  };
};

const toMilliseconds = (at: string): string => new Date(at).toISOString();

const secondsBetween = (startedAt: string | undefined, endedAt: string | undefined): number | undefined => {
  if (startedAt === undefined || endedAt === undefined) return undefined;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return seconds >= 0 ? seconds : undefined;
};
