import { completableFormat, type FuzzFormat, hopelessFormat } from './bodies';
import { describeFuzzedDoor } from './describe-fuzzed-door';
import { formatModules, fuzzModules } from './fuzz-modules';
import { plainSenders, variousSenders } from './fuzz-sources';
import { payload1Door } from './payload-1-door';
import { payload2Door } from './payload-2-door';
import { platformUrl } from './truncated-texts';

const posting = (format: FuzzFormat) => plainSenders.map((sender) => ({ ...sender, format }));

describeFuzzedDoor('payload format 2.0', {
  door: payload2Door,
  senders: plainSenders,
  modules: fuzzModules,
  usualCases: 1000,
});

describeFuzzedDoor('payload format 1.0, with every scheme and format', {
  door: payload1Door,
  senders: variousSenders,
  modules: formatModules,
  usualCases: 1500,
});

describeFuzzedDoor('payload format 2.0, with every scheme and format, and a platform', {
  door: payload2Door,
  senders: variousSenders,
  modules: formatModules,
  platformUrl,
  usualCases: 1500,
});

describeFuzzedDoor('payload format 1.0, with truncated events that can be completed', {
  door: payload1Door,
  senders: posting(completableFormat),
  modules: fuzzModules,
  platformUrl,
  usualCases: 700,
});

describeFuzzedDoor('payload format 1.0, with truncated events and no platform', {
  door: payload1Door,
  senders: posting(hopelessFormat),
  modules: fuzzModules,
  usualCases: 500,
});
