/** A registration code that worked on this device. */
export interface Registration {
  registrationCode: string;
  directoryName: string;
}

const KEY = 'alcove.registrations';
const REGISTRATIONS_MAX = 8;

/** The registration codes that this device has used, the last used one first. Nothing in it is secret. */
export class Registrations {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;
  #list: readonly Registration[];

  /** @param storage undefined where the browser forbids it: then they are remembered as long as the page is open */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    this.#storage = storage;
    this.#list = parse(storage?.getItem(KEY) ?? null);
  }

  get list(): readonly Registration[] {
    return this.#list;
  }

  /** Puts it first. */
  remember(registration: Registration): void {
    const others = this.#without(registration.registrationCode);
    const { registrationCode, directoryName } = registration;
    this.#save([{ registrationCode, directoryName }, ...others].slice(0, REGISTRATIONS_MAX));
  }

  forget(registrationCode: string): void {
    this.#save(this.#without(registrationCode));
  }

  #without(registrationCode: string): Registration[] {
    return this.#list.filter((registration) => registration.registrationCode !== registrationCode);
  }

  #save(list: readonly Registration[]): void {
    this.#list = list;
    try {
      this.#storage?.setItem(KEY, JSON.stringify(list));
    } catch (error) {
      console.warn('The registration code is not remembered:', error);
    }
  }
}

/** What this page, or an older or broken version of it, has stored. */
function parse(text: string | null): Registration[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) ? stored.filter(isRegistration) : [];
  } catch {
    return [];
  }
}

function isRegistration(value: unknown): value is Registration {
  const { registrationCode, directoryName } = (value ?? {}) as Partial<Registration>;
  return typeof registrationCode === 'string' && typeof directoryName === 'string';
}

/** The browser's local storage, unless the user has forbidden it. */
export function localStorageIfAllowed(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}
