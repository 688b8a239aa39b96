const deepestCause = 4;

/**
 * What a log may say of an error: its name, message, stack and causes, and nothing else that it carries. Errors of the
 * AWS SDK carry whole items, with names and addresses in them.
 */
export const told = (error: unknown, depth = 0): unknown =>
  error instanceof Error && depth < deepestCause
    ? { name: error.name, message: error.message, stack: error.stack, cause: told(error.cause, depth + 1) }
    : undefined;
