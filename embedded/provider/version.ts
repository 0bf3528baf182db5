/** Version of the official plugin for which the offline one answers: that of the `@pulumi/kubernetes` package. */
export const VERSION = '4.29.0';
