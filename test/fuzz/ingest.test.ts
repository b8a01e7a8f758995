import { describeFuzzedDoor } from './describe-fuzzed-door';
import { payload1Door } from './payload-1-door';

describeFuzzedDoor('API Gateway’s payload format 1.0', payload1Door);
