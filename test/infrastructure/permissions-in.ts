import * as z from 'zod';
import type { Synthesized } from './synthesized';

const policySchema = z.object({
  PolicyDocument: z.object({
    Statement: z.array(
      z.strictObject({
        Effect: z.string(),
        Action: z.union([z.string(), z.array(z.string())]),
        Resource: z.unknown(),
      }),
    ),
  }),
  Roles: z.tuple([z.unknown()]),
});

/** Every single permission of the template's policies, as `role: effect action on resource`. */
export function permissionsIn(synthesized: Synthesized): string[] {
  return [...synthesized.all('AWS::IAM::Policy').values()]
    .flatMap(({ Properties }) => {
      const { PolicyDocument, Roles } = policySchema.parse(Properties);
      const role = String(synthesized.readable(Roles[0]));
      return PolicyDocument.Statement.flatMap(({ Effect, Action, Resource }) =>
        [Action]
          .flat()
          .flatMap((action) =>
            [synthesized.readable(Resource)]
              .flat()
              .map((resource) => `${role}: ${Effect} ${action} on ${String(resource)}`),
          ),
      );
    })
    .toSorted();
}
