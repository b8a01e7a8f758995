import { type APIGatewayClient, GetStageCommand, UpdateStageCommand } from '@aws-sdk/client-api-gateway';
import type { Throttle } from '../core/throttling/throttle-steps';
import type { StageThrottle } from '../governor/ports';

/** All resources and all methods, as the stage's settings name them. */
const allMethods = '*/*';

/** The throttle of a REST API's stage, which holds for each method that has none of its own. */
export class ApiGatewayThrottle implements StageThrottle {
  readonly #client: APIGatewayClient;
  readonly #stage: { readonly restApiId: string; readonly stageName: string };

  constructor(
    client: APIGatewayClient,
    { apiId, stage }: { readonly apiId: string; readonly stage: string },
  ) {
    this.#client = client;
    this.#stage = { restApiId: apiId, stageName: stage };
  }

  /** One `GetStage`. */
  async read(): Promise<Throttle | undefined> {
    const { methodSettings } = await this.#client.send(new GetStageCommand(this.#stage));
    const settings = methodSettings?.[allMethods];
    const { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst } = settings ?? {};
    return ratePerSecond === undefined || burst === undefined ? undefined : { ratePerSecond, burst };
  }

  /** One `UpdateStage`; both limits or neither. */
  async set({ ratePerSecond, burst }: Throttle): Promise<void> {
    await this.#client.send(
      new UpdateStageCommand({
        ...this.#stage,
        patchOperations: [
          { op: 'replace', path: `/${allMethods}/throttling/rateLimit`, value: String(ratePerSecond) },
          { op: 'replace', path: `/${allMethods}/throttling/burstLimit`, value: String(burst) },
        ],
      }),
    );
  }
}
