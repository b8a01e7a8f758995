// One file for jest: each test file loads the CDK anew, which takes longer than all of these tests together.
import './alarms.suite';
import './cdk-nag.suite';
import './configuration.suite';
import './dependencies.suite';
import './dependency-context.suite';
import './functions.suite';
import './grants.suite';
import './outputs.suite';
import './permissions.suite';
import './release.suite';
import './snapshot.suite';
import './storage.suite';
import './validate-lifecycle.suite';
import './validate-manifests.suite';
import './webhook-api.suite';
