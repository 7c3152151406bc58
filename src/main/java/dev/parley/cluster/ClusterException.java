package dev.parley.cluster;

/** Says in a sentence, for whoever starts the node, why it cannot be part of the cluster. */
public final class ClusterException extends Exception {
  private static final long serialVersionUID = 1L;

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
