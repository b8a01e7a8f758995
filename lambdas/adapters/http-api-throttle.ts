import { type ApiGatewayV2Client, GetStageCommand, UpdateStageCommand } from '@aws-sdk/client-apigatewayv2';
import type { Throttle } from '../core/throttling/throttle-steps';
import type { StageThrottle } from '../governor/ports';

/** The throttle of an HTTP API's stage, which holds for each route that has none of its own. */
export class HttpApiThrottle implements StageThrottle {
  readonly #client: ApiGatewayV2Client;
  readonly #stage: { readonly ApiId: string; readonly StageName: string };

  constructor(
    client: ApiGatewayV2Client,
    { apiId, stage }: { readonly apiId: string; readonly stage: string },
  ) {
    this.#client = client;
    this.#stage = { ApiId: apiId, StageName: stage };
  }

  /** One `GetStage`. */
  async read(): Promise<Throttle | undefined> {
    const { DefaultRouteSettings } = await this.#client.send(new GetStageCommand(this.#stage));
    const { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst } = DefaultRouteSettings ?? {};
    return ratePerSecond === undefined || burst === undefined ? undefined : { ratePerSecond, burst };
  }

  /** One `UpdateStage`; both limits or neither. */
  async set({ ratePerSecond, burst }: Throttle): Promise<void> {
    await this.#client.send(
      new UpdateStageCommand({
        ...this.#stage,
        DefaultRouteSettings: { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst },
      }),
    );
  }
}
