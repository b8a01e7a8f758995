import type { ModuleManifest } from '../../../lambdas/contract/module-manifest';

/** What the sender signs with. */
export const secret = 'a-secret-that-only-the-sender-knows';

const defaultTimeoutSeconds = 10;

/** What an invocation of a module's processor may take. */
export const timeoutMsOf = ({ timeoutSeconds = defaultTimeoutSeconds }: ModuleManifest): number =>
  timeoutSeconds * 1000;
