import { describeFuzzedEventBus } from './describe-fuzzed-event-bus';

describeFuzzedEventBus(1500);
