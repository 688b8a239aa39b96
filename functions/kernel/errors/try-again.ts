import { AppError } from "#functions/kernel/errors/app-error.ts";

const attempts = 5;

/**
 * Carries out a decision that others may overtake: read, decide, write on condition. As long as it is refused with
 * `overtaken`, it is made again from the start, five times at the most; then the refusal stands.
 */
export async function tryAgain<T>(overtaken: string, decide: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    try {
      return await decide();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== overtaken) throw error;
    }
  }
  return decide();
}
