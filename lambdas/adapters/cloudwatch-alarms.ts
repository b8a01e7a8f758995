import { type CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Alarms, AlarmStatus } from '../governor/ports';

/** CloudWatch gives 50 alarms a page unless asked for more; it never gives more than 100. */
const maxRecords = 100;

/** The account's metric alarms. Composite ones could be read only with a permission for every alarm there is. */
export class CloudWatchAlarms implements Alarms {
  readonly #client: CloudWatchClient;

  constructor(client: CloudWatchClient) {
    this.#client = client;
  }

  /** One `DescribeAlarms` a page. */
  async read(names: readonly string[]): Promise<readonly AlarmStatus[]> {
    const statuses: AlarmStatus[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.#client.send(
        new DescribeAlarmsCommand({
          AlarmNames: [...names],
          AlarmTypes: ['MetricAlarm'],
          MaxRecords: maxRecords,
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      statuses.push(...(page.MetricAlarms ?? []).map(statusOf));
      ({ NextToken } = page);
    } while (NextToken !== undefined && NextToken !== '');
    return statuses;
  }
}

const statusOf = (alarm: MetricAlarm): AlarmStatus => ({
  name: alarm.AlarmName ?? '',
  isOn: alarm.StateValue === 'ALARM',
  changedAtMs: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
});
