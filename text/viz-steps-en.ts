/** Sentences about what applications and operators do to consumers and their groups. */
export const vizStepsEn = {
  "event.step.commit": "A consumer is to commit.",
  "event.step.seek": "A consumer is to read from another offset on.",
  "event.step.pause-partitions": "A consumer is to pause partitions.",
  "event.step.resume-partitions": "A consumer is to go on with paused partitions.",
  "event.step.subscribe": "A consumer subscribes to other topics.",
  "event.step.processing": "An application's work on each record takes another time.",
  "event.step.reset-offsets": "Offsets of a group are to be reset.",
  "event.step.delete-group": "A group is to be deleted.",
  "event.step.delete-offsets": "Offsets of a group are to be deleted.",
} as const;
