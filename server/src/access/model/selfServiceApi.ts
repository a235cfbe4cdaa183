import { z } from 'zod';

/** The requests and answers of self-service, which the web client shares: POST /api/self-service and what is below. */

const sessionToken = z.string().min(1).max(128);

/** POST /api/self-service, /api/self-service/restart, /api/self-service/rebuild */
export const selfServiceRequest = z.object({ sessionToken });

/** POST /api/self-service/volume: one of the sizes that the answer before offered. */
export const volumeRequest = z.object({
  sessionToken,
  volume: z.enum(['root', 'user']),
  sizeGib: z.int().min(1).max(2000),
});

/** POST /api/self-service/compute-type */
export const computeTypeRequest = z.object({
  sessionToken,
  computeType: z.enum(['VALUE', 'STANDARD', 'PERFORMANCE', 'POWER', 'POWERPRO']),
});

/** POST /api/self-service/running-mode */
export const runningModeRequest = z.object({ sessionToken, runningMode: z.enum(['ALWAYS_ON', 'AUTO_STOP']) });

/** Something that a user may choose, and after how long: 0 for at once. */
export interface Choice<T> {
  value: T;
  waitSeconds: number;
}

/** What every one of them answers: the WorkSpace as it is now, what is permitted, what could be chosen and when. */
export interface SelfServiceAnswer {
  permissions: {
    restartWorkspace: boolean;
    increaseVolumeSize: boolean;
    changeComputeType: boolean;
    switchRunningMode: boolean;
    rebuildWorkspace: boolean;
  };
  /** As in the API: `AVAILABLE`, `UPDATING`, … */
  state: string;
  /** What is being changed at the moment. */
  modifying: 'ROOT_VOLUME' | 'USER_VOLUME' | 'COMPUTE_TYPE' | null;
  rootVolumeGib: number;
  userVolumeGib: number;
  computeType: string;
  runningMode: string;
  autoStopTimeoutMinutes: number | null;
  choices: {
    rootVolumeGib: Choice<number>[];
    userVolumeGib: Choice<number>[];
    computeType: Choice<string>[];
    runningMode: Choice<string>[];
    rebuildWaitSeconds: number;
  };
}
