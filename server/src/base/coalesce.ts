/**
 * Makes `work` level-triggered: each call of the result runs it, and however many calls come while it runs, it runs
 * once more afterwards. It never runs beside itself, and what changed before a call is always seen by a later run.
 */
export function coalesce(work: () => Promise<void> | void, onError: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    do {
      again = false;
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    } while (again);
    running = false;
  };
  return () => void run();
}
