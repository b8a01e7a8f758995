import * as z from 'zod';
import { type Answer, problem } from '../stand-in/answer';
import { faultRoutes } from '../stand-in/fault-routes';
import { problemsIn } from '../stand-in/problems-in';
import type { Route } from '../stand-in/router';
import { parsedBody } from '../stand-in/stand-in-request';
import type { GenesysParts } from './genesys-parts';
import { recordRoutes } from './record-routes';

const tokensSchema = z.strictObject({ lifetimeSeconds: z.int().min(1) });

/** What is there for people and tests, and not on the platform. */
export const controlRoutes = (parts: GenesysParts): readonly Route[] => [
  ...recordRoutes(parts),
  ...tokenRoutes(parts),
  ...settingRoutes('/permissions', parts.permissions),
  ...settingRoutes('/rate-limit', parts.limit),
  ...faultRoutes(parts.faults),
  { method: 'GET', path: '/stats', handle: () => ({ status: 200, body: parts.stats() }) },
];

/** `PUT /tokens` sets how long new tokens live; `DELETE /tokens` ends those that there are. */
const tokenRoutes = ({ tokens }: GenesysParts): readonly Route[] => [
  {
    method: 'PUT',
    path: '/tokens',
    handle: (request) => {
      const parsed = tokensSchema.safeParse(parsedBody(request));
      if (!parsed.success) return wrong(problemsIn(parsed.error));
      tokens.lifetimeSeconds = parsed.data.lifetimeSeconds;
      return { status: 204 };
    },
  },
  {
    method: 'DELETE',
    path: '/tokens',
    handle: () => {
      tokens.revokeAll();
      return { status: 204 };
    },
  },
];

interface Setting {
  current(): unknown;
  /** Gives what is wrong with the value. */
  set(value: unknown): readonly string[];
}

const settingRoutes = (path: string, setting: Setting): readonly Route[] => {
  const current = (): Answer => ({ status: 200, body: setting.current() });
  return [
    { method: 'GET', path, handle: current },
    {
      method: 'PUT',
      path,
      handle: (request) => {
        const problems = setting.set(parsedBody(request));
        return problems.length === 0 ? current() : wrong(problems);
      },
    },
  ];
};

const wrong = (problems: readonly string[]): Answer =>
  problem(422, { title: 'No such setting', detail: 'See problems.', problems });
