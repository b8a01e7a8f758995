import type { TemplateSource } from '../template-source';

/** Resources that do something at run time which the local runner does not do. Any other type is passive. */
const notRun: Readonly<Record<string, string>> = {
  'AWS::Lambda::Url': 'function URLs are not served',
  'AWS::Pipes::Pipe': 'pipes do not run',
  'AWS::SNS::Subscription': 'there is no SNS',
  'AWS::Scheduler::Schedule': 'schedules do not fire',
  'AWS::StepFunctions::StateMachine': 'state machines do not run',
};

/** Says of such resources that they are left out, so that nobody waits for what they would do. */
export function skipWhatIsNotRun(source: TemplateSource): void {
  for (const { logicalId, resource } of source.resources(...Object.keys(notRun))) {
    source.skipped.push({ logicalId, reason: `${resource.Type}: ${notRun[resource.Type]}` });
  }
}
