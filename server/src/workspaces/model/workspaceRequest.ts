import { DEFAULT_PROTOCOL, oneProtocol, type Protocol } from '../../base/streamProtocols.ts';
import type { Bundle } from './bundles.ts';
import { type ComputeType, isComputeType } from './computeTypes.ts';
import { computeTypeProblem, type HostSize } from './hostSize.ts';
import { isProblem, type Problem } from './problem.ts';
import { type RunningMode, type RunningProperties, runningProperties } from './runningModes.ts';
import { TAGS_PER_RESOURCE_MAX, type Tag, tagsProblem } from './tags.ts';
import { userNameProblem } from './userNames.ts';
import { isVolumeGroup, type VolumeSizes, volumeGroupsSentence } from './volumes.ts';

/** The part of CreateWorkspaces' request for one WorkSpace that this room looks at. */
export interface WorkspaceRequest {
  UserName?: string | undefined;
  VolumeEncryptionKey?: string | undefined;
  UserVolumeEncryptionEnabled?: boolean | undefined;
  RootVolumeEncryptionEnabled?: boolean | undefined;
  WorkspaceName?: string | undefined;
  Ipv6Address?: string | undefined;
  Tags?: readonly Tag[] | undefined;
  WorkspaceProperties?: RequestedProperties | undefined;
}

/** The API's WorkspaceProperties. */
export interface RequestedProperties {
  RunningMode?: RunningMode | undefined;
  RunningModeAutoStopTimeoutInMinutes?: number | undefined;
  RootVolumeSizeGib?: number | undefined;
  UserVolumeSizeGib?: number | undefined;
  ComputeTypeName?: string | undefined;
  Protocols?: readonly string[] | undefined;
  OperatingSystemName?: string | undefined;
  GlobalAccelerator?: unknown;
}

/** What a request that is in order comes to. */
export interface WorkspacePlan extends VolumeSizes, RunningProperties {
  computeType: ComputeType;
  protocol: Protocol;
}

/** Where a WorkSpace is to be made. */
export interface Surroundings {
  host: HostSize;
  /** The size of the root that the bundle's image has, in GiB. */
  imageRootVolumeGib: number;
}

/**
 * Works out what a request wants made from a bundle, or why that cannot be. Volumes may be smaller than the
 * bundle's: 80 and 10 GiB are enough but for types with a graphics processor (administration guide, "Modify a
 * WorkSpace"), as long as the image fits.
 */
export function planWorkspace(
  request: WorkspaceRequest,
  bundle: Bundle,
  { host, imageRootVolumeGib }: Surroundings,
): WorkspacePlan | Problem {
  const properties = request.WorkspaceProperties ?? {};
  const running = runningProperties(
    properties.RunningMode ?? 'ALWAYS_ON',
    properties.RunningModeAutoStopTimeoutInMinutes,
  );
  if (isProblem(running)) return running;
  const computeType = properties.ComputeTypeName ?? bundle.computeType;
  if (!isComputeType(computeType)) return unsupported(`There is no compute type ${computeType}.`);
  const protocol = oneProtocol(properties.Protocols ?? [DEFAULT_PROTOCOL]);
  if (!protocol) return unsupported('A WorkSpace has one protocol: PCOIP or WSP.');
  const volumes = {
    rootVolumeGib: properties.RootVolumeSizeGib ?? bundle.rootVolumeGib,
    userVolumeGib: properties.UserVolumeSizeGib ?? bundle.userVolumeGib,
  };
  return (
    requestProblem(request) ??
    unsupportedProblem(request) ??
    computeTypeProblem(computeType, host) ??
    volumesProblem(volumes, computeType, imageRootVolumeGib) ?? {
      ...running,
      ...volumes,
      computeType,
      protocol,
    }
  );
}

function requestProblem({ UserName = '', Tags = [] }: WorkspaceRequest): Problem | undefined {
  const problem =
    userNameProblem(UserName) ??
    tagsProblem(Tags) ??
    (Tags.length > TAGS_PER_RESOURCE_MAX ? 'A resource may have 50 tags at most.' : undefined);
  return problem === undefined ? undefined : invalid(problem);
}

function volumesProblem(
  volumes: VolumeSizes,
  computeType: ComputeType,
  imageRootVolumeGib: number,
): Problem | undefined {
  if (!isVolumeGroup(volumes, computeType)) return invalid(volumeGroupsSentence(volumes, computeType));
  if (volumes.rootVolumeGib >= imageRootVolumeGib) return undefined;
  return invalid(
    `A root volume of ${volumes.rootVolumeGib} GiB is too small: the bundle's image has ${imageRootVolumeGib} GiB.`,
  );
}

/** Things that the API knows and this service does not do (yet), each refused rather than passed over. */
function unsupportedProblem(request: WorkspaceRequest): Problem | undefined {
  const properties = request.WorkspaceProperties ?? {};
  if (
    request.UserVolumeEncryptionEnabled ||
    request.RootVolumeEncryptionEnabled ||
    request.VolumeEncryptionKey !== undefined
  ) {
    return unsupported(
      'Encrypted volumes are not available yet: leave out UserVolumeEncryptionEnabled, RootVolumeEncryptionEnabled and VolumeEncryptionKey.',
    );
  }
  if (request.WorkspaceName !== undefined) {
    return unsupported('WorkspaceName goes with user-decoupled WorkSpaces, which are not supported.');
  }
  if (request.Ipv6Address !== undefined) return unsupported('IPv6 addresses are not supported.');
  if (properties.GlobalAccelerator !== undefined) return unsupported('Global Accelerator is not supported.');
  const system = properties.OperatingSystemName;
  if (system !== undefined && system !== 'UNKNOWN') {
    return unsupported(`The bundle's operating system is Debian 12, not ${system}.`);
  }
  return undefined;
}

const invalid = (message: string): Problem => ({ code: 'InvalidParameterValuesException', message });
const unsupported = (message: string): Problem => ({
  code: 'UnsupportedWorkspaceConfigurationException',
  message,
});
