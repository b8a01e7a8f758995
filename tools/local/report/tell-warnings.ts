import type { ConsoleOutput } from './console-output';

/** Tells of what the CDK app warned of: a line each for people, an object each for programs. */
export const tellWarnings = (warnings: readonly string[], { text, object, colors }: ConsoleOutput): void => {
  for (const warning of warnings) {
    text(`  ${colors.yellow('!')} ${warning}`);
    object({ event: 'warning', text: warning });
  }
  if (warnings.length > 0) text('');
};
