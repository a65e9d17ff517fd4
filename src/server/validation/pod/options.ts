/**
 * What is let be because the object had it before it was forbidden.
 *
 * @source kubernetes pkg/apis/core/validation/validation.go PodValidationOptions; pkg/api/pod/util.go GetValidationOptionsFromPodSpecAndMeta
 */
export interface PodOptions {
  /** A pod itself, no template of one. */
  readonly isPod: boolean;
  readonly anyDeletionCost: boolean;
  readonly anyHugePages: boolean;
  readonly anySelectorValue: boolean;
  readonly anyNodeAffinityValue: boolean;
  readonly anySpreadSelector: boolean;
  /** The rules that spread constraints had before 1.34. */
  readonly oldSpreadKeys: boolean;
  readonly anyTokenPath: boolean;
  readonly anySysctl: boolean;
  readonly devicesWithoutHostUsers: boolean;
  readonly anyInitResizePolicy: boolean;
  readonly anyLinuxChangePolicy: boolean;
  readonly comparingTolerations: boolean;
}

const strict: PodOptions = {
  isPod: false,
  anyDeletionCost: false,
  anyHugePages: false,
  anySelectorValue: false,
  anyNodeAffinityValue: false,
  anySpreadSelector: false,
  oldSpreadKeys: false,
  anyTokenPath: false,
  anySysctl: false,
  devicesWithoutHostUsers: false,
  anyInitResizePolicy: false,
  anyLinuxChangePolicy: false,
  comparingTolerations: false,
};

export const ofTemplate: PodOptions = Object.freeze(strict);
export const ofPod: PodOptions = Object.freeze({ ...strict, isPod: true });
