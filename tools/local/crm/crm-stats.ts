import type { EndingsByRoute } from '../stand-in/request-counts';

/** `GET /stats` */
export interface CrmStats {
  readonly tokensIssued: number;
  readonly requests: EndingsByRoute;
}
