/** An error as the AWS SDK throws it. */
const sdkError = (name: string, fields: object): Error =>
  Object.assign(new Error(`${name}, injected.`), { name, $metadata: { attempts: 3 }, ...fields });

/** After all attempts: nobody knows whether the call was done. */
export const timeoutError = (): Error => sdkError('TimeoutError', {});

/** The service refused: the call was not done. */
export const throttlingError = (): Error =>
  sdkError('ThrottlingException', {
    $fault: 'client',
    $retryable: { throttling: true },
    $metadata: { attempts: 3, httpStatusCode: 400 },
  });

export const abortError = (): Error => sdkError('AbortError', {});

/** As `fetch` throws it when its signal says that the time is over. */
export const httpTimeoutError = (): Error =>
  Object.assign(new Error('TimeoutError, injected.'), { name: 'TimeoutError' });
