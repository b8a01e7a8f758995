import type { SignatureScheme } from '../../../lambdas/contract/signature-scheme';
import type { EventFormat } from '../../../lambdas/contract/source-definition';
import type { SigningSecrets } from '../../../lambdas/core/signature';

/** What is checked, and with what. */
export interface CheckTarget {
  /** Of the source's webhook. */
  readonly url: URL;
  /** Name of the source. */
  readonly source: string;
  readonly scheme: SignatureScheme;
  /** What the scheme is called; `custom` where it comes from a file. */
  readonly schemeName: string;
  readonly format: EventFormat;
  readonly secrets: SigningSecrets;
}
