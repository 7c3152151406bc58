package dev.parley.ai;

import dev.parley.chat.GenerationState;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Failure;

/**
 * How a generation ends.
 *
 * @param failure null unless the state is FAILED
 */
record Ending(GenerationState state, Failure failure) {
  static final Ending COMPLETED = new Ending(GenerationState.COMPLETED, null);
  static final Ending STOPPED = new Ending(GenerationState.STOPPED, null);
  static final Ending INTERRUPTED = new Ending(GenerationState.INTERRUPTED, null);

  static final Ending TOO_LONG =
      failed(new Failure(ErrorCode.PROVIDER_UNAVAILABLE, "The answer is too long"));
  static final Ending TOO_SLOW =
      failed(new Failure(ErrorCode.PROVIDER_TIMEOUT, "The answer took longer than is allowed"));
  static final Ending NOT_STARTED =
      failed(new Failure(ErrorCode.INTERNAL, "The answer could not be started"));
  static final Ending NOT_STORED =
      failed(new Failure(ErrorCode.UNAVAILABLE, "The answer could not be stored"));

  static Ending failed(Failure failure) {
    return new Ending(GenerationState.FAILED, failure);
  }

  /** The same when its last text did not reach the log: then the answer is not whole. */
  Ending cut() {
    return state == GenerationState.COMPLETED ? NOT_STORED : this;
  }

  /** Name of the failure's code; null when it is none. */
  String errorCode() {
    return failure == null ? null : failure.code().name();
  }

  /** What people are told of the failure; null when it is none. */
  String error() {
    return failure == null ? null : failure.message();
  }
}
