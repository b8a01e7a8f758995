import { describeFuzzedDoor } from './describe-fuzzed-door';
import { fuzzModules } from './fuzz-modules';
import { plainSenders } from './fuzz-sources';
import { payload1Door } from './payload-1-door';

describeFuzzedDoor('API Gateway’s payload format 1.0', {
  door: payload1Door,
  senders: plainSenders,
  modules: fuzzModules,
  usualCases: 10_000,
});
