const PREFIX = 'user.alcove.';

/** Labels as the engine keeps them: user configuration keys. */
export function toConfiguration(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [PREFIX + key, value]));
}

/** The labels in an object's configuration. */
export function fromConfiguration(configuration: Record<string, string> | null | undefined) {
  return Object.fromEntries(
    Object.entries(configuration ?? {})
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, value]) => [key.slice(PREFIX.length), value]),
  );
}

/** Whether `labels` has every one of `wanted`. */
export function matches(labels: Record<string, string>, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
