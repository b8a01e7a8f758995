/** API Gateway: an account's quota, which holds where only one of the two limits is set. */
export const accountRate = 10_000;
export const accountBurst = 5000;
